package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What counts as an instruction, with the numbers of the public CHERI QEMU under {@code -icount shift=0,sleep=off}. */
class CountingTest {
    /** The instruction, and by how much minstret moves from before it to the handler's first instruction. */
    private record Case(String instruction, int counted) {}

    @TestFactory
    Stream<DynamicTest> faultsAreNoInstructions() {
        return Stream.of(new Case("ecall", 2), new Case("ebreak", 2), new Case("c.ebreak", 2),
                new Case("ld a0, 0(s0)", 1), new Case("sd a0, 0(s0)", 1), new Case("ld.cap a0, (cs1)", 1),
                new Case("amoadd.d a0, a1, (s2)", 1), new Case("csrr a0, 0x7a0", 1), new Case("csrw mhartid, a0", 1),
                new Case("jalr.cap cra, cs1", 1), new Case("jr s0", 2))
                .map(c -> DynamicTest.dynamicTest(c.instruction, () -> {
                    Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "lui s0, 0x40000", "addi s2, t0, 1",
                            "csrr a2, minstret").then(c.instruction).at(0x100).then("csrr a3, minstret").exit().run();
                    assertThat(g.x("a3") - g.x("a2")).isEqualTo(c.counted);
                }));
    }

    @Test
    void straightCodeIsExact() {
        Guest g = Guest.of("csrr a2, minstret", "li a0, 1000", "addi a0, a0, -1", "bnez a0, .-4", "csrr a3, minstret",
                "csrr a4, minstret").exit().run();
        assertThat(g.x("a3") - g.x("a2")).isEqualTo(2002);
        assertThat(g.x("a4") - g.x("a3")).isEqualTo(1);
    }

    @Test
    void aTimerInterruptComesAfterAnExactNumberOfInstructions() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6",
                "lui a0, 0x2004", "csrr a1, minstret", "csrr a2, time", "addi a2, a2, 7", "sd a2, 0(a0)",
                "li a3, 0x80", "csrs mie, a3", "csrsi mstatus, 8", "addi a4, a4, 1", "j .-4")
                .at(0x100).then("csrr a5, minstret").exit().run();
        assertThat(g.register("mcause").value()).isEqualTo(0x8000_0000_0000_0007L);
        // The upper half of the 8-byte store sets the alarm: seven ticks after it, to the instruction.
        assertThat(g.x("a5") - g.x("a1")).isEqualTo(3 + 700 + 1);
    }

    @Test
    void waitingSkipsToTheAlarmAndIsNotCounted() {
        Guest g = Guest.of("lui a0, 0x2004", "li a2, 100", "sd a2, 0(a0)", "li a3, 0x80", "csrs mie, a3", "wfi", "csrr a4, time").exit().run();
        assertThat(g.x("a4")).isBetween(100L, 101L);
        assertThat(g.result.instructions()).isEqualTo(6 + 7 + 4);
        assertThat(g.result.idle()).isBetween(9_900L, 10_000L);
    }

    @Test
    void aSoftwareInterruptIsTakenAtOnce() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "li a3, 8", "csrs mie, a3", "csrsi mstatus, 8",
                "lui a0, 0x2000", "li a1, 1", "sw a1, 0(a0)", "li a2, 5").at(0x100).exit().run();
        assertThat(g.register("mcause").value()).isEqualTo(0x8000_0000_0000_0003L);
        assertThat(g.register("mepcc").value()).isEqualTo(Guest.RAM + 36);
        assertThat(g.x("a2")).isNotEqualTo(5);
    }
}
