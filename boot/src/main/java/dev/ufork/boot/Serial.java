package dev.ufork.boot;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import java.nio.charset.StandardCharsets;

/** The console of the board, for kernels without a driver of their own. On the JVM it is standard output. */
public final class Serial {
    private Serial() {}

    /** Writes a literal. */
    @External("print")
    public static void print(String text) { System.out.print(text); }

    /** Writes the bytes from base to top of {@code text}; a zero ends it. */
    @External("print")
    public static void print(Cap text) {
        byte[] bytes = new byte[(int) text.length()];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) text.load8(i);
        System.out.print(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Writes a number in decimal, unsigned. */
    @External("print_decimal")
    public static void decimal(long number) { System.out.print(Long.toUnsignedString(number)); }

    /** Writes a number as 0x and hexadecimal digits. */
    @External("print_hex")
    public static void hex(long number) { System.out.print("0x" + Long.toHexString(number)); }

    /** Writes bounds, address, permissions and tag of a capability. */
    @External("print_capability")
    public static void capability(Cap cap) { System.out.print(cap); }
}
