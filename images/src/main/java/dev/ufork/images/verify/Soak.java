package dev.ufork.images.verify;

import dev.ufork.emulator.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mixed load for as long as one likes: the program {@code soak} in rounds, each from a boot and with a seed of its own. After every thousand operations,
 * and at random moments, in the kernel too, it is proved that processes are apart; whenever no core is in the kernel, the {@link Ledger} is right as well.
 */
public final class Soak {
    /** What the guest says after every thousand operations: how many, how many forks, the kernel's counters. */
    public static final Pattern LINE = Pattern.compile("soak: (\\d+) operations, (\\d+) forks, (.*)");
    /** Instructions between two looks at the clock and the console. */
    private static final long SLICE = 100_000;
    private static final int BETWEEN = 4_000_000;

    private final KernelImage image;
    private final long operationsARound;
    private final long until;
    private final Consumer<String> progress;
    private final List<String> failures = new ArrayList<>();
    private Totals totals = Totals.NONE;

    /** The numbers of operations and forks that the last line of the console told, and the counters in it. */
    private long told;
    private long forks;
    private String counters = "";
    private boolean tells;
    private String lastLine = "";

    /**
     * What has been done.
     *
     * @param verifications how often {@link Verifier} looked
     * @param audits        how often, no core being in the kernel, the kernel's counts were compared with what there is
     * @param capabilities  that were looked at
     */
    public record Totals(long operations, long forks, long instructions, int rounds, long verifications, long audits, long capabilities) {
        public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);

        public Totals plus(Totals t) {
            return new Totals(operations + t.operations, forks + t.forks, instructions + t.instructions, rounds + t.rounds, verifications + t.verifications,
                    audits + t.audits, capabilities + t.capabilities);
        }
    }

    /**
     * What came of it.
     *
     * @param failures none if all is well; the first is the last: a soak ends with it
     */
    public record Result(Totals totals, List<String> failures) {}

    private Soak(KernelImage image, long operationsARound, Duration time, Consumer<String> progress) {
        this.image = image;
        this.operationsARound = operationsARound;
        this.progress = progress;
        until = System.nanoTime() + time.toNanos();
    }

    /**
     * Soaks until the time is over, and at least until the first thousand operations are done.
     *
     * @param image            an image of the kernel, for either architecture
     * @param operationsARound before the machine is booted anew
     * @param seed             of the first round; the next has the next one
     * @param progress         is told a line now and then
     */
    public static Result run(KernelImage image, long operationsARound, Duration time, long seed, Consumer<String> progress) {
        Soak soak = new Soak(image, operationsARound, time, progress);
        for (long next = seed; !soak.isOver(); next++) soak.round(next);
        return new Result(soak.totals, List.copyOf(soak.failures));
    }

    private boolean isOver() {
        return !failures.isEmpty() || totals.operations > 0 && System.nanoTime() > until;
    }

    private void line(String text) {
        lastLine = text;
        Matcher m = LINE.matcher(text);
        if (!m.matches()) return;
        told = Long.parseLong(m.group(1));
        forks = Long.parseLong(m.group(2));
        counters = m.group(3);
        tells = true;
    }

    private void round(long seed) {
        told = 0;
        forks = 0;
        Stepped machine = new Stepped(image, "soak %d %d".formatted(operationsARound, seed), this::line);
        SplittableRandom random = new SplittableRandom(seed);
        long next = random.nextInt(BETWEEN);
        Outcome outcome = new Outcome.Limit();
        long before = totals.operations;
        while (outcome instanceof Outcome.Limit && failures.isEmpty() && (System.nanoTime() < until || before + told == 0)) {
            outcome = machine.run(Math.max(1, Math.min(SLICE, next - machine.instructions())));
            if (!(outcome instanceof Outcome.Limit)) break;
            if (tells) {
                tells = false;
                if (!machine.runIntoUser()) break;
                verify(machine, seed);
                progress.accept("seed %d: %d operations, %d forks, %d million instructions, verified %d times; %s".formatted(seed, told, forks,
                        machine.instructions() / 1_000_000, totals.verifications, counters));
            } else if (machine.instructions() >= next) {
                verify(machine, seed);
                next += 1 + random.nextInt(BETWEEN);
            }
        }
        totals = totals.plus(new Totals(told, forks, machine.instructions(), 1, 0, 0, 0));
        switch (outcome) {
            case Outcome.Exit(int status) when status == 0 -> { }
            case Outcome.Limit() -> { }
            default -> failures.add("seed %d: after %d instructions the machine ended, %s; its last line: %s".formatted(seed, machine.instructions(),
                    outcome, lastLine));
        }
    }

    /**
     * May the kernel be in the midst of moving a page in place? Then a page that is still another region's, and whose capabilities trap, already holds some
     * of the region to be. The kernel alone sees them: interrupts are off, and the entry opens when all are moved. So the same is looked at once
     * more when a program runs. Whatever else is wrong is wrong in the kernel, too: it writes its records and entries in an order in which each rule holds
     * after each store.
     */
    private static boolean isMove(List<Violation> found) {
        return !found.isEmpty() && found.stream().allMatch(v -> v.rule() == Rule.CAPABILITY);
    }

    private void verify(Stepped machine, long seed) {
        Snapshot snapshot = machine.snapshot();
        Verifier.Report report = Verifier.check(snapshot);
        if (!snapshot.isQuiet() && isMove(report.violations()) && machine.runIntoUser()) {
            snapshot = machine.snapshot();
            report = Verifier.check(snapshot);
        }
        boolean quiet = snapshot.isQuiet();
        totals = totals.plus(new Totals(0, 0, 0, 0, 1, quiet ? 1 : 0, report.capabilities()));
        List<Violation> all = new ArrayList<>(report.violations());
        if (quiet) all.addAll(Ledger.check(snapshot));
        all.forEach(v -> failures.add("seed %d, instruction %d: %s".formatted(seed, machine.instructions(), v)));
    }
}
