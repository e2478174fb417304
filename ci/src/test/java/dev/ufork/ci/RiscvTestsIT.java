package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.riscv.VirtMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The RISC-V project's own instruction tests on the embedded machine. {@code -Driscv.tests=DIR} names a folder of
 * built {@code -p-} programs; each says through its word {@code tohost} whether it has passed.
 */
class RiscvTestsIT {
    /** They ask for what the public CHERI QEMU does not have either: trigger registers, a writable minstret. */
    private static final Set<String> NOT_ON_QEMU = Set.of("rv64mi-p-breakpoint", "rv64mi-p-instret_overflow");
    private static final long MEMORY = 32L << 20;
    private static final long LIMIT = 2_000_000;

    @TestFactory
    Stream<DynamicTest> programs() throws IOException {
        String folder = System.getProperty("riscv.tests", "");
        if (folder.isEmpty())   // a test of its own, so that the report counts it as skipped
            return Stream.of(DynamicTest.dynamicTest("none", () -> abort("riscv-tests not run: -Driscv.tests names no folder of built programs")));
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            List<Path> programs = files.filter(f -> !f.toString().endsWith(".dump")).sorted().toList();
            assertThat(programs).as("programs in " + folder).isNotEmpty();
            return programs.stream().map(f -> DynamicTest.dynamicTest(name(f), () -> passes(f)));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static void passes(Path file) throws IOException {
        assumeTrue(!NOT_ON_QEMU.contains(name(file)), name(file) + " not run: it fails on the public CHERI QEMU as well");
        ElfProgram program = ElfProgram.read(name(file), Files.readAllBytes(file));
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(MEMORY).withInstructionLimit(LIMIT));
        machine.load(program);
        machine.watchHostInterface(program.symbol("tohost").orElseThrow());
        RunResult result = machine.run();
        assertThat(result.outcome())
                .as("status is the number of the failed case; last trap: %s", result.cores().getFirst().lastTrap())
                .isEqualTo(new Outcome.Exit(0));
    }
}
