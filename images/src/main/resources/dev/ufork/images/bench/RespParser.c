#include "bench.h"

static int upper(int c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }

static u64 number(const u8 *text, long at) {
    long value = 0;
    for (;;) {
        int c = text[at++];
        if (c == '\r') return (u64) value << 32 | (at + 1);
        value = value * 10 + (c - '0');
    }
}

static long line(u8 *to, long at) {
    to[at] = '\r';
    to[at + 1] = '\n';
    return at + 2;
}

static long bulk(u8 *to, long at, long length, int letter) {
    to[at++] = '$';
    if (length >= 10) to[at++] = '0' + length / 10;
    to[at++] = '0' + length % 10;
    at = line(to, at);
    for (long k = 0; k < length; k++) to[at++] = letter + (k & 3);
    return line(to, at);
}

static long write(u8 *to, long at, long i) {
    to[at] = '*';
    to[at + 1] = '3';
    at = line(to, at + 2);
    at = bulk(to, at, 3, 's');
    at = bulk(to, at, 5 + i % 11, 'k');
    return bulk(to, at, 8 + i % 37, 'V');
}

long run(void *memory, long n) {
    u8 *text = memory;
    long end = 0;
    for (long i = 0; i < n; i++) end = write(text, end, i);
    u64 sum = 0;
    for (int round = 0; round < 4; round++) {
        long at = 0;
        while (at < end) {
            if (text[at] != '*') return -1;
            u64 p = number(text, at + 1);
            long elements = p >> 32;
            at = p & 0xffffffff;
            for (long e = 0; e < elements; e++) {
                if (text[at] != '$') return -2;
                p = number(text, at + 1);
                long length = p >> 32;
                at = p & 0xffffffff;
                u32 hash = 0;
                for (long k = 0; k < length; k++) hash = hash * 33 + upper(text[at + k]);
                sum = sum * 31 + (int) hash;
                at += length + 2;
            }
        }
    }
    return sum;
}
