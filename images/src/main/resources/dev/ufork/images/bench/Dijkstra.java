package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Shortest ways from place 0 in a random graph of n places with six edges each, by a binary heap. */
@Kernel
final class Dijkstra {
    static final long DEGREE = 6;
    static final int FAR = Integer.MAX_VALUE;

    static long run(Cap memory, long n) {
        Cap edges = memory;
        Cap distances = memory.plus(n * DEGREE * 8);
        Cap heap = distances.plus(n * 8);
        int x = 246353424;
        for (long i = 0; i < n * DEGREE; i++) {
            x = x * 1103515245 + 12345;
            edges.store32(i * 8, (int) ((x >>> 8) % n));
            edges.store32(i * 8 + 4, (x >>> 4 & 1023) + 1);
        }
        for (long i = 0; i < n; i++) distances.store32(i * 4, FAR);
        distances.store32(0, 0);
        long size = push(heap, 0, 0);
        while (size > 0) {
            long top = heap.load64(0);
            size = pop(heap, size);
            long at = top & 0xffffffffL;
            int distance = (int) (top >>> 32);
            if (distance > distances.load32(at * 4)) continue;
            for (long e = at * DEGREE; e < (at + 1) * DEGREE; e++) {
                long to = edges.load32(e * 8);
                int through = distance + edges.load32(e * 8 + 4);
                if (through < distances.load32(to * 4)) {
                    distances.store32(to * 4, through);
                    size = push(heap, size, (long) through << 32 | to);
                }
            }
        }
        long sum = 0;
        for (long i = 0; i < n; i++) sum = sum * 31 + distances.load32(i * 4);
        return sum;
    }

    static long push(Cap heap, long size, long item) {
        long at = size;
        while (at > 0) {
            long parent = at - 1 >> 1;
            long above = heap.load64(parent * 8);
            if (above <= item) break;
            heap.store64(at * 8, above);
            at = parent;
        }
        heap.store64(at * 8, item);
        return size + 1;
    }

    static long pop(Cap heap, long size) {
        long last = size - 1;
        long item = heap.load64(last * 8);
        long at = 0;
        while (true) {
            long child = at * 2 + 1;
            if (child >= last) break;
            if (child + 1 < last && heap.load64(child * 8 + 8) < heap.load64(child * 8)) child++;
            long below = heap.load64(child * 8);
            if (item <= below) break;
            heap.store64(at * 8, below);
            at = child;
        }
        heap.store64(at * 8, item);
        return last;
    }
}
