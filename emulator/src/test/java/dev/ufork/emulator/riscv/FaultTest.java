package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Causes and values of faults, with numbers observed on the public CHERI QEMU. */
class FaultTest {
    /** cs7 is 64 bytes at RAM + 0x400, ct0 is RAM, almighty; the instruction, mcause, mtval. */
    private record Fault(String instruction, long cause, long value) {}

    private static Fault fault(String instruction, long cause, long value) {
        return new Fault(instruction, cause, value);
    }

    @TestFactory
    Stream<DynamicTest> inCapabilityMode() {
        return Stream.of(
                fault("cld a0, 64(cs7)", 0x1c, 0x2e1),
                fault("cld a0, 57(cs7)", 0x1c, 0x2e1),
                fault("csb a0, -1(cs7)", 0x1c, 0x2e1),
                fault("cld a0, 0(cs8)", 0x1c, 0x302),
                fault("cld a0, 0(cs9)", 0x1c, 0x323),
                fault("csd a0, 0(cs10)", 0x1c, 0x353),
                fault("cld a0, 0(cs11)", 0x1c, 0x372),
                fault("csc cs7, 0(cs10)", 0x1c, 0x353),
                fault("cjalr cra, 0(cs8)", 0x1c, 0x302),
                fault("cjalr cra, 0(cs10)", 0x1c, 0x351),
                fault("cjalr cra, 2(cs9)", 0x1c, 0x323),
                fault("clc ca0, 8(cs7)", 4, Guest.RAM + 0x408),
                fault("csc ca0, 8(cs7)", 6, Guest.RAM + 0x408),
                fault("cloadtags a0, (cs6)", 4, Guest.RAM + 4),
                fault("clr.d a0, (cs6)", 4, Guest.RAM + 4),
                fault("camoadd.d a0, a1, (cs6)", 6, Guest.RAM + 4),
                fault("cld a0, 0(ca7)", 5, 0x4000_0000),
                fault("csd a0, 0(ca7)", 7, 0x4000_0000),
                fault("clc ca0, 0(ca7)", 5, 0x4000_0008),
                fault("cjalr cnull, 0(ca7)", 1, 0x4000_0000),
                fault("ecall", 11, 0),
                fault("ebreak", 3, 0))
                .map(f -> DynamicTest.dynamicTest(f.instruction, () -> {
                    Guest g = prepared().then(f.instruction).limit(400).run();
                    assertThat(g.trap().text()).isNotEmpty();
                    assertThat(g.register("mcause").value()).as("mcause of %s, %s", f.instruction, g.trap()).isEqualTo(f.cause);
                    assertThat(g.register("mtval").value()).as("mtval of " + f.instruction).isEqualTo(f.value);
                }));
    }

    /** Ends in capability mode, with the handler "j ." at 0x100. */
    private static Guest prepared() {
        return Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "j .+0xf8")
                .at(0x100).then("j .")
                .at(0x104).then("cspecialr ct1, ddc", "csetaddr ct0, ct1, t0", "addi t2, t0, 0x400", "csetaddr cs7, ct0, t2",
                        "csetbounds cs7, cs7, 64", "ccleartag cs8, cs7", "csealentry cs9, ct0",
                        "li t2, -9", "candperm cs10, cs7, t2", "li t3, -3", "candperm cs10, cs10, t3", "li t2, -5", "candperm cs11, cs7, t2",
                        "cincoffset cs6, ct0, 4", "lui a7, 0x40000", "csetaddr ca7, ct0, a7")
                .inCapabilityMode();
    }

    @Test
    void anIllegalWordIsReportedWithTheNextHalfwordIfItIsShort() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6").word(0, 2).word(0x1234, 2).at(0x100).then("j .").limit(50).run();
        assertThat(g.register("mcause").value()).isEqualTo(2);
        assertThat(g.register("mtval").value()).isEqualTo(0x1234_0000);
    }

    @Test
    void aSystemRegisterNeedsThePermissionInPcc() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "cspecialr ct1, pcc", "li t2, -1025",
                "candperm ct1, ct1, t2", "cincoffset ct1, ct1, 20", "jalr.cap cnull, ct1",
                "csrr a0, satp").at(0x100).then("j .").limit(60).run();
        assertThat(g.register("mcause").value()).isEqualTo(0x1c);
        assertThat(g.register("mtval").value()).isEqualTo(0x18);
    }

    @Test
    void aBranchOutOfPccFaultsAtTheBranch() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "cspecialr ct1, pcc", "li t2, 0x24", "csetbounds ct1, ct1, t2",
                "cincoffset ct1, ct1, 20", "jalr.cap cnull, ct1", "j .+0x40").at(0x100).then("j .").limit(60).run();
        assertThat(g.register("mtval").value()).isEqualTo(0x401);
        assertThat(g.trap().pc()).isEqualTo(Guest.RAM + 32);
    }
}
