package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The adapter around the emulator: first on an emulator that executes nothing, then on the real one. */
@Timeout(20)
class EmbeddedMachineTest {
    private static final Limits LIMITS = Limits.total(Duration.ofSeconds(10));

    @Test
    void exitsWithTheGuestsStatusAndCounts() throws Exception {
        var outcome = run(LIMITS, (config, _) -> {
            "hello\n".chars().forEach(c -> config.console().put((byte) c));
            return new Outcome.Exit(7);
        });
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(7));
        assertThat(outcome.consoleText()).isEqualTo("hello\n");
        assertThat(outcome.instructions()).hasValue(99);
    }

    @Test
    void aSilentLoopIsCancelledAndShowsItsRegisters() throws Exception {
        var outcome = run(Limits.total(Duration.ofMillis(100)), (_, cancelled) -> {
            await(cancelled);
            return new Outcome.Cancelled();
        });
        assertThat(outcome.verdict()).isInstanceOf(Verdict.TimedOut.class);
        assertThat(outcome.registers()).isEqualTo("hart 0  pc 0000000080000014  instructions 99\n  ra         0x1");
    }

    @Test
    void aFloodingGuestDoesNotOutrunItsListener() throws Exception {
        var outcome = run(LIMITS, (config, _) -> {
            for (int i = 0; i < 300_000; i++) {
                config.console().put((byte) (i % 80 == 79 ? '\n' : 'x'));
            }
            return new Outcome.Exit(0);
        });
        assertThat(outcome.console()).hasSize(300_000);
    }

    @Test
    void nothingToWaitForIsSaid() throws Exception {
        var outcome = run(LIMITS, (_, _) -> new Outcome.Stuck());
        assertThat(outcome.verdict().exitStatus()).isEqualTo(124);
        assertThat(outcome.verdict().sentence()).isEqualTo("the guest would never have ended: every hart waits, and nothing can wake one");
        assertThat(outcome.registers()).contains("pc 0000000080000014");
    }

    @Test
    void aDefectOfTheMachineIsTheMachinesFailure() throws Exception {
        var outcome = run(LIMITS, (_, _) -> {
            throw new IllegalStateException("row missing");
        });
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Failed("java.lang.IllegalStateException: row missing in the embedded machine; this is a defect of it"));
    }

    @Test
    void aBoardThatItHasNotIsMissing() throws Exception {
        var outcome = Monitor.run(new EmbeddedMachine(_ -> Optional.empty()), FakeMachine.boot(), LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Missing("the embedded machine has no riscv64 board yet", "use --on qemu"));
    }

    @Test
    void theProbeFindsIsaV9() throws Exception {
        assertThat(onTheEmulator(LIMITS, ProbeProgram.file(Path.of("probe.elf"))).verdict()).isEqualTo(new Verdict.Exited(ProbeProgram.ISA_V9));
    }

    @Test
    void theGuestsStatusComesBackWithTheCount(@TempDir Path folder) throws Exception {
        var outcome = onTheEmulator(LIMITS, Guests.boot(folder.resolve("guest.elf"), Guests.EXIT_42).file());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(42));
        assertThat(outcome.instructions().orElseThrow()).isBetween(4L, 20L);
    }

    @Test
    void bootsMorelloFiles(@TempDir Path folder) throws Exception {
        ElfFile file = Guests.morello(folder.resolve("guest.elf"), Guests.MORELLO_SAY_H_AND_POWER_OFF).file();
        var outcome = onTheEmulator(LIMITS, file);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).isEqualTo("H\n");
    }

    @Test
    void aSilentLoopEndsWithItsLastLineAndRegisters(@TempDir Path folder) throws Exception {
        ElfFile file = Guests.boot(folder.resolve("guest.elf"), Guests.SAY_HI_AND_LOOP).file();
        var outcome = onTheEmulator(Limits.total(Duration.ofMillis(300)), file);
        assertThat(outcome.verdict()).isInstanceOf(Verdict.TimedOut.class);
        assertThat(outcome.lastLine()).isEqualTo("Hi");
        assertThat(outcome.registers()).contains("pc 0000000080000014", "10000000");
    }

    private static dev.ufork.harness.Outcome onTheEmulator(Limits limits, ElfFile file) throws InterruptedException {
        return Monitor.run(new EmbeddedMachine(), Boot.of(file), limits, OutputStream.nullOutputStream());
    }

    private static dev.ufork.harness.Outcome run(Limits limits, BiFunction<MachineConfig, CountDownLatch, Outcome> body) throws Exception {
        EmbeddedMachine machine = new EmbeddedMachine(_ -> Optional.of(config -> new Scripted(config, body)));
        return Monitor.run(machine, FakeMachine.boot(), limits, OutputStream.nullOutputStream());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Scripted implements dev.ufork.emulator.Machine {
        private final MachineConfig config;
        private final BiFunction<MachineConfig, CountDownLatch, Outcome> body;
        private final CountDownLatch cancelled = new CountDownLatch(1);

        Scripted(MachineConfig config, BiFunction<MachineConfig, CountDownLatch, Outcome> body) {
            this.config = config;
            this.body = body;
        }

        @Override public RunResult run() {
            Outcome outcome = body.apply(config, cancelled);
            var register = new CoreReport.Register("ra", 1, 0, false, "0x1");
            return new RunResult(outcome, 0, List.of(new CoreReport(0, 99, 0x8000_0014L, List.of(register), Optional.empty())));
        }

        @Override public RunResult runTo(long instructions) {
            return run();
        }

        @Override public void cancel() {
            cancelled.countDown();
        }

        @Override public void load(ElfProgram program) {
            assertThat(program.entry()).isEqualTo(0x8000_0000L);
        }

        @Override public void load(long address, byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override public Memory memory() {
            throw new UnsupportedOperationException();
        }
    }
}
