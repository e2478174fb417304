package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** Who waits for something, in the order of their coming: slots linked by {@link Uproc#waitsNext}. */
@Struct(size = 8)
interface Waiters extends Ref {
    int first();        void first(int slot);
    int last();         void last(int slot);
}
