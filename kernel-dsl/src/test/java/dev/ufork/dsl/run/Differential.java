package dev.ufork.dsl.run;

import dev.ufork.dsl.front.SourceFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Random programs on several executors; what the JVM does is right, and what the others do must refine it. For one thread. */
final class Differential {
    private static final long[][] ARGUMENTS = {{0, 1}, {-7, 0x1234_5678_9abc_def0L}};

    private final long seed;
    private final int programs;
    private int returned;
    private int panicked;
    private int faulted;

    /** {@code programs} programs from {@code seed} on; program n is that of seed + n alone. */
    Differential(long seed, int programs) {
        this.seed = seed;
        this.programs = programs;
    }

    /** Runs them; returns each disagreement with its seed and source. */
    List<String> run(List<Executor> executors) {
        List<SourceFile> sources = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int n = 0; n < programs; n++) {
            sources.add(SourceFile.of("random/R%d.java".formatted(n), RandomProgram.source("R" + n, seed + n)));
            for (long[] a : ARGUMENTS) calls.add(new Call("random.R%d.f".formatted(n), List.of(Call.DATA, a[0], a[1]), seed + n));
        }
        Batch batch = Batch.of(sources, calls);
        List<Ending> hosted = Executor.HOSTED.run(batch);
        hosted.forEach(this::count);
        List<String> disagreements = new ArrayList<>();
        Map<Executor, List<Ending>> references = new EnumMap<>(Map.of(Executor.HOSTED, hosted));
        for (Executor on : executors)
            compare(on, references.computeIfAbsent(on.reference(), r -> r.run(batch)), on.run(batch), disagreements);
        return disagreements;
    }

    /** Statics stay from call to call: after a fault or panic, what a program has left behind need not be equal. */
    private void compare(Executor on, List<Ending> right, List<Ending> other, List<String> disagreements) {
        for (int n = 0; n < programs; n++) {
            for (int k = 0; k < ARGUMENTS.length; k++) {
                Ending expected = right.get(n * ARGUMENTS.length + k), actual = other.get(n * ARGUMENTS.length + k);
                if (!actual.refines(expected)) {
                    disagreements.add("seed %d, call %d: %s %s, %s %s\n%s".formatted(seed + n, k, on.reference(), expected, on, actual, RandomProgram.source("R" + n, seed + n)));
                    break;
                }
                if (!(expected instanceof Ending.Returned)) break;
            }
        }
    }

    private void count(Ending e) {
        switch (e) {
            case Ending.Returned _ -> returned++;
            case Ending.Panicked _ -> panicked++;
            case Ending.Faulted _ -> faulted++;
        }
    }

    /** How the hosted calls ended, so that nobody believes in programs that all fault at once. */
    String summary() { return "%d calls: %d returned, %d panicked, %d faulted".formatted(returned + panicked + faulted, returned, panicked, faulted); }

    int returned() { return returned; }
}
