package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * What the kernel knows about one page of physical memory.
 *
 * <pre>
 *  0            4      8      12
 *  | references | home | next | table |
 * </pre>
 *
 * <p>Invariant: a frame that no leaf entry names and that nobody else claims is on exactly one of the free lists of {@link Frames}.
 */
@Struct(size = 16)
interface Frame extends Ref {
    /** Leaf entries that name it, or 1 while somebody else claims it. */
    int references();   void references(int n);

    /** The region whose addresses its capabilities use, see {@link Regions}; 0 when it holds none. */
    int home();         void home(int region);

    /** The next frame of its free list. */
    int next();         void next(int frame);

    /** While it is a leaf table: its record, see {@link Tables}. */
    int table();        void table(int record);
}
