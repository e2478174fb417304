package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The harness on the public CHERI QEMU. */
@Timeout(60)
class QemuIT {
    private static final Limits LIMITS = Limits.total(Duration.ofSeconds(30));

    @TempDir Path folder;
    private Path program;

    @BeforeEach
    void findQemu() {
        List<Path> found = QemuSearch.of(System.getenv()).candidates(Board.RISCV64);
        assumeFalse(found.isEmpty(), "not run: no " + String.join(" or ", Board.RISCV64.binaries()) + " here");
        program = found.getFirst();
    }

    @Test
    void theProbeAcceptsIt() throws Exception {
        assertThat(new EncodingProbe(folder).objection(program, Board.RISCV64)).isEmpty();
    }

    @Test
    void theProbeTellsIsaV8FromV9() throws Exception {
        Path v8 = FakeQemu.write(folder.resolve("v8"), "qemu-system-riscv64cheri",
                "for a; do shift; case $a in rv64,*) a=rv64;; esac; set -- \"$@\" \"$a\"; done; exec " + ShellWords.quote(program.toString()) + " \"$@\"");
        assertThat(new EncodingProbe(folder).objection(v8, Board.RISCV64)).hasValueSatisfying(
                verdict -> assertThat(verdict.sentence()).contains("executes CHERI-RISC-V ISAv8"));
    }

    @Test
    void aSilentLoopEndsWithItsLastLineAndRegisters() throws Exception {
        Outcome outcome = run(Limits.total(Duration.ofMillis(1500)), Guests.SAY_HI_AND_LOOP);
        assertThat(outcome.verdict()).isInstanceOf(Verdict.TimedOut.class);
        assertThat(outcome.consoleText()).isEqualTo("Hi");
        assertThat(outcome.lastLine()).isEqualTo("Hi");
        assertThat(outcome.registers()).contains("pc       0000000080000014", "x8/s0 0000000010000000").doesNotContain("ft0", "(qemu)");
    }

    @Test
    void theGuestsStatusComesBack() throws Exception {
        Outcome outcome = run(LIMITS, Guests.EXIT_42);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(42));
    }

    @Test
    void bootsMorelloFiles() throws Exception {
        List<Path> found = QemuSearch.of(System.getenv()).candidates(Board.MORELLO);
        assumeFalse(found.isEmpty(), "not run: no qemu-system-morello here");
        Boot boot = Guests.morello(folder.resolve("guest.elf"), Guests.MORELLO_SAY_H_AND_POWER_OFF);
        Outcome outcome = Monitor.run(QemuMachine.unprobed(found.getFirst()), boot, LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).isEqualTo("H\n");
    }

    @Test
    void anOptionQemuRefusesIsAMachineThatFailed() throws Exception {
        Boot boot = Guests.boot(folder.resolve("guest.elf"), Guests.EXIT_42).withMemory(Long.MAX_VALUE >> 20 << 20);
        Outcome outcome = Monitor.run(QemuMachine.unprobed(program), boot, LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isInstanceOf(Verdict.Failed.class);
        assertThat(outcome.diagnostics()).isNotEmpty();
    }

    private Outcome run(Limits limits, int[] words) throws Exception {
        Boot boot = Guests.boot(folder.resolve("guest.elf"), words);
        return Monitor.run(QemuMachine.unprobed(program), boot, limits, OutputStream.nullOutputStream());
    }
}
