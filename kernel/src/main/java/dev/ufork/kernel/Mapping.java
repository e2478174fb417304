package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A part of a region that {@code mmap} made: what lies there, and what may be done with it.
 *
 * <pre>
 *  0      16     32     40      48       56           60       61        62
 *  | next | node | from | bytes | offset | protection | shared | writable | pad |
 * </pre>
 *
 * <p>The pages of a shared mapping are its file's own; memory that is anonymous and shared is a file without a name. They carry no
 * capabilities: their entries have neither the bits to load nor to store them.
 */
@Struct(size = 64, align = 16)
interface Mapping extends Ref {
    /** The next behind it in the region. */
    Mapping next();         void next(Mapping m);

    /** The file whose pages it shows; null for private memory without a file. */
    Node node();            void node(Node n);

    /** Offset from the start of the region, and how long it is; whole pages. */
    long from();            void from(long offset);
    long bytes();           void bytes(long n);

    /** Where in the file it begins. */
    long offset();          void offset(long n);

    /** Of {@link dev.ufork.shared.Mman}. */
    int protection();       void protection(int p);

    boolean shared();       void shared(boolean yes);

    /** Whether {@code mprotect} may allow writing. */
    boolean writable();     void writable(boolean yes);
}
