package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A pipe or FIFO: a page of bytes on their way.
 *
 * <pre>
 *  0      16     32      36        40        44          48          52    56     64        72         80        88    96
 *  | data | fifo | frame | readers | writers | readersEver | writersEver | pad | read | written | forBytes | forRoom | pad |
 * </pre>
 */
@Struct(size = 96, align = 16)
interface Pipe extends Ref {
    /** A page; byte n of the stream is at n modulo its size. */
    Cap data();             void data(Cap page);

    /** The FIFO that it belongs to, which it holds; null for a pipe without a name. */
    Node fifo();            void fifo(Node n);

    int frame();            void frame(int number);

    /** Open files of either end. */
    int readers();          void readers(int n);
    int writers();          void writers(int n);

    /** How often either end was opened. */
    int readersEver();      void readersEver(int n);
    int writersEver();      void writersEver(int n);

    /** Bytes of the stream that were read, and written, so far. */
    long read();            void read(long bytes);
    long written();         void written(long bytes);

    Waiters forBytes();
    Waiters forRoom();
}
