package dev.ufork.dsl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Board;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Random programs on all executors: the same two thousand each time, of which the first four hundred run on QEMU too.
 *
 * <p>{@code ufork.differential.seed} names another first seed, {@code ufork.differential.programs} how many, {@code ufork.differential.qemu}
 * how many of these run on QEMU too, and {@code ufork.differential.seconds} goes on for so long at least. What disagrees is named by its seed, and
 * {@code -Dufork.differential.seed=SEED -Dufork.differential.programs=1} runs it alone.
 */
class DifferentialIT {
    private static final int BATCH = 50;
    private static final long FIRST_SEED = 20_778_000_000L;

    private final long seed = Long.getLong("ufork.differential.seed", FIRST_SEED);
    private final int programs = Integer.getInteger("ufork.differential.programs", 2000);
    private final Instant end = Instant.now().plus(Duration.ofSeconds(Long.getLong("ufork.differential.seconds", 0)));
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();

    @Test
    void randomProgramsMeanTheSameEverywhere() throws Exception {
        int onQemu = hasQemu(Board.RISCV64) ? Integer.getInteger("ufork.differential.qemu", 400) : 0;
        int onQemuMorello = hasQemu(Board.MORELLO) ? Integer.getInteger("ufork.differential.qemu", 400) : 0;
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) all.add(pool.submit((Callable<List<String>>) () -> batches(onQemu, onQemuMorello)));
            List<String> disagreements = new ArrayList<>();
            for (Future<List<String>> f : all) disagreements.addAll(f.get());
            assertThat(disagreements).as("from seed " + seed).isEmpty();
        }
        System.out.printf("differential: seeds %d to %d agree, on QEMU too the first %d (RISC-V), %d (Morello)%n", seed, seed + finished.get() - 1,
            Math.min(onQemu, finished.get()), Math.min(onQemuMorello, finished.get()));
    }

    /** Takes batch after batch until there are no more. */
    private List<String> batches(int onQemu, int onQemuMorello) {
        List<String> disagreements = new ArrayList<>();
        for (;;) {
            int first = started.getAndAdd(BATCH);
            if (first >= programs && Instant.now().isAfter(end)) return disagreements;
            List<Executor> executors = new ArrayList<>(List.of(Executor.IR_INTERPRETER, Executor.IR_OPTIMISED, Executor.EMULATOR_RISCV,
                Executor.IR_OPTIMISED_MORELLO, Executor.EMULATOR_MORELLO));
            if (first < onQemu) executors.add(Executor.QEMU_RISCV);
            if (first < onQemuMorello) executors.add(Executor.QEMU_MORELLO);
            int size = first < programs ? Math.min(BATCH, programs - first) : BATCH;
            Differential differential = new Differential(seed + first, size);
            List<String> wrong = differential.run(executors);
            disagreements.addAll(wrong);
            finished.addAndGet(size);
            System.out.printf("differential: seed %d, %d programs on %s, %d disagreements; %s%n", seed + first, size, executors, wrong.size(), differential.summary());
        }
    }

    private static boolean hasQemu(Board board) throws InterruptedException {
        try {
            QemuMachine.of(System.getenv()).program(board);
            return true;
        } catch (MachineRefused e) {
            System.out.println("differential: no CHERI QEMU for " + board + " on this host, so it is left out");
            return false;
        }
    }
}
