package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The two machines that run cases. */
final class Machines {
    static final String QEMU = "qemu-system-morello";
    private static final int SECONDS = 600;

    private Machines() {}

    static boolean qemuIsInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, QEMU)));
    }

    /** What our machine prints of the cases with the numbers {@code run}. */
    static byte[] embedded(List<Case> cases, List<Integer> run, boolean whole) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        MachineConfig config = MachineConfig.standard().withConsole(printed::write).withInstructionLimit(40_000L * run.size() + 1_000_000);
        VirtMachine machine = new VirtMachine(config, VirtMachine.Entry.EL1);
        machine.load(ElfProgram.read("cases", MorelloGuest.elf()));
        for (MorelloGuest.Load load : List.of(MorelloGuest.tables(run, whole), MorelloGuest.cases(cases))) machine.load(load.address(), load.bytes());
        RunResult result = machine.run();
        if (!result.outcome().equals(new Outcome.Exit(0)))
            throw new IllegalStateException("our machine: %s after %d bytes; %s".formatted(result.outcome(), printed.size(), result.cores()));
        return printed.toByteArray();
    }

    static byte[] qemu(List<Case> cases, List<Integer> run, boolean whole, Path folder) throws IOException, InterruptedException {
        Path printed = folder.resolve("states");
        List<String> command = new ArrayList<>(List.of(QEMU, "-M", "virt,gic-version=3", "-cpu", "morello", "-m", "256M", "-display", "none", "-monitor",
                "none", "-serial", "file:" + printed, "-kernel", Files.write(folder.resolve("cases.elf"), MorelloGuest.elf()).toString()));
        for (MorelloGuest.Load load : List.of(MorelloGuest.tables(run, whole), MorelloGuest.cases(cases))) {
            Path file = Files.write(folder.resolve("%x.bin".formatted(load.address())), load.bytes());
            command.addAll(List.of("-device", "loader,force-raw=on,addr=0x%x,file=%s".formatted(load.address(), file)));
        }
        Process qemu = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("qemu.log").toFile()).start();
        try {
            assertThat(qemu.waitFor(SECONDS, TimeUnit.SECONDS)).as("QEMU ends by itself").isTrue();
            return Files.readAllBytes(printed);
        } finally {
            qemu.destroyForcibly();
        }
    }
}
