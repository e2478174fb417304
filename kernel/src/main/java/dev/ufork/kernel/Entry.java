package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A name in a directory; the bytes of the name follow it. */
@Struct(size = 96, align = 16)
interface Entry extends Ref {
    /** Neighbours in the directory. */
    Entry next();           void next(Entry e);
    Entry previous();       void previous(Entry e);

    /** The next with the same place in the table of {@link Directories}. */
    Entry chain();          void chain(Entry e);

    Node node();            void node(Node n);

    /** The directory's number. */
    long directory();       void directory(long n);

    /** Grows with every entry that is made; a directory is read in this order. */
    long order();           void order(long n);

    int hash();             void hash(int h);
    int length();           void length(int bytes);
}
