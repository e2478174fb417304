package dev.ufork.boot.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.boot.Built;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.morello.VirtMachine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counter of instructions has 32 bits, programs see 64: what they measure does not depend on where it begins, and nothing is lost where it is carried over. */
class CounterIT {
    private static final long CARRY = 7;
    private static String fromZero;

    @BeforeAll
    static void build() throws Exception {
        fromZero = measured(0);
        assertThat(fromZero).contains("bench parent-rewrite ");
    }

    private static String measured(long begin) throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withBootArguments("forkbench 10").withConsole(console::write)).withCounterAt(begin);
        machine.load(ElfProgram.read("ufork-morello", Built.MORELLO.elf()));
        assertThat(machine.run().outcome()).isEqualTo(new Outcome.Exit(0));
        return console.toString(StandardCharsets.UTF_8);
    }

    private static long[] numbers(String text) {
        return Pattern.compile("\\d+").matcher(text).results().mapToLong(n -> Long.parseLong(n.group())).toArray();
    }

    /** In the midst of the benchmark, within a long row, and in the upper half, which is left out. The carry itself takes seven instructions, once. */
    @ParameterizedTest
    @ValueSource(longs = {0x7fff_ffffL - 12_000_000, 0xffff_ffffL - 9_000_000})
    void whatIsMeasuredIsTheSame(long begin) throws Exception {
        String measured = measured(begin);
        assertThat(measured.replaceAll("\\d+", "")).isEqualTo(fromZero.replaceAll("\\d+", ""));
        assertThat(numbers(measured)).usingElementComparator((a, b) -> Math.abs(a - b) <= CARRY ? 0 : Long.compare(a, b)).isEqualTo(numbers(fromZero));
    }
}
