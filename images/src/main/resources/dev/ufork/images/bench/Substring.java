package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Counts the places where short patterns occur in n bytes of text over few letters. */
@Kernel
final class Substring {
    static long run(Cap memory, long n) {
        Cap text = memory.plus(4096);
        int x = 99;
        for (long i = 0; i < n; i++) {
            x = x * 1103515245 + 12345;
            text.store8(i, 'a' + (x >>> 16 & 3));
        }
        long sum = 0;
        for (long length = 2; length <= 8; length++) {
            sum = sum * 31 + count(text, n, text.plus(length * 97), length);
        }
        return sum;
    }

    static long count(Cap text, long n, Cap pattern, long length) {
        long found = 0;
        int first = pattern.load8(0);
        for (long at = 0; at + length <= n; at++) {
            if (text.load8(at) != first) continue;
            long k = 1;
            while (k < length && text.load8(at + k) == pattern.load8(k)) k++;
            if (k == length) found++;
        }
        return found;
    }
}
