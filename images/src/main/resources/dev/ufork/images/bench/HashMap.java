package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Counts n pseudo-random keys in an open-addressing table of 8192 places, then looks up as many. */
@Kernel
final class HashMap {
    static final long PLACES = 8192;

    static long run(Cap table, long n) {
        for (long i = 0; i < PLACES * 16; i += 8) table.store64(i, 0);
        long x = 88172645463325252L;
        for (long i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            long place = find(table, (x & 4095) + 1);
            table.store64(place, (x & 4095) + 1);
            table.store64(place + 8, table.load64(place + 8) + i);
        }
        long sum = 0;
        for (long k = 1; k <= n; k++) sum = sum * 31 + table.load64(find(table, k) + 8);
        return sum;
    }

    /** The offset of the place of {@code key}, or of the free one where it belongs. */
    static long find(Cap table, long key) {
        long hash = key * 0x9E3779B97F4A7C15L >>> 51;
        while (true) {
            long place = (hash & PLACES - 1) * 16;
            long k = table.load64(place);
            if (k == key || k == 0) return place;
            hash++;
        }
    }
}
