package dev.ufork.images.verify;

import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.UnusableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/** {@link Soak} on the public QEMU: the same load, and now and then the machine stands still where the kernel is left, and is verified and counted anew. */
public final class QemuSoak {
    /** Milliseconds between two looks, at most: of the host's clock, so no two runs are looked at in the same moments. */
    private static final int BETWEEN = 2000;
    /** Looks that are taken even if the time is over. */
    private static final int LEAST = 2;
    /** The machine lives so much longer than the soak: to be looked at a last time. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final QemuMachine qemu;
    private final Path elf;
    private final Consumer<String> progress;
    private final List<String> failures = new ArrayList<>();
    private Soak.Totals totals = Soak.Totals.NONE;
    private volatile long told;
    private volatile long forks;
    private volatile String counters = "";
    private volatile String lastLine = "";

    private QemuSoak(QemuMachine qemu, Path elf, Consumer<String> progress) {
        this.qemu = qemu;
        this.elf = elf;
        this.progress = progress;
    }

    /**
     * As {@link Soak#run}, but that it may end before the first thousand operations are done, though not before it has looked twice.
     *
     * @param qemu how the machine is started
     * @param elf  an image of the kernel, for either architecture
     * @throws MachineRefused if there is no QEMU for it here
     * @throws UnusableFile   if the file is no image
     */
    public static Soak.Result run(QemuMachine qemu, Path elf, long operationsARound, Duration time, long seed, Consumer<String> progress)
            throws MachineRefused, UnusableFile, IOException, InterruptedException {
        QemuSoak soak = new QemuSoak(qemu, elf, progress);
        long until = System.nanoTime() + time.toNanos();
        for (long next = seed; !soak.isOver(until); next++) soak.round(operationsARound, next, until);
        return new Soak.Result(soak.totals, List.copyOf(soak.failures));
    }

    private boolean isOver(long until) {
        return !failures.isEmpty() || System.nanoTime() > until && totals.verifications() >= LEAST;
    }

    private void line(String text) {
        lastLine = text;
        Matcher m = Soak.LINE.matcher(text);
        if (!m.matches()) return;
        counters = m.group(3);
        forks = Long.parseLong(m.group(2));
        told = Long.parseLong(m.group(1));
    }

    private void round(long wanted, long seed, long until) throws MachineRefused, UnusableFile, IOException, InterruptedException {
        told = 0;
        forks = 0;
        SplittableRandom random = new SplittableRandom(seed);
        Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime())).plus(GRACE);
        try (StoppedQemu machine = StoppedQemu.boot(qemu, elf, List.of("soak", "" + wanted, "" + seed), left, this::line)) {
            while (!isOver(until)) {
                if (!machine.runFor(Duration.ofMillis(random.nextInt(BETWEEN))) || !machine.runIntoUser()) {
                    machine.awaitEnd();
                    if (told < wanted) failures.add("seed %d: the machine ended after %d operations; its last line: %s".formatted(seed, told, lastLine));
                    break;
                }
                verify(machine.snapshot(), seed);
                progress.accept("seed %d: %d operations, %d forks, verified %d times; %s".formatted(seed, told, forks, totals.verifications(), counters));
            }
        }
        totals = totals.plus(new Soak.Totals(told, forks, 0, 1, 0, 0, 0));
    }

    private void verify(Snapshot snapshot, long seed) {
        Verifier.Report report = Verifier.check(snapshot);
        totals = totals.plus(new Soak.Totals(0, 0, 0, 0, 1, 1, report.capabilities()));
        List<Violation> all = new ArrayList<>(report.violations());
        all.addAll(Ledger.check(snapshot));
        all.forEach(v -> failures.add("seed %d, after %d operations: %s".formatted(seed, told, v)));
    }
}
