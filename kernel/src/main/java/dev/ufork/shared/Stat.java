package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What {@code stat} says of a file. Source: POSIX.1-2017, {@code sys/stat.h}. */
@Struct(size = 64)
public interface Stat extends Ref {
    int KIND = 0170000;
    int FILE = 0100000;
    int DIRECTORY = 0040000;
    int CHARACTERS = 0020000;
    int FIFO = 0010000;

    long number();          void number(long n);
    /** The kind and nine permission bits. */
    int mode();             void mode(int m);
    int links();            void links(int n);
    long size();            void size(long bytes);
    /** Blocks of 512 bytes of its own: what the image's archive holds takes none. */
    long blocks();          void blocks(long n);
    /** Nanoseconds since the machine began. */
    long modified();        void modified(long ns);
    long changed();         void changed(long ns);
    long accessed();        void accessed(long ns);
    long device();          void device(long n);
}
