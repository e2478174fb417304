package dev.ufork.shared;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Kernel;

/** Order for arrays of capabilities: quicksort with the median of three, insertion sort for short runs. */
@Kernel
public final class Sort {
    private static final int SHORT = 12;
    private static final int CAP = 16;

    /** The order of two capabilities: negative, zero, positive. */
    @FnRef
    public interface Order {
        int compare(Cap a, Cap b);
    }

    private Sort() {}

    /** Sorts {@code n} capabilities. Not stable. */
    public static void caps(Cap array, long n, Order order) {
        long low = 0;
        long high = n - 1;
        // The shorter part recursively, the longer one by the loop: the stack stays logarithmic.
        while (high - low >= SHORT) {
            long middle = partition(array, low, high, order);
            if (middle - low < high - middle) {
                caps(array.plus(low * CAP), middle - low, order);
                low = middle + 1;
            } else {
                caps(array.plus((middle + 1) * CAP), high - middle, order);
                high = middle - 1;
            }
        }
        for (long i = low + 1; i <= high; i++) {
            Cap moving = array.loadCap(i * CAP);
            long hole = i;
            for (; hole > low && order.compare(array.loadCap((hole - 1) * CAP), moving) > 0; hole--)
                array.storeCap(hole * CAP, array.loadCap((hole - 1) * CAP));
            array.storeCap(hole * CAP, moving);
        }
    }

    /** Puts the median of three where it belongs: smaller ones before, bigger ones behind. Returns its index. */
    private static long partition(Cap array, long low, long high, Order order) {
        long middle = low + (high - low) / 2;
        order3(array, low, middle, high, order);
        Cap pivot = array.loadCap(middle * CAP);
        swap(array, middle, high - 1);
        long i = low;
        long j = high - 1;
        while (true) {
            do i++; while (order.compare(array.loadCap(i * CAP), pivot) < 0);
            do j--; while (order.compare(array.loadCap(j * CAP), pivot) > 0);
            if (i >= j) break;
            swap(array, i, j);
        }
        swap(array, i, high - 1);
        return i;
    }

    private static void order3(Cap array, long a, long b, long c, Order order) {
        if (order.compare(array.loadCap(a * CAP), array.loadCap(b * CAP)) > 0) swap(array, a, b);
        if (order.compare(array.loadCap(b * CAP), array.loadCap(c * CAP)) > 0) swap(array, b, c);
        if (order.compare(array.loadCap(a * CAP), array.loadCap(b * CAP)) > 0) swap(array, a, b);
    }

    private static void swap(Cap array, long a, long b) {
        Cap c = array.loadCap(a * CAP);
        array.storeCap(a * CAP, array.loadCap(b * CAP));
        array.storeCap(b * CAP, c);
    }
}
