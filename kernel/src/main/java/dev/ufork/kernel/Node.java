package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A file, directory, FIFO or device of the file system in memory.
 *
 * <p>The bytes of a file are pages named by a tree of no, one or two levels; where a page is missing there are the bytes of the image's archive, and
 * behind those zeroes.
 */
@Struct(size = 144, align = 16)
interface Node extends Ref {
    NodeKind kind();        void kind(NodeKind k);

    /** Entries of directories that name it. */
    int links();            void links(int n);

    /** Open files, current directories and whoever else holds it. */
    int references();       void references(int n);

    /** Nine permission bits. */
    int mode();             void mode(int bits);

    long number();          void number(long n);

    /** Of a file: bytes. Of a directory: entries. */
    long size();            void size(long n);

    // Ticks.
    long accessed();        void accessed(long t);
    long modified();        void modified(long t);
    long changed();         void changed(long t);

    /** Of a file: how many levels of index pages, and the frame of the first page or of the top index; 0 for none. */
    int levels();           void levels(int n);
    int top();              void top(int frame);

    /** Frames of its own. */
    int frames();           void frames(int n);

    /** How many bytes of {@link #content} still count. */
    long contentBytes();    void contentBytes(long n);

    /** Of a file: what the archive holds of it; null when it is not from there. Of a FIFO that is open: its {@link Pipe}. */
    Cap content();          void content(Cap c);

    /** Of a directory: its entries in the order of their making. */
    Entry first();          void first(Entry e);
    Entry last();           void last(Entry e);

    /** Of a directory: where it is; the root is in itself. Null once it is removed. */
    Node parent();          void parent(Node n);
}
