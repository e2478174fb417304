package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
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
        Outcome outcome = run(Limits.total(Duration.ofMillis(1500)),
                0x10000437,     // lui s0, 0x10000: UART
                0x04800293,     // li  t0, 'H'
                0x00540023,     // sb  t0, 0(s0)
                0x06900293,     // li  t0, 'i'
                0x00540023,     // sb  t0, 0(s0)
                0x0000006f);    // j   .
        assertThat(outcome.verdict()).isInstanceOf(Verdict.TimedOut.class);
        assertThat(outcome.consoleText()).isEqualTo("Hi");
        assertThat(outcome.lastLine()).isEqualTo("Hi");
        assertThat(outcome.registers()).contains("pc       0000000080000014", "x8/s0 0000000010000000").doesNotContain("ft0", "(qemu)");
    }

    @Test
    void theGuestsStatusComesBack() throws Exception {
        Outcome outcome = run(LIMITS,
                0x00100437,     // lui  s0, 0x100: sifive_test
                0x002a32b7,     // lui  t0, 0x2a3
                0x33328293,     // addi t0, t0, 0x333: fail with status 42
                0x00542023,     // sw   t0, 0(s0)
                0x0000006f);    // j    .
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(42));
    }

    @Test
    void anOptionQemuRefusesIsAMachineThatFailed() throws Exception {
        Boot boot = boot(0x0000006f).withMemory(Long.MAX_VALUE >> 20 << 20);
        Outcome outcome = Monitor.run(QemuMachine.unprobed(program), boot, LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isInstanceOf(Verdict.Failed.class);
        assertThat(outcome.diagnostics()).isNotEmpty();
    }

    private Outcome run(Limits limits, int... words) throws Exception {
        return Monitor.run(QemuMachine.unprobed(program), boot(words), limits, OutputStream.nullOutputStream());
    }

    /** The probe's file with other instructions in it. */
    private Boot boot(int... words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(ProbeProgram.bytes()).order(ByteOrder.LITTLE_ENDIAN).position(64 + 56);
        for (int word : words) {
            bytes.putInt(word);
        }
        Path path = Files.write(folder.resolve("guest.elf"), bytes.array());
        return Boot.of(ElfFile.read(path));
    }
}
