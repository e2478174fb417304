package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A table of descriptors. A fork shares it; who changes a shared one makes a copy first, see {@link Descriptors}.
 *
 * <pre>
 *  0        4       8      12    16     48            80        96
 *  | sharers | frame | full | pad | used | closeOnExec | entries |
 * </pre>
 */
@Struct(size = 96, align = 16)
interface Files extends Ref {
    int WORDS = 4;

    /** μprocesses that have this table. */
    int sharers();              void sharers(int n);

    /** The frame of the entries. */
    int frame();                void frame(int number);

    /** All descriptors below are open. */
    int full();                 void full(int descriptor);

    /** A bit for each descriptor that is open. */
    @Length(WORDS) long used(int word);             void used(int word, long bits);
    @Length(WORDS) long closeOnExec(int word);      void closeOnExec(int word, long bits);

    /** A page: the {@link OpenFile} of each descriptor; what is there of one that is not open means nothing. */
    Cap entries();              void entries(Cap page);
}
