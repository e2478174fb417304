package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Format;

/** The start and the unplanned end of every program. */
@Kernel
final class Start {
    private static final int ABORTED = 60;

    private Start() {}

    /** Called by the first instructions of the program, before its {@code main(count, arguments)}, with what the kernel gave it. */
    @Export("start")
    static void start(Cap heap, Cap calls, Cap environment) {
        Sys.connect(calls);
        Environment.start(environment);
        Heap.start(heap);
    }

    /** Called with what {@code main} returned. Does not return. */
    @Export("finish")
    static void finish(int status) {
        Out.flush();
        Sys.exit(status);
    }

    /** A failed assertion or a panic ends the process. */
    @Export("panic")
    static void panic(Cap message, Cap file, int line) {
        panicNumber(message, 0, file, line);
    }

    @Export("panic_number")
    static void panicNumber(Cap message, long number, Cap file, int line) {
        Cap end = Out.line();
        long n = Format.text(end, 0, "panic: ");
        n = Format.bytes(end, n, message, message.length());
        if (number != 0) {
            n = Format.text(end, n, ": ");
            n = Format.decimal(end, n, number);
        }
        n = Format.text(end, n, " (");
        n = Format.bytes(end, n, file, file.length());
        n = Format.character(end, n, ':');
        n = Format.decimal(end, n, line);
        n = Format.text(end, n, ")\n");
        Sys.write(2, end, n);
        Sys.exit(ABORTED);
    }
}
