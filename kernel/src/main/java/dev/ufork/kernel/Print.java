package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;

/** The kernel's own words on the console. */
@Kernel
final class Print {
    private Print() {}

    static void text(String text) {
        Cap bytes = Text.utf8(text);
        bytes(bytes, bytes.length());
    }

    static void bytes(Cap bytes, long n) {
        for (long i = 0; i < n; i++) Cpu.put(bytes.load8(i));
    }

    static void number(long n) {
        Cap digits = Stack.bytes(24);
        bytes(digits, Format.decimal(digits, 0, n));
    }

    static void hex(long n) {
        Cap digits = Stack.bytes(24);
        text("0x");
        bytes(digits, Format.hex(digits, 0, n, 1));
    }
}
