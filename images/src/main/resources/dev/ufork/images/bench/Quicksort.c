#include "bench.h"

static void sort(int *data, long low, long high) {
    while (high - low > 12) {
        int pivot = data[(low + high) >> 1];
        long i = low;
        long j = high;
        while (i <= j) {
            while (data[i] < pivot) i++;
            while (data[j] > pivot) j--;
            if (i <= j) {
                int t = data[i];
                data[i] = data[j];
                data[j] = t;
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
        int v = data[i];
        long j = i - 1;
        while (j >= low && data[j] > v) {
            data[j + 1] = data[j];
            j--;
        }
        data[j + 1] = v;
    }
}

long run(void *memory, long n) {
    int *data = memory;
    unsigned x = 12345;
    for (long i = 0; i < n; i++) {
        x = x * 1103515245u + 12345u;
        data[i] = (int) x >> 8;
    }
    sort(data, 0, n - 1);
    unsigned long sum = 0;
    for (long i = 0; i < n; i++) sum = sum * 31 + (long) data[i];
    return sum;
}
