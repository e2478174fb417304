package dev.ufork.dsl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Board;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random programs on all executors: the same two hundred each time. {@code ufork.differential.seed} names another first seed,
 * and {@code ufork.differential.seconds} goes on for so long.
 */
class DifferentialIT {
    private static final int BATCH = 100;
    private static final int BATCHES = 2;
    private static final long FIRST_SEED = 20_778_000_000L;

    @Test
    void randomProgramsMeanTheSameEverywhere() throws InterruptedException {
        long seed = Long.getLong("ufork.differential.seed", FIRST_SEED);
        Instant end = Instant.now().plus(Duration.ofSeconds(Long.getLong("ufork.differential.seconds", 0)));
        List<Executor> executors = new ArrayList<>(List.of(Executor.IR_INTERPRETER, Executor.IR_OPTIMISED, Executor.EMULATOR_RISCV));
        if (hasQemu()) executors.add(Executor.QEMU_RISCV);
        else System.out.println("differential: no CHERI QEMU on this host, so QEMU_RISCV is left out");
        for (int batch = 0; batch < BATCHES || Instant.now().isBefore(end); batch++) {
            Differential differential = new Differential(seed, BATCH);
            assertThat(differential.run(executors)).as("from seed " + seed + " on " + executors).isEmpty();
            System.out.printf("differential: seed %d, %d programs on %s; %s%n", seed, BATCH, executors, differential.summary());
            seed += BATCH;
        }
    }

    private static boolean hasQemu() throws InterruptedException {
        try {
            QemuMachine.of(System.getenv()).program(Board.RISCV64);
            return true;
        } catch (MachineRefused e) {
            return false;
        }
    }
}
