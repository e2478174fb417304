#include "bench.h"

static u32 crc(const u32 *table, const u8 *data, long n) {
    u32 crc = ~0u;
    for (long i = 0; i < n; i++) crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
    return ~crc;
}

long run(void *memory, long n) {
    u32 *table = memory;
    u8 *data = (u8 *) memory + 4096;
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
        table[i] = c;
    }
    for (long i = 0; i < n; i++) data[i] = i * 7 ^ i >> 3;
    return (int) crc(table, data, n);
}
