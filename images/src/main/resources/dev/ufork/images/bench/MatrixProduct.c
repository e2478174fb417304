#include "bench.h"

static void multiply(const u32 *a, const u32 *b, u32 *c, long n) {
    for (long i = 0; i < n; i++) {
        for (long j = 0; j < n; j++) {
            u32 sum = 0;
            for (long k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
            c[i * n + j] = sum;
        }
    }
}

long run(void *memory, long n) {
    u32 *a = memory;
    u32 *b = a + n * n;
    u32 *c = b + n * n;
    for (long i = 0; i < n * n; i++) {
        a[i] = i * 7 % 101;
        b[i] = i * 13 % 103;
    }
    multiply(a, b, c, n);
    u64 sum = 0;
    for (long i = 0; i < n * n; i++) sum = sum * 31 + (long) (int) c[i];
    return sum;
}
