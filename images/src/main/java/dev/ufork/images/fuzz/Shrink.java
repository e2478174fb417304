package dev.ufork.images.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a failing input small: leaves out steps as long as it fails without them, then tries simpler ones in their places. Source: Zeller and Hildebrandt,
 * Simplifying and isolating failure-inducing input, IEEE TSE 28(2), 2002: ddmin, of which only complements are tried, because single parts rarely fail.
 *
 * <p>What is left is minimal: without any one of its steps it does not fail in this way, unless {@code most} tries were not enough.
 */
final class Shrink {
    private final Predicate<List<String>> fails;
    private int left;

    private Shrink(Predicate<List<String>> fails, int most) {
        this.fails = fails;
        left = most;
    }

    /**
     * The smallest that was found.
     *
     * @param steps   they fail
     * @param simpler of a step, simplest first
     * @param fails   does an input fail in the same way?
     * @param most    times that {@code fails} may be asked
     */
    static List<String> of(List<String> steps, Function<String, List<String>> simpler, Predicate<List<String>> fails, int most) {
        Shrink shrink = new Shrink(fails, most);
        List<String> least = shrink.fewer(steps);
        List<String> simple = shrink.simpler(least, simpler);
        return simple.equals(least) ? least : shrink.fewer(simple);
    }

    private boolean stillFails(List<String> steps) {
        return left-- > 0 && fails.test(List.copyOf(steps));
    }

    private List<String> fewer(List<String> steps) {
        List<String> now = steps;
        int parts = 2;
        while (now.size() > 1 && left > 0) {
            int size = (now.size() + parts - 1) / parts;
            List<String> found = null;
            for (int from = 0; from < now.size() && found == null; from += size) {
                List<String> without = new ArrayList<>(now.subList(0, from));
                without.addAll(now.subList(Math.min(from + size, now.size()), now.size()));
                if (stillFails(without)) found = without;
            }
            if (found != null) {
                now = found;
                parts = Math.max(2, parts - 1);
            } else {
                if (size == 1) break;
                parts = Math.min(parts * 2, now.size());
            }
        }
        if (now.size() == 1 && stillFails(List.of())) return List.of();
        return now;
    }

    private List<String> simpler(List<String> steps, Function<String, List<String>> simpler) {
        List<String> now = new ArrayList<>(steps);
        for (int n = 0; n < now.size(); n++) {
            boolean again = true;
            while (again) {
                again = false;
                String step = now.get(n);
                for (String one : simpler.apply(step)) {
                    List<String> other = new ArrayList<>(now);
                    other.set(n, one);
                    if (one.equals(step) || !stillFails(other)) continue;
                    now = other;
                    again = true;
                    break;
                }
            }
        }
        return now;
    }
}
