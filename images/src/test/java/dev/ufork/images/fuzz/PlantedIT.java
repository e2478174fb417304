package dev.ufork.images.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.harness.QemuMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel in which a system call is broken on purpose: random calls find it, and what is left of them is that call. */
class PlantedIT {
    /** Among the calls of so many seeds each is drawn. */
    private static final int SEEDS = 20;

    @ParameterizedTest
    @CsvSource({"ufork-riscv, sys_getsid, getsid", "ufork-morello, sys_umask, umask"})
    void aBrokenSystemCallIsFoundAndIsAllThatIsLeft(String image, String function, String call) throws IOException {
        byte[] broken = with(bytes(image), function, 0);
        Subject subject = Subject.embedded(image, broken);
        List<Fuzzing.Failure> failures = List.of();
        for (int seed = 1; failures.isEmpty() && seed <= SEEDS; seed++) failures = Fuzzing.run(subject, Kind.CALLS, seed, 1, Duration.ZERO, 1, _ -> {}).failures();
        assertThat(failures).hasSize(1);
        Fuzzing.Failure failure = failures.getFirst();
        assertThat(failure.finding()).startsWith("ufork: a fault in the kernel");
        assertThat(failure.least().steps()).singleElement().asString().matches("\\d " + call + " \\d+");
        Case again = Case.read("printed", failure.text().lines().toList());
        assertThat(Fuzzing.replay(subject, again)).startsWith("ufork: a fault in the kernel");
        assertThat(Fuzzing.replay(subject, again.with(List.of()))).isEmpty();
    }

    /** A kernel that gives no frame back: what is lost is seen in the midst of a run, and all that is left of the input is when to look. */
    @ParameterizedTest
    @CsvSource({"ufork-riscv, 00008067", "ufork-morello, c2c253c0"})
    void aCountThatIsLostIsSeenInTheMidstOfARunOnThePublicQemu(String image, String ret) throws IOException {
        byte[] broken = with(bytes(image), "dev.ufork.kernel.Frames.drop", Integer.parseUnsignedInt(ret, 16));
        Subject subject = Subject.on(QemuMachine.of(System.getenv()), image, broken);
        List<Fuzzing.Failure> failures = List.of();
        try {
            for (int seed = 1; failures.isEmpty() && seed <= SEEDS; seed++) failures = Fuzzing.run(subject, Kind.ARCHIVES, seed, 1, Duration.ZERO, 1, _ -> {}).failures();
        } catch (OtherPlayer.Absent e) {
            abort("%s was not broken on QEMU: %s".formatted(image, e.getMessage()));
        }
        assertThat(failures).hasSize(1);
        Fuzzing.Failure failure = failures.getFirst();
        assertThat(failure.finding()).contains("the kernel says");
        assertThat(failure.least().steps()).singleElement().matches(Looks::is);
        Case again = Case.read("printed", failure.text().lines().toList());
        assertThat(Fuzzing.replay(subject, again)).contains("the kernel says");
        assertThat(Fuzzing.replay(subject, again.with(Looks.without(again.steps())))).doesNotContain("are found");
    }

    private static byte[] bytes(String image) throws IOException {
        return Files.readAllBytes(Path.of("target", "images", image + ".elf"));
    }

    /** The function begins with another instruction; a word of zeros is none. */
    private static byte[] with(byte[] image, String function, int word) {
        ElfFile elf = ElfReader.read("image", image);
        ElfSymbol symbol = elf.symbols().stream().filter(s -> s.name().equals(function)).findFirst().orElseThrow();
        long at = symbol.value() & -2;
        var text = elf.segments().stream().filter(s -> at >= s.vaddr() && at < s.vaddr() + s.filesz()).findFirst().orElseThrow();
        return ByteBuffer.wrap(image.clone()).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (text.offset() + at - text.vaddr()), word).array();
    }
}
