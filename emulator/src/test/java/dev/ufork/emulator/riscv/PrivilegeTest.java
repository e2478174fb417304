package dev.ufork.emulator.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Power;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegeTest {
    private static final String[] OPEN_PMP = {"li t1, -1", "srli t1, t1, 10", "csrw pmpaddr0, t1", "li t1, 0x1f", "csrw pmpcfg0, t1"};
    private static final String[] TO_SUPERVISOR = {"li t1, 1", "slli t1, t1, 11", "csrs mstatus, t1", "auipc t2, 0", "addi t2, t2, 16", "csrw mepc, t2", "mret"};

    @Test
    void ecallFromSupervisorGoesWhereItIsDelegated() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6", "addi t6, t0, 0x200", "csrw stvec, t6",
                "li t1, 0x200", "csrw medeleg, t1").then(OPEN_PMP).then(TO_SUPERVISOR).then("ecall")
                .at(0x100).then("li a0, 3").exit().at(0x200).then("li a0, 1").exit().run();
        assertThat(g.x("a0")).isEqualTo(1);
        assertThat(g.register("scause").value()).isEqualTo(9);
        assertThat(g.trap().from()).isEqualTo("S");
        assertThat(g.trap().to()).isEqualTo("S");
    }

    @Test
    void withoutPmpSupervisorCannotRun() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6").then(TO_SUPERVISOR).then("nop").at(0x100).exit().run();
        assertThat(g.register("mcause").value()).isEqualTo(1);
        assertThat(g.register("mtval").value()).isEqualTo(Guest.RAM + 40);
    }

    @Test
    void userModeReachesNoSupervisorRegister() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6").then(OPEN_PMP)
                .then("auipc t2, 0", "addi t2, t2, 16", "csrw mepc, t2", "mret", "csrr a0, cycle", "csrr a1, sstatus").at(0x100).exit().run();
        assertThat(g.register("mcause").value()).isEqualTo(2);
        assertThat(g.register("mtval").value()).isEqualTo(0x1000_25f3);
        assertThat(g.x("a0")).isPositive();
        assertThat(g.trap().from()).isEqualTo("U");
    }

    // Entry 0: NAPOT 4 KiB at 0x80001000 read-only; entry 1: TOR up to 0x80003000, read and write.
    @ParameterizedTest
    @CsvSource({
        "0x80001000, 8, 1, 1", "0x80001ff8, 8, 1, 1", "0x80000ff8, 8, 1, 0", "0x80000ffc, 8, 1, 0", "0x80002000, 8, 1, 3",
        "0x80002ffc, 8, 1, 0", "0x80003000, 8, 1, 0", "0x80001000, 8, 3, 7", "0x80003000, 8, 3, 7"})
    void protectionMatchesInOrderAndWhole(String address, int size, int privilege, int allowed) {
        Pmp pmp = new Pmp();
        pmp.address(0, 0x8000_1000L >>> 2 | 0x1ff);
        pmp.address(1, 0x8000_3000L >>> 2);
        pmp.config(0, 0x0b_19);
        assertThat(pmp.allowed(Long.decode(address), size, privilege)).isEqualTo(allowed);
    }

    @Test
    void aLockedEntryStaysAndBindsMachineMode() {
        Pmp pmp = new Pmp();
        pmp.address(0, 0x8000_1000L >>> 2 | 0x1ff);
        pmp.config(0, 0x99);
        pmp.config(0, 0x1f);
        pmp.address(0, 0);
        assertThat(pmp.config(0)).isEqualTo(0x99);
        assertThat(pmp.allowed(0x8000_1000L, 8, Hart.MACHINE)).isEqualTo(Pmp.READ);
        assertThat(pmp.isUniform(0x8000_1800L)).isTrue();
    }

    @Test
    void theSupervisorTouchesUserPagesOnlyWithSum() {
        Memory memory = new Memory(Guest.RAM, 1 << 20);
        Bus bus = new Bus();
        bus.map(memory);
        Hart hart = new Hart(0, bus, new CodeCache(bus), new Clock(), new Power(), null);
        hart.mmu.pmp.address(0, (1L << 54) - 1);
        hart.mmu.pmp.config(0, 0x1f);
        // Sv39, one user page of 1 GiB at 0x80000000: V R W U A D.
        memory.store(Guest.RAM + 16, 8, Guest.RAM >>> 2 | 0xd7);
        hart.csrs.satp = 8L << 60 | Guest.RAM >>> 12;
        hart.setPrivilege(Hart.SUPERVISOR);
        assertThat(cause(hart)).isEqualTo(Cause.LOAD_PAGE);
        hart.csrs.access(0x100, 1 << 18, 1 << 18);
        assertThat(cause(hart)).isZero();
        hart.setPrivilege(Hart.USER);
        assertThat(cause(hart)).isZero();
    }

    private static int cause(Hart hart) {
        try {
            hart.memory.read(Guest.RAM + 0x100, 8);
            return 0;
        } catch (Trap trap) {
            return trap.cause;
        }
    }

    @Test
    void theUartInterruptsThroughThePlic() {
        Guest g = Guest.of("auipc t0, 0", "addi t6, t0, 0x100", "csrw mtvec, t6",
                "lui a0, 0xc000", "li a1, 5", "sw a1, 40(a0)", "lui a2, 0xc002", "li a1, 0x400", "sw a1, 0(a2)",
                "lui a3, 0x10000", "li a1, 1", "sb a1, 1(a3)", "lui a1, 1", "addi a1, a1, -2048", "csrw mie, a1", "csrsi mstatus, 8", "wfi", "j .-4")
                .at(0x100).then("lui a4, 0xc200", "lw a5, 4(a4)", "lbu s2, 0(a3)", "sw a5, 4(a4)", "lw s3, 4(a4)").exit().input("x").run();
        assertThat(g.register("mcause").value()).isEqualTo(0x8000_0000_0000_000bL);
        assertThat(g.x("a5")).isEqualTo(10);
        assertThat(g.x("s2")).isEqualTo('x');
        assertThat(g.x("s3")).isZero();
    }
}
