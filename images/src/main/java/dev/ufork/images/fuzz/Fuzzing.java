package dev.ufork.images.fuzz;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Tries one random input after the other, and makes small what fails. */
public final class Fuzzing {
    /** Times that an input is tried while it is made smaller. */
    private static final int TRIES = 120;
    /** Inputs for each job that are begun or wait for it. */
    private static final int AHEAD = 2;

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

    /** What came of a seed's input. */
    private record Attempt(long seed, Case drawn, Tried tried) {}

    /**
     * Tries inputs of one kind: those of {@code count} seeds, and then more until the time is over. What is found does not depend on how many are tried at a time.
     *
     * @param jobs     inputs that are tried at the same time
     * @param progress is told a line now and then
     */
    public static Result run(Subject on, Kind kind, long seed, long count, Duration time, int jobs, Consumer<String> progress) {
        Fuzzing f = new Fuzzing(on, progress);
        long until = System.nanoTime() + time.toNanos();
        Deque<Future<Attempt>> ahead = new ArrayDeque<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(jobs)) {
            for (long next = seed; ; ) {
                for (; ahead.size() < AHEAD * jobs && (next < seed + count || System.nanoTime() < until); next++) {
                    long its = next;
                    ahead.add(workers.submit(() -> attempt(on, kind, its)));
                }
                if (ahead.isEmpty()) break;
                f.took(value(ahead.remove()));
            }
        }
        return new Result(f.inputs, f.steps, f.instructions, List.copyOf(f.failures.values()));
    }

    private static Attempt attempt(Subject on, Kind kind, long seed) {
        Case drawn = draw(on, kind, seed);
        try {
            return new Attempt(seed, drawn, tried(on, kind, drawn.steps()));
        } catch (OtherPlayer.Broke e) {
            throw new OtherPlayer.Broke(e, kind, on.name(), seed);
        }
    }

    private static Tried tried(Subject on, Kind kind, List<String> steps) {
        return kind.input().run(on.lookingAt(Looks.of(steps)), Looks.without(steps));
    }

    private static Attempt value(Future<Attempt> attempt) {
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException why) throw why;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Tries a case that is written down; empty if all is well, otherwise what went wrong. */
    public static String replay(Subject on, Case written) {
        Tried tried = tried(on, written.kind(), written.steps());
        return tried.isWell() ? "" : tried.finding() + "\n" + String.join("\n", tried.ran().lines());
    }

    /** The input of a seed. */
    public static Case draw(Subject on, Kind kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> steps = new ArrayList<>(kind.input().draw(on, random));
        if (!on.isTransparent()) steps.addAll(Looks.draw(random));
        return new Case(kind, on.name(), steps);
    }

    private void took(Attempt a) {
        inputs++;
        steps += a.drawn().steps().size();
        instructions += a.tried().ran().instructions();
        if (inputs % 50 == 0) progress.accept("%s, %s: %d inputs to seed %d, %d steps, %d million instructions, %d findings".formatted(on.name(), a.drawn().kind().title(),
                inputs, a.seed(), steps, instructions / 1_000_000, failures.size()));
        if (!a.tried().isWell() && !failures.containsKey(a.tried().reason())) failures.put(a.tried().reason(), least(a.drawn(), a.seed(), a.tried()));
    }

    private static List<String> simpler(Kind kind, String step) {
        return Looks.is(step) ? List.of() : kind.input().simpler(step);
    }

    private Failure least(Case drawn, long seed, Tried first) {
        progress.accept("%s, %s: seed %d fails, and is made smaller: %s".formatted(on.name(), drawn.kind().title(), seed, first.finding()));
        Kind kind = drawn.kind();
        List<String> least = Shrink.of(drawn.steps(), step -> simpler(kind, step), some -> tried(on, kind, some).reason().equals(first.reason()), TRIES);
        Tried last = tried(on, kind, least);
        List<String> lines = new ArrayList<>(last.ran().lines());
        return new Failure(seed, last.finding(), drawn.with(least), List.copyOf(lines.subList(Math.max(0, lines.size() - 12), lines.size())));
    }
}
