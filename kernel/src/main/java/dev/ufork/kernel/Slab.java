package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The head of a page of kernel objects of one kind; see {@link Objects}.
 *
 * <pre>
 *  0      16     32         48     52      56     60      64
 *  | free | next | previous | used | fresh | kind | frame | objects ...
 * </pre>
 */
@Struct(size = 64, align = 16)
interface Slab extends Ref {
    /** The first object that was freed; each holds the next. */
    Cap free();             void free(Cap object);

    /** Neighbours in the list of pages of this kind that have room. */
    Slab next();            void next(Slab s);
    Slab previous();        void previous(Slab s);

    int used();             void used(int objects);

    /** The offset of the first object that was never dealt out. */
    int fresh();            void fresh(int offset);

    int kind();             void kind(int k);

    int frame();            void frame(int number);
}
