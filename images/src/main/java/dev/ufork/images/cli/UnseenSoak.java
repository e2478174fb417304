package dev.ufork.images.cli;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Lines;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.images.verify.Soak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/**
 * The load of {@link Soak} on a machine into whose memory nobody looks: what the guest finds itself must do, that every operation comes out right and that the
 * kernel's counters are what they were.
 */
final class UnseenSoak {
    private final Machine machine;
    private final ElfFile image;
    private final Consumer<String> progress;
    private final List<String> failures = new ArrayList<>();
    private Soak.Totals totals = Soak.Totals.NONE;
    private long operations;
    private long forks;

    private UnseenSoak(Machine machine, ElfFile image, Consumer<String> progress) {
        this.machine = machine;
        this.image = image;
        this.progress = progress;
    }

    /** As {@link Soak#run}, but that it may end before the first thousand operations are done, and then says so. */
    static Soak.Result run(Machine machine, ElfFile image, long operationsARound, Duration time, long seed, Consumer<String> progress)
            throws InterruptedException {
        UnseenSoak soak = new UnseenSoak(machine, image, progress);
        long until = System.nanoTime() + time.toNanos();
        for (long next = seed; soak.failures.isEmpty() && System.nanoTime() < until; next++)
            soak.round(operationsARound, next, Duration.ofNanos(until - System.nanoTime()));
        if (soak.totals.operations() == 0 && soak.failures.isEmpty()) soak.failures.add("the time was over before a thousand operations were done");
        return new Soak.Result(soak.totals, List.copyOf(soak.failures));
    }

    private void round(long wanted, long seed, Duration left) throws InterruptedException {
        operations = 0;
        forks = 0;
        Boot boot = Boot.of(image).withCounting(true).withArguments(List.of("soak", "" + wanted, "" + seed));
        Outcome outcome = Monitor.run(machine, boot, Limits.total(left), new Lines(text -> line(seed, text)));
        totals = totals.plus(new Soak.Totals(operations, forks, outcome.instructions().orElse(0), 1, 0, 0, 0));
        switch (outcome.verdict()) {
            case Verdict.Exited(int status) when status == 0 -> { }
            case Verdict.TimedOut _ -> { }
            default -> failures.add("seed %d: %s".formatted(seed, String.join("\n", outcome.report())));
        }
    }

    private void line(long seed, String text) {
        Matcher m = Soak.LINE.matcher(text);
        if (!m.matches()) return;
        operations = Long.parseLong(m.group(1));
        forks = Long.parseLong(m.group(2));
        progress.accept("seed %d: %d operations, %d forks; %s".formatted(seed, operations, forks, m.group(3)));
    }
}
