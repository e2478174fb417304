package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.boot.Built;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same file on the public QEMU, entered at each level; and what it says of each fault. */
class HelloMorelloIT {
    private static final String QEMU = "qemu-system-morello";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void printsTheSameOnQemu(VirtMachine.Entry entry) throws IOException, InterruptedException {
        assertThat(onQemu(HelloMorello.build().elf(), "-M", machine(entry), "-m", "256M")).isEqualTo(HelloMorelloTest.console(entry));
    }

    /** A sleeper wakes by the timer, and the timer's interrupt comes by a controller that has two security states when the machine begins at EL3. */
    @ParameterizedTest
    @EnumSource
    void interruptsArriveWhateverTheLevel(VirtMachine.Entry entry) throws IOException, InterruptedException {
        byte[] image = Built.MORELLO.elf();
        StringBuilder console = new StringBuilder();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(200_000_000).withBootArguments("sleep 1")
                .withConsole(b -> console.append((char) b)), entry);
        machine.load(ElfProgram.read("ufork-morello", image));
        assertThat(machine.run().outcome()).as(console.toString()).isEqualTo(new Outcome.Exit(0));
        assertThat(console.toString()).endsWith("ufork: exit 0\n");
        assertThat(onQemu(image, "-M", machine(entry), "-m", "256M", "-append", "sleep 1")).isEqualTo(console.toString());
    }

    private static String machine(VirtMachine.Entry entry) {
        return "virt,gic-version=3" + switch (entry) {
            case EL3 -> ",virtualization=on,secure=on";
            case EL2 -> ",virtualization=on";
            case EL1 -> "";
        };
    }

    @Test
    void saysWhichControllerItNeeds() throws IOException, InterruptedException {
        assertThat(onQemu(HelloMorello.build().elf(), "-M", "virt,gic-version=2", "-m", "128M")).startsWith("ufork: panic: the device tree names no GICv3");
    }

    private String onQemu(byte[] image, String... options) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "needs " + QEMU + " on the PATH");
        Path elf = Files.write(folder.resolve("image.elf"), image);
        List<String> command = new ArrayList<>(List.of(QEMU, "-cpu", "morello", "-kernel", elf.toString(), "-nographic",
                "-icount", "shift=0,sleep=off"));
        command.addAll(List.of(options));
        Process qemu = new ProcessBuilder(command).redirectInput(Files.createFile(folder.resolve("empty")).toFile()).start();
        try {
            boolean ended = qemu.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended).as("QEMU ends by itself").isTrue();
            return new String(qemu.getInputStream().readAllBytes()).replace("\r", "");
        } finally {
            qemu.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag                     | capability fault: tag at *, by c0 | rwRW}
            bounds                  | capability fault: bounds at *, by c0 | rwRW tag}
            seal                    | capability fault: seal at *, by c0 | rwRW sentry tag}
            permit_execute          | capability fault: permit execute at *, by pcc | rR tag}
            permit_load             | capability fault: permit load at *, by c0 | wRW tag}
            permit_store            | capability fault: permit store at *, by c0 | rRW tag}
            permit_store_capability | capability fault: permit store capability at *, by c0 | rwR tag}
            permit_store_local      | capability fault: permit store local capability at *, by c0 | rwRW tag}
            system_register         | access system registers: reading s3_0_c2_c0_0       |
            capability_register     | access system registers: reading s3_0_c12_c0_0      |
            capability_load_page    | capability load page fault at 0x                        | 000
            capability_store_page   | capability store page fault at 0x                       | 010
            load_page               | page fault: nothing is there, loading from 0x                        | 000
            store_page              | page fault: not permitted, storing at 0x                    | 008
            load_misaligned         | misaligned address, loading from 0x                     | 8
            store_misaligned        | misaligned address, storing at 0x                       | 8
            floating_point          | SIMD or floating point, which are off                   |
            undefined_instruction   | illegal instruction                                   |
            breakpoint              | breakpoint                                              |
            supervisor_call         | supervisor call                                         |
            """)
    void faultIsReported(String name, String cause, String detail) {
        String console = HelloMorelloTest.console(VirtMachine.Entry.EL2);
        int from = console.indexOf("fault  " + name + "\n");
        assertThat(from).as(console).isNotNegative();
        int end = console.indexOf("fault  ", from + 1);
        String report = console.substring(from, end < 0 ? console.length() : end);
        assertThat(report).containsPattern("  cause  " + cause.replace("*", "0x\\p{XDigit}+")).contains(" fault_" + name + "+0x");
        if (detail != null) assertThat(report).contains(detail + "\n");
    }

    private static boolean isInstalled() {
        for (String path : System.getenv("PATH").split(":")) if (Files.isExecutable(Path.of(path, QEMU))) return true;
        return false;
    }
}
