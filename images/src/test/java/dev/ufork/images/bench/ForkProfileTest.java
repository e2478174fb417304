package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ufork.boot.riscv.UforkRiscv;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.riscv.VirtMachine;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ForkProfileTest {
    private static final Pattern PRINTED = Pattern.compile("fork (\\d+), and with exit and wait (\\d+)\n");
    /** Instructions in which a change of turns sees what is due, which it does once in a while: not always in the same round. */
    private static final long LOOK = 100;

    private static final byte[] ELF = new UforkRiscv().build().elf();

    /** What the program's own readings of the counter say, without a profile. */
    private static String printed(int mib) {
        StringBuilder console = new StringBuilder();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withBootArguments("onefork " + mib).withConsole(b -> console.append((char) b)));
        machine.load(ElfProgram.read("ufork-riscv", ELF));
        machine.run();
        return console.toString();
    }

    @Test
    void aProfileCountsWhatTheProgramCounts() throws IOException {
        for (int mib : new int[] {0, 2}) {
            ForkProfile fork = ForkProfile.run(ELF, mib, 2, false, false);
            ForkProfile whole = ForkProfile.run(ELF, mib, 2, true, false);
            Matcher printed = PRINTED.matcher(printed(mib));
            assertThat(printed.find()).isTrue();
            assertThat(Long.parseLong(printed.group(1))).isEqualTo(fork.instructions());
            assertThat(Long.parseLong(printed.group(2))).isCloseTo(whole.instructions(), within(LOOK));
            assertThat(fork.rows()).extracting(ForkProfile.Row::name).contains("sys_fork", "entry_fork", "(the program)");
            assertThat(fork.rows().stream().mapToLong(ForkProfile.Row::instructions).sum()).isEqualTo(fork.instructions());
            assertThat(fork.rows()).isSortedAccordingTo((a, b) -> Long.compare(b.instructions(), a.instructions()));
        }
    }

    @Test
    void linesNameTheSource() throws IOException {
        assertThat(ForkProfile.run(ELF, 0, 2, false, true).rows()).extracting(ForkProfile.Row::name)
                .anySatisfy(name -> assertThat(name).matches("sys_fork \\(dev/ufork/kernel/[A-Za-z]+\\.java:[0-9]+\\)"));
    }

    @Test
    void aFileThatIsNoKernelIsAnAnswerNotATrace() {
        assertThatThrownBy(() -> ForkProfile.run(ELF, 0, 7, false, false)).isInstanceOf(IOException.class).hasMessageContaining("did not come to its end");
    }
}
