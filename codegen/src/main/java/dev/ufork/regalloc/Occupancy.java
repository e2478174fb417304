package dev.ufork.regalloc;

import java.util.Arrays;
import java.util.function.Consumer;

/** Which bundle holds one register or spill slot at each program point: stays in ascending order, of which no two overlap. */
final class Occupancy {
    private int[] from = new int[8];
    private int[] to = new int[8];
    private Bundle[] who = new Bundle[8];
    private int count;

    /** Takes the place of a stay that begins at the same point. */
    void add(int start, int end, Bundle bundle) {
        int at = before(start) + 1;
        if (at == count || from[at] != start) insert(at);
        from[at] = start;
        to[at] = end;
        who[at] = bundle;
    }

    private void insert(int at) {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
            who = Arrays.copyOf(who, 2 * count);
        }
        System.arraycopy(from, at, from, at + 1, count - at);
        System.arraycopy(to, at, to, at + 1, count - at);
        System.arraycopy(who, at, who, at + 1, count - at);
        count++;
    }

    void add(Bundle bundle) {
        for (int i = 0; i < bundle.ranges.length; i += 2) add(bundle.ranges[i], bundle.ranges[i + 1], bundle);
    }

    void remove(Bundle bundle) {
        for (int i = 0; i < bundle.ranges.length; i += 2) {
            int at = before(bundle.ranges[i]) + 1;
            if (at == count || from[at] != bundle.ranges[i]) continue;
            count--;
            System.arraycopy(from, at + 1, from, at, count - at);
            System.arraycopy(to, at + 1, to, at, count - at);
            System.arraycopy(who, at + 1, who, at, count - at);
            who[count] = null;
        }
    }

    boolean free(int[] ranges) {
        for (int i = 0; i < ranges.length; i += 2) if (!free(ranges[i], ranges[i + 1])) return false;
        return true;
    }

    boolean free(int start, int end) {
        int below = before(end);
        return below < 0 || to[below] <= start;
    }

    /** Calls {@code each} for every bundle in the way of {@code ranges}, the last first, perhaps more than once. */
    void conflicts(int[] ranges, Consumer<Bundle> each) {
        for (int i = 0; i < ranges.length; i += 2)
            for (int at = before(ranges[i + 1]); at >= 0 && to[at] > ranges[i]; at--) each.accept(who[at]);
    }

    /** The last stay that begins before {@code point}, or -1. */
    private int before(int point) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (from[middle] < point) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
