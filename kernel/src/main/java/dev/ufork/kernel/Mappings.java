package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The mappings of a region, in the order of their addresses. A fork shares them; who changes shared ones takes a copy, see {@link MemoryMap}. */
@Struct(size = 32, align = 16)
interface Mappings extends Ref {
    Mapping first();        void first(Mapping m);

    /** Spaces that have these mappings. */
    int sharers();          void sharers(int n);
}
