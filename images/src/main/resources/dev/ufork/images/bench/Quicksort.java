package bench;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Sorts n pseudo-random ints by quicksort, short runs by insertion. */
@Kernel
final class Quicksort {
    static long run(Cap data, long n) {
        int x = 12345;
        for (long i = 0; i < n; i++) {
            x = x * 1103515245 + 12345;
            data.store32(i * 4, x >> 8);
        }
        sort(data, 0, n - 1);
        long sum = 0;
        for (long i = 0; i < n; i++) sum = sum * 31 + data.load32(i * 4);
        return sum;
    }

    static void sort(Cap data, long low, long high) {
        while (high - low > 12) {
            int pivot = data.load32((low + high >> 1) * 4);
            long i = low;
            long j = high;
            while (i <= j) {
                while (data.load32(i * 4) < pivot) i++;
                while (data.load32(j * 4) > pivot) j--;
                if (i <= j) {
                    int t = data.load32(i * 4);
                    data.store32(i * 4, data.load32(j * 4));
                    data.store32(j * 4, t);
                    i++;
                    j--;
                }
            }
            if (j - low < high - i) {
                sort(data, low, j);
                low = i;
            } else {
                sort(data, i, high);
                high = j;
            }
        }
        for (long i = low + 1; i <= high; i++) {
            int v = data.load32(i * 4);
            long j = i - 1;
            while (j >= low && data.load32(j * 4) > v) {
                data.store32((j + 1) * 4, data.load32(j * 4));
                j--;
            }
            data.store32((j + 1) * 4, v);
        }
    }
}
