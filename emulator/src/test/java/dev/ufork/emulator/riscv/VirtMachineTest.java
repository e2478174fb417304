package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtMachineTest {
    @Test
    void resetStateIsQemus() {
        Guest g = Guest.of("csrr s0, misa", "csrr s1, mstatus", "csrr s2, mccsr", "csrr s3, minstret").exit().run();
        assertThat(g.x("a0")).isZero();
        assertThat(g.x("a1")).isEqualTo(0x8100_0000L);
        assertThat(g.x("a2")).isEqualTo(0x1028);
        assertThat(g.x("t0")).isEqualTo(0x8000_0000L);
        assertThat(g.x("s0")).isEqualTo(0x8000_0000_0094_112dL);
        assertThat(g.x("s1")).isEqualTo(0xa_0000_0000L);
        assertThat(g.x("s2")).isEqualTo(0xc000_0001L);
        assertThat(g.register("ddc").text()).isEqualTo("cap{0x0..0x10000000000000000 @0x0 rwxRW tag}");
        assertThat(g.register("mscratchc").tag()).isFalse();
        // Six instructions of the reset vector, four here, the last of which counts itself.
        assertThat(g.x("s3")).isEqualTo(10);
    }

    @Test
    void theDeviceTreeIsWhereQemuPutsIt() {
        VirtMachine machine = new VirtMachine(dev.ufork.emulator.MachineConfig.standard().withBootArguments("iterations=7")
                .withInstructionLimit(6));
        machine.run();
        assertThat(machine.memory().load(0x8f00_0000L, 4)).isEqualTo(0xedfe_0dd0L);
        int size = Integer.reverseBytes((int) machine.memory().load(0x8f00_0004L, 4));
        assertThat(new String(machine.memory().read(0x8f00_0000L, size))).contains("iterations=7", "riscv,isa", "rv64imafdcsux");
    }

    @Test
    void consoleAndStatus() {
        Guest g = Guest.of("lui a0, 0x10000", "li a1, 0x68", "sb a1, 0(a0)", "lbu a2, 5(a0)", "li a1, 0x69", "sb a1, 0(a0)",
                "lui a6, 0x100", "lui a7, 0x2a3", "addi a7, a7, 0x333", "sw a7, 0(a6)").run();
        assertThat(g.console()).isEqualTo("hi");
        assertThat(g.x("a2")).isEqualTo(0x60);
        assertThat(g.result.outcome()).isEqualTo(new Outcome.Exit(0x2a));
    }

    @Test
    void typedInputArrives() {
        Guest g = Guest.of("lui a0, 0x10000", "lbu a1, 5(a0)", "lbu a2, 0(a0)", "lbu a3, 0(a0)", "lbu a4, 5(a0)").exit().input("AB").run();
        assertThat(List.of(g.x("a1"), g.x("a2"), g.x("a3"), g.x("a4"))).containsExactly(0x61L, 0x41L, 0x42L, 0x60L);
    }

    @Test
    void resetAndLimitAndStuck() {
        assertThat(Guest.of("lui a0, 0x100", "lui a1, 7", "addi a1, a1, 0x777", "sw a1, 0(a0)").run().result.outcome())
                .isEqualTo(new Outcome.Reset());
        Guest loop = Guest.of("j .").limit(1234).run();
        assertThat(loop.result.outcome()).isEqualTo(new Outcome.Limit());
        assertThat(loop.result.instructions()).isEqualTo(1234);
        assertThat(Guest.of("wfi").run().result.outcome()).isEqualTo(new Outcome.Stuck());
        // No handler: the trap's first instruction cannot be fetched, again and again.
        assertThat(Guest.of("ebreak").run().result.outcome()).isEqualTo(new Outcome.Stuck());
    }

    @Test
    void aRunCanBeCancelledFromOutside() throws InterruptedException {
        VirtMachine machine = new VirtMachine(dev.ufork.emulator.MachineConfig.standard());
        machine.load(Guest.RAM, new byte[] {0x6f, 0, 0, 0});    // j .
        List<RunResult> results = new ArrayList<>();
        Thread thread = new Thread(() -> results.add(machine.run()));
        thread.start();
        machine.cancel();
        thread.join();
        assertThat(results.getFirst().outcome()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void codeThatIsOverwrittenIsDecodedAnew() {
        // Twice through "li a0, 1", which becomes "li a0, 2" (0x00200513) in between.
        Guest g = Guest.of("lui a1, 0x200", "addi a1, a1, 0x513", "li a2, 0", "auipc a3, 0",
                "li a0, 1", "add a4, a4, a0", "addi a2, a2, 1", "sw a1, 4(a3)", "li a5, 2", "bne a2, a5, .-20").exit().run();
        assertThat(g.x("a4")).isEqualTo(3);
    }

    @Test
    void misalignedIntegersWorkEverywhere() {
        Guest g = Guest.of("auipc a0, 1", "li a1, -2", "sd a1, -3(a0)", "ld a2, -3(a0)", "lhu a3, 3(a0)", "lw a4, -4(a0)").exit().run();
        assertThat(g.x("a2")).isEqualTo(-2);
        assertThat(g.x("a3")).isEqualTo(0xffff);
        assertThat(g.x("a4")).isEqualTo(0xffff_fffe_00L << 32 >> 32 | 0xffff_ffff_0000_0000L);
    }

    @Test
    void fourHartsCountExactlyAndEveryRunIsTheSame() {
        Guest first = counting().run();
        assertThat(first.machine.memory().load(Guest.RAM + 0x800, 8)).isEqualTo(4 * 50);
        Guest second = counting().run();
        assertThat(second.result).isEqualTo(first.result);
    }

    /** Every hart adds 50 to one word with LR and SC; all then wait for the sum, and hart 0 ends the run. */
    private static Guest counting() {
        return Guest.of("auipc a1, 0", "addi a1, a1, 0x700", "addi a1, a1, 0x100", "li a2, 50",
                "lr.d a3, (a1)", "addi a3, a3, 1", "sc.d a4, a3, (a1)", "bnez a4, .-12", "addi a2, a2, -1", "bnez a2, .-20",
                "li a5, 200", "ld a3, 0(a1)", "bne a3, a5, .-4", "bnez a0, .").exit().cores(4).limit(1_000_000);
    }
}
