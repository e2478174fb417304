package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreView;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Before every single instruction of a program, every register holds a number, a capability for the program's own region, or one of the kernel's sealed
 * entries: after calls, faults, signals, switches between processes and threads, forks and programs that take others' place. The clock interrupts after 1, 2,
 * 3 ... instructions of the ways in and out, besides when it does.
 */
@ParameterizedClass
@EnumSource(Built.class)
class ProgramRegistersIT {
    /** Regions lie at a stride of this: docs/memory-map.md. */
    private static final int STRIDE = 30;
    /** Longer than the way into the kernel and out of it again takes: one more instruction at each call, and then from the begin. */
    private static final int WAYS = 61;

    private final Built built;

    ProgramRegistersIT(Built built) {
        this.built = built;
    }

    /** Looks at the registers that have changed. */
    private static final class Registers implements Trace {
        private final Set<Long> entries;
        private final CapFormat format;
        private final long[] values = new long[64];
        private final long[] uppers = new long[64];
        private final boolean[] tags = new boolean[64];
        private Machine machine;
        private long region = -1;
        private int within;
        long calls;
        long capabilities;
        final Set<String> found = new LinkedHashSet<>();

        Registers(Set<Long> entries, CapFormat format) {
            this.entries = entries;
            this.format = format;
        }

        @Override public boolean wantsText() {
            return false;
        }

        @Override public void before(CoreView core) {
            long pc = core.pc();
            if (!Watched.isProgram(pc)) {
                if (!entries.contains(pc)) return;
                calls++;
                within = within % WAYS + 1;
                machine.interruptAfter(within);
                return;
            }
            boolean other = region != pc >>> STRIDE;
            region = pc >>> STRIDE;
            for (int r = 0; r < core.registers(); r++) {
                boolean tag = core.tag(r);
                long value = core.value(r);
                long upper = core.upper(r);
                if (tag && (other || !tags[r] || values[r] != value || uppers[r] != upper)) look(core, r, new Capability(format, upper, value, true));
                tags[r] = tag;
                values[r] = value;
                uppers[r] = upper;
            }
        }

        private void look(CoreView core, int r, Capability c) {
            capabilities++;
            long last = c.base() + Math.max(c.length() - 1, 0);
            boolean own = Long.compareUnsigned(c.length(), 1L << STRIDE) <= 0 && c.base() >>> STRIDE == region && last >>> STRIDE == region;
            if (own || c.isSealed() && entries.contains(c.cursor() & -2)) return;
            if (found.size() < 20) found.add("%s at 0x%x: %s".formatted(core.name(r), core.pc(), c));
        }

        @Override public void instruction(int core, long pc, int word, String text) {}

        @Override public void register(int core, String name, String text) {}

        @Override public void trap(int core, CoreReport.Trap trap) {}
    }

    @Test
    void noRegisterEverHoldsWhatIsNotTheProgramsOwn() throws Exception {
        String command = System.getProperty("ufork.registers.command",
                "attack registers-after-fault registers-after-switch registers-of-child registers-in-handler frame-in-handler inherited-fresh race-closed");
        Set<Long> entries = new HashSet<>(Watched.symbols(built, "entry_").keySet());
        assertThat(entries).hasSize(SystemCalls.NAMES.size());
        Registers registers = new Registers(entries, built.format);
        Watched run = Watched.run(built, registers, command, machine -> registers.machine = machine);
        assertThat(registers.found).as(run.console()).isEmpty();
        assertThat(registers.calls).as(run.outcome() + run.console()).isGreaterThan(10L * WAYS);
        assertThat(registers.capabilities).isGreaterThan(registers.calls);
        assertThat(run.outcome()).as(run.console()).isEqualTo(new Outcome.Exit(0));
    }
}
