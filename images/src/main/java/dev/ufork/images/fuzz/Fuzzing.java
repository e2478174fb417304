package dev.ufork.images.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Tries one random input after the other, and makes small what fails. */
public final class Fuzzing {
    /** Times that an input is tried while it is made smaller. */
    private static final int TRIES = 120;

    private final Subject on;
    private final Consumer<String> progress;
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    private long instructions;
    private long inputs;
    private long steps;

    /**
     * An input that failed.
     *
     * @param seed    that made it
     * @param finding what went wrong, in a line
     * @param least   the smallest input that fails in the same way
     * @param console its last lines
     */
    public record Failure(long seed, String finding, Case least, List<String> console) {
        /** The case's file, and what it is about. */
        public String text() {
            return least.text("seed %d: %s".formatted(seed, finding));
        }
    }

    /**
     * What was done.
     *
     * @param failures one for each reason
     */
    public record Result(long inputs, long steps, long instructions, List<Failure> failures) {}

    private Fuzzing(Subject on, Consumer<String> progress) {
        this.on = on;
        this.progress = progress;
    }

    /**
     * Tries inputs of one kind: those of {@code count} seeds, and then more until the time is over.
     *
     * @param progress is told a line now and then
     */
    public static Result run(Subject on, Kind kind, long seed, long count, Duration time, Consumer<String> progress) {
        Fuzzing f = new Fuzzing(on, progress);
        long until = System.nanoTime() + time.toNanos();
        for (long next = seed; next < seed + count || System.nanoTime() < until; next++) f.seed(kind, next);
        return new Result(f.inputs, f.steps, f.instructions, List.copyOf(f.failures.values()));
    }

    /** Tries a case that is written down; empty if all is well, otherwise what went wrong. */
    public static String replay(Subject on, Case written) {
        Tried tried = written.kind().input().run(on, written.steps());
        return tried.isWell() ? "" : tried.finding() + "\n" + String.join("\n", tried.ran().lines());
    }

    /** The input of a seed. */
    public static Case draw(Subject on, Kind kind, long seed) {
        return new Case(kind, on.name(), kind.input().draw(on, new SplittableRandom(seed)));
    }

    private void seed(Kind kind, long seed) {
        Case drawn = draw(on, kind, seed);
        Tried tried = kind.input().run(on, drawn.steps());
        inputs++;
        steps += drawn.steps().size();
        instructions += tried.ran().instructions();
        if (inputs % 50 == 0) progress.accept("%s, %s: %d inputs to seed %d, %d steps, %d million instructions, %d findings".formatted(on.name(), kind.title(), inputs, seed,
                steps, instructions / 1_000_000, failures.size()));
        if (!tried.isWell() && !failures.containsKey(tried.reason())) failures.put(tried.reason(), least(drawn, seed, tried));
    }

    private Failure least(Case drawn, long seed, Tried first) {
        progress.accept("%s, %s: seed %d fails, and is made smaller: %s".formatted(on.name(), drawn.kind().title(), seed, first.finding()));
        Kind.Input input = drawn.kind().input();
        List<String> least = Shrink.of(drawn.steps(), input::simpler, some -> input.run(on, some).reason().equals(first.reason()), TRIES);
        Tried last = input.run(on, least);
        List<String> lines = new ArrayList<>(last.ran().lines());
        return new Failure(seed, last.finding(), drawn.with(least), List.copyOf(lines.subList(Math.max(0, lines.size() - 12), lines.size())));
    }
}
