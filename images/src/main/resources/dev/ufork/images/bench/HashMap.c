#include "bench.h"

#define PLACES 8192L

struct place { long key; long value; };

static struct place *find(struct place *table, long key) {
    u64 hash = ((u64) key * 0x9E3779B97F4A7C15ul) >> 51;
    for (;;) {
        struct place *place = &table[hash & (PLACES - 1)];
        if (place->key == key || place->key == 0) return place;
        hash++;
    }
}

long run(void *memory, long n) {
    struct place *table = memory;
    for (long i = 0; i < PLACES; i++) {
        table[i].key = 0;
        table[i].value = 0;
    }
    u64 x = 88172645463325252ul;
    for (long i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        long key = (x & 4095) + 1;
        struct place *place = find(table, key);
        place->key = key;
        place->value += i;
    }
    u64 sum = 0;
    for (long k = 1; k <= n; k++) sum = sum * 31 + find(table, k)->value;
    return sum;
}
