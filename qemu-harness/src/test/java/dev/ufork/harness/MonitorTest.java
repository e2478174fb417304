package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.FakeMachine.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Verdicts of scripted machines: no emulator and no QEMU involved. */
@Timeout(20)
class MonitorTest {
    private static final Duration SHORT = Duration.ofMillis(120);
    private static final Duration LONG = Duration.ofSeconds(15);

    /** One scripted run and what must come of it. */
    record Row(String name, List<Step> script, Limits limits, Verdict verdict, int exitStatus, String lastLine, String registers) {
        @Override public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        Limits patient = Limits.total(LONG);
        Limits impatient = Limits.total(SHORT);
        Limits quiet = patient.withSilence(SHORT);
        return Stream.of(
                row("exits-0", patient, new Verdict.Exited(0), 0, "bye", "", print("hello\nbye\n"), off(0)),
                row("exits-63", patient, new Verdict.Exited(63), 63, "", "", off(63)),
                row("no-newline-at-end", patient, new Verdict.Exited(1), 1, "half", "", print("one\nha"), print("lf"), off(1)),
                row("empty-lines-at-end", patient, new Verdict.Exited(0), 0, "text", "", print("text\r\n\r\n\n"), off(0)),
                row("panics", patient, new Verdict.Panicked(70), 70, "trap", "", print("trap\n"), off(70)),
                row("status-above-63-is-no-success", patient, new Verdict.Panicked(255), 70, "", "", off(255)),
                row("machine-breaks", patient, new Verdict.Failed("lost power"), 74, "x", "", print("x\n"), broken("lost power")),
                row("hangs-silently", impatient, new Verdict.TimedOut(SHORT), 124, "", "pc 1234", hang()),
                row("hangs-after-a-line", impatient, new Verdict.TimedOut(SHORT), 124, "ready", "pc 1234", print("ready\n"), hang()),
                row("talks-for-ever", impatient.withSilence(LONG), new Verdict.TimedOut(SHORT), 124, "la", "pc 1234", new Step.PrintForEver("la\n")),
                row("falls-silent", quiet, new Verdict.Silent(SHORT), 124, "ready", "pc 1234", print("ready\n"), hang()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void verdict(Row row) throws Exception {
        FakeMachine machine = new FakeMachine(row.script.toArray(Step[]::new));
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        Outcome outcome = Monitor.run(machine, FakeMachine.boot(), row.limits, copy);

        assertThat(outcome.verdict()).isEqualTo(row.verdict);
        assertThat(outcome.verdict().exitStatus()).isEqualTo(row.exitStatus);
        assertThat(outcome.lastLine()).isEqualTo(row.lastLine);
        assertThat(outcome.registers()).isEqualTo(row.registers);
        assertThat(outcome.diagnostics()).isEqualTo("fake: a word from the machine");
        assertThat(outcome.instructions()).hasValue(42);
        assertThat(machine.closed.getCount()).as("machine closed").isZero();
        assertThat(copy.toByteArray()).startsWith(outcome.console());
    }

    @Test
    void aReaderThatGoesAwayDoesNotEndTheRun() throws Exception {
        OutputStream gone = new OutputStream() {
            @Override public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        Outcome outcome = Monitor.run(new FakeMachine(print("a\n"), print("b\n"), off(3)), FakeMachine.boot(), Limits.total(LONG), gone);
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(3));
        assertThat(outcome.consoleText()).isEqualTo("a\nb\n");
    }

    @Test
    void reportOfASilentLoopHasLastLineRegistersAndTheMachinesWords() throws Exception {
        Outcome outcome = Monitor.run(new FakeMachine(print("ufork: ready\n"), hang()), FakeMachine.boot(), Limits.total(SHORT), OutputStream.nullOutputStream());
        assertThat(String.join("\n", outcome.report())).isEqualTo("""
                timed out: the guest was still running after 120 ms
                  last console line : ufork: ready
                  registers         :
                    pc 1234
                  fake says         :
                    fake: a word from the machine""");
    }

    @Test
    void statusOnTheConsoleWherePowerOffCarriesNone(@TempDir Path folder) throws Exception {
        Boot morello = Guests.morello(folder.resolve("m.elf"), Guests.MORELLO_SAY_H_AND_POWER_OFF);
        FakeMachine machine = new FakeMachine(print("hello\nufork: exit 7\n"), off(0));
        Outcome outcome = Monitor.run(machine, morello, Limits.total(LONG), OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(7));
        assertThat(outcome.consoleText()).isEqualTo("hello\n");
        FakeMachine riscv = new FakeMachine(print("ufork: exit 7\n"), off(0));
        outcome = Monitor.run(riscv, FakeMachine.boot(), Limits.total(LONG), OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
        assertThat(outcome.consoleText()).isEqualTo("ufork: exit 7\n");
    }

    /** Only the last line, and only all of it. */
    @ParameterizedTest
    @CsvSource({"ufork: exit 70|,,70", "ufork: exit 7,,7", "a|ufork: exit 1|,a|,1", "ufork: exit 1|ufork: exit 2|,ufork: exit 1|,2", "ufork: exit 7 or so|,ufork: exit 7 or so|,",
        "say ufork: exit 7|,say ufork: exit 7|,", "ufork: exit 7|more,ufork: exit 7|more,", "ufork: ex,ufork: ex,", "ufork: exit 1234|,ufork: exit 1234|,"})
    void theRecordIsTakenFromTheEnd(String written, String read, Integer status) {
        for (int piece : new int[] {1, 3, 100}) {
            ExitRecord record = new ExitRecord();
            byte[] bytes = written.replace('|', '\n').getBytes(StandardCharsets.UTF_8);
            StringBuilder passed = new StringBuilder();
            for (int at = 0; at < bytes.length; at += piece) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
                passed.append(new String(record.pass(part, part.length), StandardCharsets.UTF_8));
            }
            passed.append(new String(record.rest(), StandardCharsets.UTF_8));
            assertThat(passed.toString()).isEqualTo(read == null ? "" : read.replace('|', '\n'));
            assertThat(record.status()).isEqualTo(status == null ? OptionalInt.empty() : OptionalInt.of(status));
        }
    }

    private static Row row(String name, Limits limits, Verdict verdict, int status, String lastLine, String registers, Step... script) {
        return new Row(name, List.of(script), limits, verdict, status, lastLine, registers);
    }

    private static Step print(String text) {
        return new Step.Print(text);
    }

    private static Step off(int status) {
        return new Step.PowerOff(status);
    }

    private static Step broken(String reason) {
        return new Step.Break(reason);
    }

    private static Step hang() {
        return new Step.Hang();
    }
}
