package dev.ufork.boot.guest;

import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;

/** Panics: message, number, file and line; then the machine stops. */
@Kernel
final class Panics {
    private Panics() {}

    @Export("panic")
    static void panic(String message, String file, int line) {
        begin(message);
        end(file, line);
    }

    @Export("panic_number")
    static void numbered(String message, long number, String file, int line) {
        begin(message);
        Console.text(": ");
        Console.decimal(number);
        end(file, line);
    }

    private static void begin(String message) {
        Console.text("ufork: panic: ");
        Console.text(message);
    }

    private static void end(String file, int line) {
        Console.text(" (");
        Console.text(file);
        Console.put(':');
        Console.decimal(line);
        Console.text(")\n");
        End.off(End.PANICKED);
    }
}
