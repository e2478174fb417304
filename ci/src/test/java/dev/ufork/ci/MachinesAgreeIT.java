package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.harness.Board;
import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.QemuSearch;
import dev.ufork.images.Image;
import dev.ufork.images.ImageStore;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One ELF file, two machines: the same console, the same status, and between two marks the same instruction count. */
class MachinesAgreeIT {
    private static final Limits LIMITS = Limits.total(Duration.ofMinutes(2));
    private static final Pattern MARK = Pattern.compile("ufork: mark \\S+ instructions=\\d+");

    @ParameterizedTest
    @EnumSource(Image.class)
    void embeddedAndQemu(Image image) throws Exception {
        Board board = image.board();
        assumeTrue(EmbeddedMachine.has(board), "not run: no embedded machine for " + board.target() + " yet");
        assumeTrue(!QemuSearch.of(System.getenv()).candidates(board).isEmpty(),
                "not run: no " + String.join(" or ", board.binaries()) + " here, so " + image.title() + " was not compared with QEMU");
        Path elf = new ImageStore(Optional.of(UforkScript.TOP.resolve("images/target/images"))).elf(image);
        Boot boot = Boot.of(ElfFile.read(elf)).withArguments(image.isUfork() ? List.of("hello") : image.arguments()).withCounting(true);

        Outcome embedded = run(new EmbeddedMachine(), boot);
        Outcome qemu = run(QemuMachine.of(System.getenv()), boot);

        assertThat(qemu.verdict()).as(String.join("\n", qemu.report())).isEqualTo(embedded.verdict());
        assertThat(qemu.consoleText()).isEqualTo(embedded.consoleText());
        assertThat(embedded.consoleText()).isNotEmpty();
        if (image == Image.HELLO_RISCV) assertThat(MARK.matcher(embedded.consoleText()).results()).as("marks in its console").isNotEmpty();
    }

    private static Outcome run(Machine machine, Boot boot) throws InterruptedException {
        return Monitor.run(machine, boot, LIMITS, OutputStream.nullOutputStream());
    }
}
