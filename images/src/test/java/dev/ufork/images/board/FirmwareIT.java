package dev.ufork.images.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.emulator.morello.VirtMachine.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application under a firmware at EL2, as on a board: ACPI's tables or a device tree, two banks far apart, and the kernel in either of them. */
class FirmwareIT {
    private static final Pattern FREE = Pattern.compile("free frames: (\\d+) before, \\1 after");
    private static byte[] application;

    @BeforeAll
    static void build() {
        application = BoardImage.application("ufork-morello", MorelloKernel.ELF);
    }

    @ParameterizedTest
    @CsvSource({"EL2, false, false", "EL2, false, true", "EL2, true, false", "EL2, true, true", "EL1, true, true"})
    void startsTheKernel(Entry entry, boolean far, boolean tree) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withConsole(console::write).withInstructionLimit(100_000_000), entry)
                .withBank(Firmware.FAR, Firmware.FAR_BYTES).withStrictTranslation();
        new Firmware(machine, far, tree).start(application, "FS0:\\EFI\\BOOT\\BOOTAA64.EFI forks 20 7");
        var result = machine.run();
        String said = console.toString(StandardCharsets.UTF_8);
        assertThat(said).as(result.outcome().toString()).startsWith(entry == Entry.EL1 ? "ufork: entered at EL1" : "forks: ").endsWith("\nufork: exit 0\n");
        assertThat(result.outcome()).isEqualTo(new Outcome.Exit(0));
        assertThat(machine.translationFaults()).isEmpty();
        Matcher free = FREE.matcher(said);
        assertThat(free.find()).as(said).isTrue();
        assertThat(Long.parseLong(free.group(1)) * 4096).isBetween(490L << 20, 512L << 20);
    }
}
