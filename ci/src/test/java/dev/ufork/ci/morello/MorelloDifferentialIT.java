package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.ci.morello.MorelloCases.Case;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.isa.morello.Morello;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random instructions on our machine and on the public QEMU: both must leave the same registers, flags and fault.
 *
 * <p>{@code -Dmorello.cases=N} sets how many cases of 16 instructions are run, {@code -Dmorello.seed=N} which.
 */
class MorelloDifferentialIT {
    private static final String QEMU = "qemu-system-morello";
    private static final int CASES_A_RUN = 2000;
    private static final int REPORTED = 10;

    @TempDir
    Path folder;

    @Test
    void leavesWhatQemuLeaves() throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "needs " + QEMU + " on the PATH");
        int wanted = Integer.getInteger("morello.cases", 4000);
        long seed = Long.getLong("morello.seed", 1);
        List<String> differences = new ArrayList<>();
        for (int done = 0; done < wanted; done += CASES_A_RUN) {
            MorelloCases generator = new MorelloCases(seed + done, MorelloGuest.DATA);
            List<Case> cases = Stream.generate(generator::next).limit(Math.min(CASES_A_RUN, wanted - done)).toList();
            byte[] elf = MorelloGuest.elf(cases);
            byte[] ours = embedded(elf);
            byte[] theirs = qemu(elf);
            assertThat(theirs).as("states printed by QEMU").hasSize(cases.size() * MorelloGuest.STATE);
            for (int i = 0; i < cases.size(); i++) compare(cases.get(i), i, ours, theirs, differences);
        }
        assertThat(differences).as("differences in %d cases", wanted).isEmpty();
    }

    private static byte[] embedded(byte[] elf) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withConsole(printed::write).withInstructionLimit(1_000_000_000L),
                VirtMachine.Entry.EL1);
        machine.load(ElfProgram.read("cases", elf));
        machine.run();
        return printed.toByteArray();
    }

    private byte[] qemu(byte[] elf) throws IOException, InterruptedException {
        Path program = Files.write(folder.resolve("cases.elf"), elf);
        Path printed = folder.resolve("states");
        Process qemu = new ProcessBuilder(QEMU, "-M", "virt,gic-version=3", "-cpu", "morello", "-kernel", program.toString(), "-m", "256M",
                "-display", "none", "-monitor", "none", "-serial", "file:" + printed).redirectErrorStream(true).start();
        try {
            assertThat(qemu.waitFor(300, TimeUnit.SECONDS)).as("QEMU ends by itself").isTrue();
            return Files.readAllBytes(printed);
        } finally {
            qemu.destroyForcibly();
        }
    }

    private static void compare(Case c, int number, byte[] ours, byte[] theirs, List<String> differences) {
        int at = number * MorelloGuest.STATE;
        if (ours.length < at + MorelloGuest.STATE) {
            if (differences.size() < REPORTED) differences.add("case %d: our machine stopped before".formatted(number));
            return;
        }
        List<String> different = new ArrayList<>();
        ByteBuffer a = ByteBuffer.wrap(ours, at, MorelloGuest.STATE).slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer b = ByteBuffer.wrap(theirs, at, MorelloGuest.STATE).slice().order(ByteOrder.LITTLE_ENDIAN);
        for (int w = 0; w < MorelloGuest.STATE / 8; w++)
            if (a.getLong(8 * w) != b.getLong(8 * w)) different.add("%s %016x, QEMU %016x".formatted(name(w), a.getLong(8 * w), b.getLong(8 * w)));
        if (different.isEmpty() || differences.size() >= REPORTED) return;
        for (KnownDeviations known : KnownDeviations.values()) if (known.explains(c, number, a, b)) return;
        StringBuilder text = new StringBuilder("case %d in %s:".formatted(number, c.mode()));
        long pc = MorelloGuest.code(number);
        for (int word : c.words()) {
            text.append("\n    %x  %08x  %s".formatted(pc, word, Morello.print(word, c.mode(), pc)));
            pc += 4;
        }
        for (int r = 0; r < c.registers().size(); r++) text.append("\n    before: c%d %s".formatted(r, c.registers().get(r)));
        differences.add(text + "\n  " + String.join("\n  ", different));
    }

    private static String name(int word) {
        String[] rest = {"ESR", "FAR", "ELR", "NZCV", "tags"};
        return word < 64 ? (word % 2 == 0 ? "x" : "upper ") + word / 2 : rest[word - 64];
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, QEMU)));
    }
}
