package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A file read line by line, a block at a time. */
@Kernel
public final class Lines {
    private static final int BLOCK = 2048;

    /** Where it is read. */
    @Struct
    public interface Reader extends Ref {
        int descriptor();               void descriptor(int d);
        /** Below 0 when reading failed. */
        int error();                    void error(int e);
        long at();                      void at(long n);
        long end();                     void end(long n);
        Cap block();                    void block(Cap c);
        Buffer.Growing line();          void line(Buffer.Growing b);
        /** Did the last line end with a newline? */
        boolean whole();                void whole(boolean yes);
    }

    private Lines() {}

    public static Reader of(int descriptor) {
        Reader r = Heap.allocZeroed(Layout.size(Reader.class)).as(Reader.class);
        r.descriptor(descriptor);
        r.block(Heap.alloc(BLOCK));
        r.line(Buffer.make());
        return r;
    }

    public static void free(Reader r) {
        Heap.free(r.block());
        Buffer.free(r.line());
        Heap.free(r.cap());
    }

    /** The next byte; below 0 at the end. */
    public static int next(Reader r) {
        if (r.at() == r.end()) {
            long n = Io.read(r.descriptor(), r.block(), BLOCK);
            if (n < 0) r.error((int) n);
            if (n <= 0) return -1;
            r.at(0);
            r.end(n);
        }
        int c = r.block().load8(r.at());
        r.at(r.at() + 1);
        return c;
    }

    /** The next line without its newline, which the next call overwrites; the null capability at the end. */
    public static Cap line(Reader r) {
        Buffer.Growing b = r.line();
        b.used(0);
        int c = next(r);
        if (c < 0) return Cap.NULL;
        for (; c >= 0 && c != '\n'; c = next(r)) Buffer.add(b, c);
        r.whole(c == '\n');
        return b.data().bounded(b.used());
    }
}
