package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;

/** Where commands come from. */
@Kernel
final class Input {
    private Input() {}

    /** Everything that there is to read. */
    static Cap all(int descriptor) {
        Buffer.Growing b = Buffer.make();
        Cap part = Stack.bytes(256);
        for (long n = Io.read(descriptor, part, 256); n > 0; n = Io.read(descriptor, part, 256)) Buffer.add(b, part, n);
        return b.data().bounded(b.used());
    }

    /** Appends a line with its newline; not a byte behind it is read. Returns 0 at the end, below 0 when a signal came first. */
    static int line(int descriptor, Buffer.Growing to) {
        Cap c = Stack.bytes(16);
        int read = 0;
        while (true) {
            long n = Io.read(descriptor, c, 1);
            if (n < 0) return -1;
            if (n == 0) return read;
            Buffer.add(to, c.load8(0));
            read++;
            if (c.load8(0) == '\n') return read;
        }
    }
}
