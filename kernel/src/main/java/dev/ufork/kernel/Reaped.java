package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What {@code wait} finds out about a child. */
@Struct
interface Reaped extends Ref {
    int status();   void status(int s);
}
