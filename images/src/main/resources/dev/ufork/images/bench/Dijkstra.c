#include "bench.h"

#define DEGREE 6
#define FAR 0x7fffffff

struct edge { int to; int length; };

static long push(long *heap, long size, long item) {
    long at = size;
    while (at > 0) {
        long parent = (at - 1) >> 1;
        long above = heap[parent];
        if (above <= item) break;
        heap[at] = above;
        at = parent;
    }
    heap[at] = item;
    return size + 1;
}

static long pop(long *heap, long size) {
    long last = size - 1;
    long item = heap[last];
    long at = 0;
    for (;;) {
        long child = at * 2 + 1;
        if (child >= last) break;
        if (child + 1 < last && heap[child + 1] < heap[child]) child++;
        long below = heap[child];
        if (item <= below) break;
        heap[at] = below;
        at = child;
    }
    heap[at] = item;
    return last;
}

long run(void *memory, long n) {
    struct edge *edges = memory;
    int *distances = (int *) (edges + n * DEGREE);
    long *heap = (long *) (distances + n * 2);
    u32 x = 246353424;
    for (long i = 0; i < n * DEGREE; i++) {
        x = x * 1103515245u + 12345u;
        edges[i].to = (x >> 8) % n;
        edges[i].length = (x >> 4 & 1023) + 1;
    }
    for (long i = 0; i < n; i++) distances[i] = FAR;
    distances[0] = 0;
    long size = push(heap, 0, 0);
    while (size > 0) {
        long top = heap[0];
        size = pop(heap, size);
        long at = top & 0xffffffff;
        int distance = top >> 32;
        if (distance > distances[at]) continue;
        for (long e = at * DEGREE; e < (at + 1) * DEGREE; e++) {
            long to = edges[e].to;
            int through = distance + edges[e].length;
            if (through < distances[to]) {
                distances[to] = through;
                size = push(heap, size, (long) through << 32 | to);
            }
        }
    }
    u64 sum = 0;
    for (long i = 0; i < n; i++) sum = sum * 31 + (long) distances[i];
    return sum;
}
