package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Writes n Redis commands as arrays of bulk strings, then parses them. */
@Kernel
final class RespParser {
    static long run(Cap memory, long n) {
        long end = 0;
        for (long i = 0; i < n; i++) end = write(memory, end, i);
        long sum = 0;
        for (int round = 0; round < 4; round++) {
            long at = 0;
            while (at < end) {
                if (memory.load8(at) != '*') return -1;
                long p = number(memory, at + 1);
                long elements = p >>> 32;
                at = p & 0xffffffffL;
                for (long e = 0; e < elements; e++) {
                    if (memory.load8(at) != '$') return -2;
                    p = number(memory, at + 1);
                    long length = p >>> 32;
                    at = p & 0xffffffffL;
                    int hash = 0;
                    for (long k = 0; k < length; k++) hash = hash * 33 + upper(memory.load8(at + k));
                    sum = sum * 31 + hash;
                    at += length + 2;
                }
            }
        }
        return sum;
    }

    static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }

    /** A decimal number up to the end of the line: its value in the upper half, the next line's place in the lower. */
    static long number(Cap text, long at) {
        long value = 0;
        while (true) {
            int c = text.load8(at++);
            if (c == '\r') return value << 32 | at + 1;
            value = value * 10 + (c - '0');
        }
    }

    static long write(Cap to, long at, long i) {
        to.store8(at, '*');
        to.store8(at + 1, '3');
        at = line(to, at + 2);
        at = bulk(to, at, 3, 's');
        at = bulk(to, at, 5 + i % 11, 'k');
        return bulk(to, at, 8 + i % 37, 'V');
    }

    static long line(Cap to, long at) {
        to.store8(at, '\r');
        to.store8(at + 1, '\n');
        return at + 2;
    }

    static long bulk(Cap to, long at, long length, int letter) {
        to.store8(at++, '$');
        if (length >= 10) to.store8(at++, (int) ('0' + length / 10));
        to.store8(at++, (int) ('0' + length % 10));
        at = line(to, at);
        for (long k = 0; k < length; k++) to.store8(at++, (int) (letter + (k & 3)));
        return line(to, at);
    }
}
