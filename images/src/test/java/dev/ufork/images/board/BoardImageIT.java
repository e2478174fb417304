package dev.ufork.images.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.boot.morello.HelloMorello;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk under programs of other hands: UEFI of a 64-bit Arm machine starts it, checkers of its layers have no complaint.
 *
 * <p>The machine is entered at EL1: the public QEMU resets the vector base of EL2 to a capability without tag, which firmware that knows no
 * capabilities cannot mend.
 */
class BoardImageIT {
    private static final String QEMU = "qemu-system-morello";
    private static final List<Path> FIRMWARE = List.of(Path.of("/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"), Path.of("/usr/share/edk2/aarch64/QEMU_EFI.fd"));

    @TempDir Path folder;
    private Path disk;

    @BeforeEach
    void write() throws IOException {
        disk = Files.write(folder.resolve("hello.img"), BoardImage.of("hello-morello", HelloMorello.build().elf()));
    }

    /** The firmware hands on ACPI's tables or, where QEMU makes none, a device tree. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",acpi=off"})
    void firmwareStartsTheKernel(String tables) throws IOException, InterruptedException {
        assertThat(start("virt,gic-version=3" + tables)).contains("hello from a pure-capability kernel: EL1").endsWith("ufork: exit 0\n");
    }

    /** The whole kernel, with memory from UEFI's map: told nothing, it gives a shell, which starts a program and leaves with a status. */
    @Test
    void firmwareStartsProcesses() throws IOException, InterruptedException {
        disk = Files.write(folder.resolve("ufork.img"), BoardImage.of("ufork-morello", MorelloKernel.ELF));
        assertThat(start("virt,gic-version=3")).contains("ufork: entered at EL1", "the child ended with 7\n").endsWith("ufork: exit 9\n");
    }

    /** UEFI's shell runs what a file says, with arguments in UTF-16: they are a program's. Memory is what UEFI's map leaves, in several pieces, with a device tree too. */
    @Test
    void argumentsComeFromTheLoadOptions() throws IOException, InterruptedException {
        Path files = Files.createDirectory(folder.resolve("files"));
        Files.write(files.resolve("kernel.efi"), BoardImage.application("ufork-morello", MorelloKernel.ELF));
        Files.writeString(files.resolve("startup.nsh"), "fs0:\r\nkernel.efi forks 20 7\r\n");
        String said = start("virt,gic-version=3,acpi=off", "4G", "file=fat:" + files);
        assertThat(said).contains("ufork: entered at EL1", "forks: ").endsWith("ufork: exit 0\n");
        Matcher free = Pattern.compile("free frames: (\\d+) before, \\1 after").matcher(said);
        assertThat(free.find()).as(said).isTrue();
        assertThat(Long.parseLong(free.group(1)) * 4096).isBetween(3900L << 20, 4096L << 20);
    }

    @Test
    void tablesWithoutTheControllerAreRefusedOnTheConsoleThatTheyName() throws IOException, InterruptedException {
        assertThat(start("virt,gic-version=2")).endsWith("ufork: panic: ACPI: the MADT is missing or wrong, or names no GICv3\nufork: exit 70\n");
    }

    private String start(String machine) throws IOException, InterruptedException {
        return start(machine, "512M", "file=" + disk);
    }

    private String start(String machine, String memory, String medium) throws IOException, InterruptedException {
        assumeTrue(isInstalled(QEMU), "needs " + QEMU + " on the PATH");
        Optional<Path> firmware = FIRMWARE.stream().filter(Files::isReadable).findFirst();
        assumeTrue(firmware.isPresent(), "needs UEFI for 64-bit Arm, one of " + FIRMWARE + " (Debian: qemu-efi-aarch64)");
        return run(QEMU, "-M", machine, "-cpu", "morello", "-m", memory, "-bios", firmware.get().toString(), "-nographic",
                "-monitor", "none", "-net", "none", "-drive", "if=none,id=disk,format=raw,snapshot=on," + medium,
                "-device", "virtio-blk-device,drive=disk");
    }

    @Test
    void checkersHaveNoComplaint() throws IOException, InterruptedException {
        assumeTrue(isInstalled("sgdisk"), "needs sgdisk (Debian: gdisk)");
        assertThat(run("sgdisk", "-v", disk.toString())).contains("No problems found");
    }

    @Test
    void theVolumeIsSound() throws IOException, InterruptedException {
        assumeTrue(isInstalled("fsck.fat"), "needs fsck.fat (Debian: dosfstools)");
        byte[] all = Files.readAllBytes(disk);
        Path volume = Files.write(folder.resolve("volume"), Arrays.copyOfRange(all, PartitionTable.FIRST * 512, (PartitionTable.FIRST + (16 << 11)) * 512));
        assertThat(run("fsck.fat", "-n", volume.toString())).contains("4 files");
    }

    @Test
    void theApplicationIsOne() throws IOException, InterruptedException {
        assumeTrue(isInstalled("aarch64-linux-gnu-objdump"), "needs aarch64-linux-gnu-objdump (Debian: binutils-aarch64-linux-gnu)");
        Path application = Files.write(folder.resolve("hello.efi"), BoardImage.application("hello", HelloMorello.build().elf()));
        assertThat(run("aarch64-linux-gnu-objdump", "-p", application.toString()))
                .contains("pei-aarch64-little", "EFI application", "AddressOfEntryPoint\t0000000000001000");
    }

    /** What a program prints, which must end by itself and well. */
    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        try (OutputStream keys = process.getOutputStream()) {
            answerShell(process, keys);
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("%s ends by itself", command[0]).isTrue();
            String out = out();
            assertThat(process.exitValue()).as(out).isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Types two lines once the kernel has said where it is, if it does before the program ends: what is typed before goes to the firmware. */
    private void answerShell(Process process, OutputStream keys) throws IOException, InterruptedException {
        for (int tenths = 0; tenths < 2400 && !process.waitFor(100, TimeUnit.MILLISECONDS); tenths++) {
            if (!out().contains("ufork: entered at EL1")) continue;
            keys.write("hello\rexit 9\r".getBytes(StandardCharsets.US_ASCII));
            keys.flush();
            return;
        }
    }

    private String out() throws IOException {
        return Files.readString(folder.resolve("out")).replace("\r", "");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"), new String[] {"/sbin", "/usr/sbin"}).flatMap(Arrays::stream)
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
