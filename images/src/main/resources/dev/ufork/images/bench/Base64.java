package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Encodes n bytes, a multiple of three, by a table in memory, and decodes them again. */
@Kernel
final class Base64 {
    static long run(Cap memory, long n) {
        Cap letters = memory.bounded(64);
        Cap numbers = memory.plus(256).bounded(256);
        Cap data = memory.plus(4096);
        Cap text = memory.plus(65536);
        Cap back = memory.plus(196608);
        for (int i = 0; i < 26; i++) {
            letters.store8(i, 'A' + i);
            letters.store8(i + 26, 'a' + i);
        }
        for (int i = 0; i < 10; i++) letters.store8(i + 52, '0' + i);
        letters.store8(62, '+');
        letters.store8(63, '/');
        for (int i = 0; i < 64; i++) numbers.store8(letters.load8(i), i);
        for (long i = 0; i < n; i++) data.store8(i, (int) (i * 11 + (i >> 7)));
        long length = encode(letters, data, n, text);
        decode(numbers, text, length, back);
        long sum = length;
        for (long i = 0; i < length; i++) sum = sum * 31 + text.load8(i);
        for (long i = 0; i < n; i++) sum = sum * 31 + back.load8(i);
        return sum;
    }

    static long encode(Cap letters, Cap from, long n, Cap to) {
        long out = 0;
        for (long i = 0; i < n; i += 3) {
            int bits = from.load8(i) << 16 | from.load8(i + 1) << 8 | from.load8(i + 2);
            to.store8(out, letters.load8(bits >> 18));
            to.store8(out + 1, letters.load8(bits >> 12 & 63));
            to.store8(out + 2, letters.load8(bits >> 6 & 63));
            to.store8(out + 3, letters.load8(bits & 63));
            out += 4;
        }
        return out;
    }

    static void decode(Cap numbers, Cap from, long n, Cap to) {
        long out = 0;
        for (long i = 0; i < n; i += 4) {
            int bits = numbers.load8(from.load8(i)) << 18 | numbers.load8(from.load8(i + 1)) << 12
                | numbers.load8(from.load8(i + 2)) << 6 | numbers.load8(from.load8(i + 3));
            to.store8(out, bits >> 16);
            to.store8(out + 1, bits >> 8);
            to.store8(out + 2, bits);
            out += 3;
        }
    }
}
