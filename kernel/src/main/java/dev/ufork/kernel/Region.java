package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * One slot of the address space where a region may begin.
 *
 * <pre>
 *  0       4      8      12         16
 *  | state | order| homed| previous | next |
 * </pre>
 */
@Struct(size = 20)
interface Region extends Ref {
    RegionState state();    void state(RegionState s);

    /** The region is 2 MiB times two to the power of this. */
    int order();            void order(int n);

    /** Frames that call it home. */
    int homed();            void homed(int frames);

    int previous();         void previous(int region);
    int next();             void next(int region);
}
