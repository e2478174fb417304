package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.harness.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All memory is dealt out, however much there is and wherever it lies. */
class MemoryIT {
    private static final long MIB = 1 << 20;
    /** Where a Morello board has its second bank. */
    private static final long FAR = 0x80_8000_0000L;
    private static final Pattern FREE = Pattern.compile("free frames: (\\d+) before, \\1 after");

    private static long free(String console) {
        Matcher m = FREE.matcher(console);
        assertThat(m.find()).as(console).isTrue();
        return Long.parseLong(m.group(1)) * 4096;
    }

    /** More than 2 GiB, in whose midst RISC-V's device tree lies. */
    @ParameterizedTest
    @EnumSource
    void muchMemory(Built image) throws Exception {
        var outcome = On.QEMU.run(image.image(), 4096 * MIB, "forks", "20", "7");
        String said = new String(outcome.console(), StandardCharsets.UTF_8);
        assertThat(outcome.verdict()).as(said).isEqualTo(new Verdict.Exited(0));
        assertThat(free(said)).isBetween(4040 * MIB, 4096 * MIB);
    }

    private static String inTwoBanks(String command) throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(48 * MIB).withBootArguments(command).withConsole(console::write)
                .withInstructionLimit(2_000_000_000)).withBank(FAR, 256 * MIB).withStrictTranslation();
        machine.load(ElfProgram.read("ufork-morello", Files.readAllBytes(Built.MORELLO.image())));
        var result = machine.run();
        String said = console.toString(StandardCharsets.UTF_8);
        assertThat(result.outcome()).as(said).isEqualTo(new Outcome.Exit(0));
        assertThat(machine.translationFaults()).isEmpty();
        return said;
    }

    @Test
    void bothBanksOfABoard() throws Exception {
        assertThat(free(inTwoBanks("forks 20 7"))).isBetween(290 * MIB, 304 * MIB);
    }

    /** A store that the first bank has no room for, its copies, and every shortage. */
    @ParameterizedTest
    @ValueSource(strings = {"forkbench 100", "scarce", "moves"})
    void programsUseBoth(String command) throws Exception {
        assertThat(inTwoBanks(command)).doesNotContain("WRONG", "panic");
    }
}
