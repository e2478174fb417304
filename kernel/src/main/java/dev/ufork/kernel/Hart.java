package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What one core's stubs find at once: who runs, and room for registers. The core alone uses it. */
@Struct(align = 16)
public interface Hart extends Ref {
    /** The μprocess that runs. */
    Uproc current();                    void current(Uproc p);

    /** Where trap entry puts registers until it knows whose they are. */
    @Length(2) Cap spill(int n);
}
