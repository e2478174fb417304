package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracingTest {
    @Test
    void aTraceShowsInstructionsRegistersAndTraps() {
        List<String> lines = new ArrayList<>();
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withInstructionLimit(9).withTrace(new Trace() {
            @Override
            public void instruction(int core, long pc, int word, String text) {
                lines.add("%x %s".formatted(pc, text));
            }

            @Override
            public void register(int core, String name, String text) {
                lines.add("  " + name + " " + text);
            }

            @Override
            public void trap(int core, CoreReport.Trap trap) {
                lines.add("  " + trap.text());
            }
        }));
        // cspecialr ct0, ddc; csetbounds ct0, ct0, 64; ecall (words of llvm-mc)
        machine.load(Guest.RAM, new byte[] {(byte) 0xdb, 0x02, 0x10, 0x02, (byte) 0xdb, (byte) 0xa2, 0x02, 0x04, 0x73, 0, 0, 0});
        machine.run();
        assertThat(lines).startsWith("1000 auipc t0, 0x0", "  ct0 0x1000");
        assertThat(lines).containsSequence("80000000 cspecialr ct0, ddc", "  ct0 cap{0x0..0x10000000000000000 @0x0 rwxRW tag}",
                "80000004 csetbounds ct0, ct0, 64", "  ct0 cap{0x0..0x40 @0x0 rwxRW tag}", "80000008 ecall", "  ecall from M-mode");
    }

    @Test
    void tracingChangesNoCount() {
        Guest plain = counting().run();
        Guest traced = counting().traced(new Trace() {
            @Override
            public void instruction(int core, long pc, int word, String text) {}

            @Override
            public void register(int core, String name, String text) {}

            @Override
            public void trap(int core, CoreReport.Trap trap) {}
        }).run();
        assertThat(traced.result).isEqualTo(plain.result);
    }

    /** Reads counters and clock, and takes a timer interrupt. */
    private static Guest counting() {
        return Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "csrr a1, minstret", "csrr a2, time", "lui a0, 0x2004",
                "li a3, 5", "sd a3, 0(a0)", "li a3, 0x80", "csrs mie, a3", "csrsi mstatus, 8", "addi a4, a4, 1", "j .-4")
                .at(0x100).then("csrr a5, minstret", "csrr a2, time").exit();
    }
}
