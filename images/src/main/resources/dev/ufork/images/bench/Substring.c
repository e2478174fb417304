#include "bench.h"

static long count(const u8 *text, long n, const u8 *pattern, long length) {
    long found = 0;
    int first = pattern[0];
    for (long at = 0; at + length <= n; at++) {
        if (text[at] != first) continue;
        long k = 1;
        while (k < length && text[at + k] == pattern[k]) k++;
        if (k == length) found++;
    }
    return found;
}

long run(void *memory, long n) {
    u8 *text = (u8 *) memory + 4096;
    u32 x = 99;
    for (long i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        text[i] = 'a' + (x >> 16 & 3);
    }
    u64 sum = 0;
    for (long length = 2; length <= 8; length++) sum = sum * 31 + count(text, n, text + length * 97, length);
    return sum;
}
