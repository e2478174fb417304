package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of images and the command for them; running one is {@link ContainerIT}'s. */
class ContainerMachineTest {

    @Test
    void everyRowHasABoardAFolderAndAHost() {
        assertThat(ContainerImage.list()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(image -> {
            assertThat(image.name()).contains(":");
            assertThat(image.boards()).isNotEmpty();
            assertThat(image.folder()).startsWith("/");
            assertThat(image.hosts()).isNotEmpty();
        });
        for (Board board : Board.values()) {
            assertThat(ContainerImage.candidates(board, Map.of(), "amd64")).isNotEmpty();
        }
    }

    @Test
    void theHostsOwnArchitectureComesFirst() {
        assertThat(names(Map.of(), "amd64")).first().isEqualTo("ctsrd/qemu-cheri:latest");
        assertThat(names(Map.of(), "arm64")).first().isEqualTo("capablehub/cheri-zephyr:v0.2.0-riscv64c-isav9");
    }

    @Test
    void theUsersImageReplacesTheList() {
        assertThat(names(Map.of("UFORK_CONTAINER_IMAGE", "mine:1"), "amd64")).containsExactly("mine:1");
    }

    @Test
    void theCommandCanBePasted() {
        List<String> words = ContainerMachine.of(Map.of("UFORK_CONTAINER_IMAGE", "mine:1")).command(FakeMachine.boot());
        String file = FakeMachine.boot().file().path().toAbsolutePath().toString();
        assertThat(words).startsWith("docker", "run", "--rm", "-v", file + ":/tmp/image.elf:ro", "mine:1", "sh", "-c");
        assertThat(words).endsWith("qemu", "-M", "virt", "-cpu", "rv64,Xcheri_v9=true", "-bios", "none",
                "-kernel", "/tmp/image.elf", "-nographic", "-m", "256M");
    }

    @Test
    void theShellInsideTakesWhicheverNameThereIs(@TempDir Path folder) throws Exception {
        FakeQemu.write(folder, "qemu-system-riscv64cheri", "echo \"$@\"");
        ContainerImage image = new ContainerImage("mine:1", List.of(Board.RISCV64), folder.toString(), List.of("amd64"));
        assertThat(output(image.command(Board.RISCV64, List.of("-a", "b c")))).isEqualTo("-a b c\n");
    }

    /** The engine's program is a script here, which says what it was asked for and hands on what is typed. */
    @Test
    void whatIsTypedGoesThroughTheEnginesProgram(@TempDir Path folder) throws Exception {
        FakeQemu.write(folder, "docker", "[ \"$3\" = -i ] || exit " + ProbeProgram.ISA_V9 + "; echo \"$1 $2 $3\"; read line; echo \"typed $line\"; exit 7");
        Boot boot = FakeMachine.boot().withKeyboard(Keyboard.text(new ByteArrayInputStream("some words\n".getBytes(StandardCharsets.UTF_8)), true));
        Outcome outcome = Monitor.run(ContainerMachine.of(Map.of("PATH", folder.toString())), boot, Limits.total(Duration.ofSeconds(20)), OutputStream.nullOutputStream());
        assertThat(outcome.consoleText()).isEqualTo("run --rm -i\ntyped some words\n");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(7));
    }

    @Test
    void anEngineThatRefusesIsQuoted(@TempDir Path folder) throws Exception {
        FakeQemu.write(folder, "docker", "echo 'docker: Cannot connect to the daemon.' >&2; exit 125");
        Boot boot = FakeMachine.boot().withKeyboard(Keyboard.text(InputStream.nullInputStream(), true));
        Outcome outcome = Monitor.run(ContainerMachine.of(Map.of("PATH", folder.toString())), boot, Limits.total(Duration.ofSeconds(20)), OutputStream.nullOutputStream());
        assertThat(outcome.verdict().sentence()).contains("Cannot connect to the daemon");
    }

    private static String output(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return text;
    }

    private static List<String> names(Map<String, String> environment, String host) {
        return ContainerImage.candidates(Board.RISCV64, environment, host).stream().map(ContainerImage::name).toList();
    }
}
