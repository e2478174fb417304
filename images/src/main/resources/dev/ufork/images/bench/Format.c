#include "bench.h"

static const int PATTERN[] = {
        112, 114, 111, 99, 101, 115, 115, 32, 37, 115, 58, 32, 37, 56, 100, 32, 112, 97, 103, 101,
        115, 32, 97, 116, 32, 48, 120, 37, 120, 44, 32, 49, 48, 48, 37, 37, 32, 111, 102, 32,
        37, 100, 10};

static long decimal(u8 *out, long at, long number, int width) {
    int negative = number < 0;
    long rest = negative ? -number : number;
    int digits = 1;
    for (long k = rest; k >= 10; k /= 10) digits++;
    for (int pad = digits + (negative ? 1 : 0); pad < width; pad++) out[at++] = ' ';
    if (negative) out[at++] = '-';
    for (int k = digits - 1; k >= 0; k--) {
        out[at + k] = '0' + rest % 10;
        rest /= 10;
    }
    return at + digits;
}

static long hex(u8 *out, long at, u64 bits) {
    for (int shift = 60; shift >= 0; shift -= 4) {
        int digit = bits >> shift & 15;
        out[at++] = digit < 10 ? '0' + digit : 'a' - 10 + digit;
    }
    return at;
}

static long format(u8 *out, const u8 *pattern, long length, long number, u64 bits, const u8 *name) {
    long at = 0;
    long p = 0;
    while (p < length) {
        int c = pattern[p++];
        if (c != '%') {
            out[at++] = c;
            continue;
        }
        int width = 0;
        c = pattern[p++];
        while (c >= '0' && c <= '9') {
            width = width * 10 + (c - '0');
            c = pattern[p++];
        }
        switch (c) {
            case 'd':
                at = decimal(out, at, number, width);
                break;
            case 'x':
                at = hex(out, at, bits);
                break;
            case 's': {
                long k = 0;
                int letter = name[k];
                while (letter) {
                    out[at++] = letter;
                    letter = name[++k];
                }
                break;
            }
            default:
                out[at++] = c;
        }
    }
    long end = at;
    while (at & 7) out[at++] = ' ';
    return end;
}

long run(void *memory, long n) {
    u8 *pattern = memory;
    u8 *name = pattern + 256;
    u8 *out = pattern + 4096;
    long length = sizeof PATTERN / sizeof PATTERN[0];
    for (int i = 0; i < length; i++) pattern[i] = PATTERN[i];
    for (int i = 0; i < 8; i++) name[i] = 'a' + i;
    name[8] = 0;
    u64 sum = 0;
    for (long i = 0; i < n; i++) {
        long end = format(out, pattern, length, i * 12345 - 500000, i * 0x9E3779B97F4A7C15ul, name);
        for (long k = 0; k < end; k += 8) sum = sum * 31 + *(u64 *) (out + k);
    }
    return sum;
}
