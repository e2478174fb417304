package dev.ufork.images.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The moments in which a machine outside this JVM stands still to be looked into, as steps of an input of any kind.
 *
 * <pre>
 *  look N              when N system calls have ended, as soon as a program runs
 * </pre>
 *
 * <p>So they are written down with the case, and left out where nothing is to be seen. They are not made earlier: what is only just to be seen is not seen each time,
 * for to stop the machine takes some of its time. The embedded machine stands still in moments of its own.
 */
final class Looks {
    private static final String STEP = "look ";
    /** There is one look in each span, and each span is so many times as long as what is before it: short inputs are looked into as well as long ones. */
    private static final int FIRST = 24;
    private static final int GROWTH = 5;
    private static final int SPANS = 3;

    private Looks() {}

    /** Random moments. */
    static List<String> draw(SplittableRandom random) {
        List<String> steps = new ArrayList<>();
        for (int n = 0, from = 0, to = FIRST; n < SPANS; n++, from = to, to *= GROWTH) steps.add(STEP + random.nextInt(from, to));
        return steps;
    }

    /** The moments among the steps, in order, each once. */
    static int[] of(List<String> steps) {
        return steps.stream().filter(Looks::is).mapToInt(Looks::moment).sorted().distinct().toArray();
    }

    /** The steps that are the input's own. */
    static List<String> without(List<String> steps) {
        return steps.stream().filter(step -> !is(step)).toList();
    }

    static boolean is(String step) {
        return step.startsWith(STEP);
    }

    private static int moment(String step) {
        try {
            return Integer.parseUnsignedInt(step.substring(STEP.length()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is no moment; write 'look 12'".formatted(step), e);
        }
    }
}
