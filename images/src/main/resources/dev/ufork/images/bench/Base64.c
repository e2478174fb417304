#include "bench.h"

static long encode(const u8 *letters, const u8 *from, long n, u8 *to) {
    long out = 0;
    for (long i = 0; i < n; i += 3) {
        int bits = from[i] << 16 | from[i + 1] << 8 | from[i + 2];
        to[out] = letters[bits >> 18];
        to[out + 1] = letters[bits >> 12 & 63];
        to[out + 2] = letters[bits >> 6 & 63];
        to[out + 3] = letters[bits & 63];
        out += 4;
    }
    return out;
}

static void decode(const u8 *numbers, const u8 *from, long n, u8 *to) {
    long out = 0;
    for (long i = 0; i < n; i += 4) {
        int bits = numbers[from[i]] << 18 | numbers[from[i + 1]] << 12 | numbers[from[i + 2]] << 6 | numbers[from[i + 3]];
        to[out] = bits >> 16;
        to[out + 1] = bits >> 8;
        to[out + 2] = bits;
        out += 3;
    }
}

long run(void *memory, long n) {
    u8 *letters = memory;
    u8 *numbers = letters + 256;
    u8 *data = letters + 4096;
    u8 *text = letters + 65536;
    u8 *back = letters + 196608;
    for (int i = 0; i < 26; i++) {
        letters[i] = 'A' + i;
        letters[i + 26] = 'a' + i;
    }
    for (int i = 0; i < 10; i++) letters[i + 52] = '0' + i;
    letters[62] = '+';
    letters[63] = '/';
    for (int i = 0; i < 64; i++) numbers[letters[i]] = i;
    for (long i = 0; i < n; i++) data[i] = i * 11 + (i >> 7);
    long length = encode(letters, data, n, text);
    decode(numbers, text, length, back);
    u64 sum = length;
    for (long i = 0; i < length; i++) sum = sum * 31 + text[i];
    for (long i = 0; i < n; i++) sum = sum * 31 + back[i];
    return sum;
}
