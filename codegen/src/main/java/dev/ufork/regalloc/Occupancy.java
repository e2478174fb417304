package dev.ufork.regalloc;

import java.util.Map;
import java.util.TreeMap;

/** Which bundle holds one register or spill slot at each program point. */
final class Occupancy {
    private record Stay(int to, Bundle bundle) {}

    private final TreeMap<Integer, Stay> stays = new TreeMap<>();

    void add(int from, int to, Bundle bundle) {
        stays.put(from, new Stay(to, bundle));
    }

    void add(Bundle bundle) {
        for (int i = 0; i < bundle.ranges.length; i += 2) add(bundle.ranges[i], bundle.ranges[i + 1], bundle);
    }

    void remove(Bundle bundle) {
        for (int i = 0; i < bundle.ranges.length; i += 2) stays.remove(bundle.ranges[i]);
    }

    boolean free(int[] ranges) {
        for (int i = 0; i < ranges.length; i += 2) if (!free(ranges[i], ranges[i + 1])) return false;
        return true;
    }

    boolean free(int from, int to) {
        Map.Entry<Integer, Stay> below = stays.lowerEntry(to);
        return below == null || below.getValue().to() <= from;
    }

    /** Calls {@code each} for every bundle in the way of {@code ranges}, perhaps more than once. */
    void conflicts(int[] ranges, java.util.function.Consumer<Bundle> each) {
        for (int i = 0; i < ranges.length; i += 2) {
            int from = ranges[i];
            Map.Entry<Integer, Stay> stay = stays.lowerEntry(ranges[i + 1]);
            while (stay != null && stay.getValue().to() > from) {
                each.accept(stay.getValue().bundle());
                stay = stays.lowerEntry(stay.getKey());
            }
        }
    }
}
