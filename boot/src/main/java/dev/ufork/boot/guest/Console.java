package dev.ufork.boot.guest;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/** How text, numbers and capabilities are written on the console. */
@Kernel
public final class Console {
    private static final int DECIMAL_DIGITS = 20;

    private Console() {}

    @External("put")
    public static native void put(int c);

    /** Is this the type of sentries? */
    @External("is_sentry")
    static native boolean isSentry(long type);

    /** Writes the bytes from its address to the end of its bounds; a zero ends them. */
    @Export("print")
    public static void bytes(Cap text) {
        for (long i = 0, n = text.length() - text.offset(); i < n; i++) {
            int c = text.load8(i);
            if (c == 0) return;
            put(c);
        }
    }

    public static void text(String text) { bytes(Text.utf8(text)); }

    @Export("newline")
    public static void newline() { put('\n'); }

    /** Writes 0x and the digits of {@code n}. */
    @Export("print_hex")
    public static void hex(long n) {
        text("0x");
        int shift = 60;
        while (shift > 0 && n >>> shift == 0) shift -= 4;
        for (; shift >= 0; shift -= 4) digit((int) (n >>> shift) & 15);
    }

    private static void digit(int n) { put(n < 10 ? '0' + n : 'a' + n - 10); }

    /** Writes {@code n} in decimal, unsigned. */
    @Export("print_decimal")
    public static void decimal(long n) {
        Cap digits = Stack.bytes(DECIMAL_DIGITS);
        int first = DECIMAL_DIGITS;
        do {
            digits.store8(--first, '0' + (int) U.rem(n, 10));
            n = U.div(n, 10);
        } while (n != 0);
        for (; first < DECIMAL_DIGITS; first++) put(digits.load8(first));
    }

    /** Writes bounds, address, permissions, seal and tag of any capability, valid or not. */
    @Export("print_capability")
    public static void capability(Cap c) {
        text("cap{");
        hex(c.base());
        text("..");
        if (c.length() == -1) text("0x10000000000000000");
        else hex(c.base() + c.length());
        text(" @");
        hex(c.address());
        put(' ');
        permissions(c.perms());
        if (isSentry(c.type())) {
            text(" sentry");
        } else if (c.isSealed()) {
            text(" sealed=");
            hex(c.type());
        }
        if (c.tag()) text(" tag");
        put('}');
    }

    private static void permissions(long perms) {
        if ((perms & Perms.LOAD) != 0) put('r');
        if ((perms & Perms.STORE) != 0) put('w');
        if ((perms & Perms.EXECUTE) != 0) put('x');
        if ((perms & Perms.LOAD_CAP) != 0) put('R');
        if ((perms & Perms.STORE_CAP) != 0) put('W');
        if ((perms & (Perms.LOAD | Perms.STORE | Perms.EXECUTE | Perms.LOAD_CAP | Perms.STORE_CAP)) == 0) put('-');
    }
}
