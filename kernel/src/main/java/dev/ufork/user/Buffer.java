package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;

/** Bytes that grow at their end, on the heap. */
@Kernel
public final class Buffer {
    private static final int FIRST = 64;

    /** What there is. */
    @Struct
    public interface Growing extends Ref {
        Cap data();     void data(Cap c);
        long used();    void used(long bytes);
    }

    private Buffer() {}

    public static Growing make() {
        Growing b = Heap.allocZeroed(Layout.size(Growing.class)).as(Growing.class);
        b.data(Heap.alloc(FIRST));
        return b;
    }

    public static void free(Growing b) {
        Heap.free(b.data());
        Heap.free(b.cap());
    }

    public static void add(Growing b, int c) {
        if (b.used() == b.data().length()) b.data(Heap.resize(b.data(), b.used() * 2));
        b.data().store8(b.used(), c);
        b.used(b.used() + 1);
    }

    public static void add(Growing b, Cap bytes, long n) {
        for (long i = 0; i < n; i++) add(b, bytes.load8(i));
    }

    public static void add(Growing b, String text) {
        Cap bytes = Text.utf8(text);
        add(b, bytes, bytes.length());
    }

    public static void number(Growing b, long n) {
        Cap digits = Stack.bytes(24);
        add(b, digits, Format.decimal(digits, 0, n));
    }

    /** A copy of what is there, of its own. */
    public static Cap take(Growing b) {
        Cap text = copy(b.data(), b.used());
        b.used(0);
        return text;
    }

    /** A text of its own with the same bytes. */
    public static Cap copy(Cap from, long n) {
        Cap text = Heap.alloc(Math.max(n, 1)).bounded(n);
        Bytes.copy(text, from, n);
        return text;
    }

    public static boolean same(Cap a, Cap b) {
        return a.length() == b.length() && Bytes.compare(a, b, a.length()) == 0;
    }

    public static boolean same(Cap a, String b) {
        return same(a, Text.utf8(b));
    }
}
