package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** CRC-32 of n bytes, by a table of 256 words that is made first. */
@Kernel
final class Crc32 {
    static long run(Cap memory, long n) {
        Cap table = memory.bounded(1024);
        Cap data = memory.plus(4096);
        for (int i = 0; i < 256; i++) {
            int c = i;
            for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? c >>> 1 ^ 0xEDB88320 : c >>> 1;
            table.store32(i * 4L, c);
        }
        for (long i = 0; i < n; i++) data.store8(i, (int) (i * 7 ^ i >> 3));
        return crc(table, data, n);
    }

    static int crc(Cap table, Cap data, long n) {
        int crc = -1;
        for (long i = 0; i < n; i++) crc = table.load32(((crc ^ data.load8(i)) & 0xff) * 4L) ^ crc >>> 8;
        return ~crc;
    }
}
