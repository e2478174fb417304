package dev.ufork.boot.riscv;

import dev.ufork.target.riscv.Assembler;

/**
 * What the kernel of {@code hello-riscv} does about traps: report, then go on where the code that provoked one wants
 * it; without such a place, panic.
 */
final class Traps {
    private Traps() {}

    static void write(Assembler asm) {
        Names.string(asm, "s_panic", "ufork: panic: ");
        Names.string(asm, "s_unhandled", "unhandled fault\n");
        Names.string(asm, "s_nested", "a fault while a fault was reported\n");
        Names.string(asm, "s_machine", "a fault in M-mode\n");
        asm.text("""
            .bss
            .balign 16
            .object resume_point             # where to go on after the next fault; empty: nowhere
                .space CAP
            .end
            .object reporting                # 1 while the handler runs
                .space 8
            .end

            .text
            # ca0: frame, a1: cause, a2: xTVAL.
            .function handle_trap
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                cmove   cs0, ca0
                clgc    ct0, reporting
                cld     t1, 0(ct0)
                bnez    t1, nested
                li      t1, 1
                csd     t1, 0(ct0)
                call    report_fault
                clgc    ct0, resume_point
                clc     ct1, 0(ct0)
                csc     cnull, 0(ct0)
                cgettag t2, ct1
                beqz    t2, unhandled
                csc     ct1, 0(cs0)          # xEPCC in the frame
                clgc    ct0, reporting
                csd     zero, 0(ct0)
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                cincoffset csp, csp, 32
                cret
            nested:
                clgc    ca0, s_nested
                j       panic
            unhandled:
                clgc    ca0, s_unhandled
            panic:
                tail    panic_with
            .end

            .function handle_machine_trap
                call    report_fault
                clgc    ca0, s_machine
                tail    panic_with
            .end

            # ca0: why. Stops the machine.
            .function panic_with
                cmove   cs0, ca0
                clgc    ca0, s_panic
                call    print
                cmove   ca0, cs0
                call    print
                li      a0, STATUS_PANIC
                tail    power_off
            .end
            """);
    }
}
