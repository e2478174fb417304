package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Search, encoding probe and verdicts, on shell scripts that carry QEMU's name. */
@Timeout(60)
class QemuMachineTest {
    private static final String NAME = "qemu-system-riscv64cheri";
    private static final Limits LIMITS = Limits.total(Duration.ofSeconds(30));

    @TempDir Path folder;

    @Test
    void searchesThePathThenCheribuildsFolder() throws Exception {
        Path first = FakeQemu.write(folder.resolve("a"), NAME, "exit 0");
        Path newerName = FakeQemu.write(folder.resolve("a"), "qemu-system-riscv64xcheri", "exit 0");
        Path home = FakeQemu.write(folder.resolve("home/cheri/output/sdk/bin"), NAME, "exit 0");
        QemuSearch search = QemuSearch.of(Map.of("PATH", folder + "/none:" + folder + "/a", "HOME", folder + "/home"));
        assertThat(search.candidates(Board.RISCV64)).containsExactly(newerName, first, home);
    }

    @Test
    void theChosenFolderIsTheOnlyOne() throws Exception {
        FakeQemu.write(folder.resolve("a"), NAME, "exit 0");
        Map<String, String> environment = Map.of("PATH", folder + "/a", "UFORK_QEMU_DIR", folder + "/b", "HOME", folder.toString());
        assertThat(QemuSearch.of(environment).candidates(Board.RISCV64)).isEmpty();
        assertThat(run(environment).verdict()).isEqualTo(new Verdict.Missing(
                "UFORK_QEMU_DIR=%s/b holds no qemu-system-riscv64xcheri or qemu-system-riscv64cheri".formatted(folder),
                "unset it or name the folder that does"));
    }

    @Test
    void saysWhereItLookedAndWhatToDo() throws Exception {
        Outcome outcome = run(Map.of("PATH", folder.toString(), "HOME", folder.toString()));
        assertThat(outcome.verdict().exitStatus()).isEqualTo(69);
        assertThat(outcome.verdict().sentence()).contains("on PATH or in ~/cheri/output/sdk/bin", "UFORK_QEMU_DIR", "--on embedded");
    }

    @Test
    void anotherEncodingIsNamed() throws Exception {
        Path program = FakeQemu.write(folder, NAME, "exit " + ProbeProgram.OTHER);
        Outcome outcome = run(environment());
        assertThat(outcome.verdict()).isInstanceOf(Verdict.EncodingMismatch.class);
        assertThat(outcome.verdict().exitStatus()).isEqualTo(69);
        assertThat(outcome.verdict().sentence()).startsWith(program + " traps on ISAv9 instructions");
    }

    @Test
    void aBuildThatKnowsNoXcheriIsAnotherEncodingToo() throws Exception {
        FakeQemu.write(folder, NAME, "echo \"" + NAME + ": can't apply global rv64-riscv-cpu.Xcheri_v9=true: Property not found\" >&2; exit 1");
        assertThat(run(environment()).verdict()).isInstanceOf(Verdict.EncodingMismatch.class);
    }

    @Test
    void goesOnToTheNextProgramThatSpeaksTheEncoding() throws Exception {
        FakeQemu.write(folder.resolve("draft"), NAME, "exit 2");
        FakeQemu.write(folder.resolve("v9"), NAME, "echo hello; exit 0");
        Outcome outcome = run(Map.of("PATH", folder + "/draft:" + folder + "/v9", "HOME", folder.toString()));
        assertThat(outcome.consoleText()).isEqualTo("hello\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    @Test
    void probesOnceAndAgainWhenTheProgramChanges() throws Exception {
        Path log = folder.resolve("log");
        FakeQemu.write(folder, NAME, "echo run >> " + log);
        run(environment());
        run(environment());
        assertThat(Files.readAllLines(log)).as("one probe, two runs").hasSize(3);

        FakeQemu.write(folder, NAME, "echo run >> " + log + " # changed");
        run(environment());
        assertThat(Files.readAllLines(log)).as("probed again").hasSize(5);
    }

    @Test
    void aMachineThatCannotStartIsNotAGuestThatFailed() throws Exception {
        Path program = FakeQemu.write(folder, NAME, "echo \"" + NAME + ": warning: old\" >&2; echo \"" + NAME + ": cannot allocate memory\" >&2; exit 1");
        Outcome outcome = Monitor.run(QemuMachine.unprobed(program), FakeMachine.boot(), LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Failed(NAME + ": cannot allocate memory"));
        assertThat(outcome.diagnostics()).contains("warning: old", "cannot allocate memory");
    }

    @Test
    void aMachineKilledBySignalFailed() throws Exception {
        Path program = FakeQemu.write(folder, NAME, "echo up; kill -SEGV $$");
        Outcome outcome = Monitor.run(QemuMachine.unprobed(program), FakeMachine.boot(), LIMITS, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Failed(NAME + " was killed by signal 11"));
    }

    @Test
    void theWholeProcessTreeEndsWithTheRun() throws Exception {
        Path pid = folder.resolve("pid");
        Path program = FakeQemu.write(folder, NAME, "sleep 300 & echo $! > " + pid + "; echo started; wait");
        Limits limits = Limits.total(Duration.ofSeconds(20)).withSilence(Duration.ofMillis(300));
        Outcome outcome = Monitor.run(QemuMachine.unprobed(program), FakeMachine.boot(), limits, OutputStream.nullOutputStream());
        assertThat(outcome.verdict()).isInstanceOf(Verdict.Silent.class);

        Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        child.ifPresent(handle -> handle.onExit().join());
        assertThat(child.map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }

    @Test
    void theCommandIsExact() throws Exception {
        Boot boot = FakeMachine.boot().withHarts(2).withArguments(List.of("init", "a b")).withCounting(true)
                .withTrace(Optional.of(Path.of("t.log")));
        assertThat(ShellWords.join(QemuMachine.command(Path.of("/q/" + NAME), boot))).isEqualTo("/q/" + NAME
                + " -M virt -cpu rv64,Xcheri_v9=true -bios none -kernel fake.elf -nographic -m 256M -smp 2"
                + " -append 'init '\\''a b'\\''' -icount shift=0,sleep=off -d instr -D t.log");
    }

    private Map<String, String> environment() {
        return Map.of("UFORK_QEMU_DIR", folder.toString(), "HOME", folder.toString());
    }

    private static Outcome run(Map<String, String> environment) throws InterruptedException {
        return Monitor.run(QemuMachine.of(environment), FakeMachine.boot(), LIMITS, OutputStream.nullOutputStream());
    }
}
