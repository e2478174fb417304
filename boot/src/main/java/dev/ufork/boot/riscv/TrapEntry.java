package dev.ufork.boot.riscv;

import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.target.riscv.Assembler;

/**
 * Trap entry and exit: saves all registers in a frame, calls the handler on a stack of its own, restores, returns.
 *
 * <pre>
 *   frame   0: xEPCC   16: cra   32: csp  ...  496: ct6        register n at 16 n
 * </pre>
 *
 * <p>xScratchC always holds the frame's capability outside the handful of instructions at entry.
 */
final class TrapEntry {
    private TrapEntry() {}

    private static final int SP = 2;

    static void write(Assembler asm) {
        entry(asm, 's', "trap_frame", "trap_stack", "handle_trap");
        entry(asm, 'm', "trap_frame_m", "trap_stack_m", "handle_machine_trap");
    }

    static void entry(Assembler asm, char x, String frame, String stack, String handler) {
        asm.text("""
            .text
            .balign 4
            .function trap_%1$c
                cspecialrw csp, %1$cscratchc, csp
            """.formatted(x));
        for (int r = 1; r < 32; r++) if (r != SP) asm.insn(CheriMemory.SC, r, 16 * r, SP);
        asm.text("""
                cmove   ca0, csp
                cspecialrw ct0, %1$cscratchc, csp    # the interrupted csp comes out, the frame goes back
                csc     ct0, 32(ca0)
                cspecialr ct0, %1$cepcc
                csc     ct0, 0(ca0)
                csrr    a1, %1$ccause
                csrr    a2, %1$ctval
                clgc    csp, %3$s
                cgetlen t0, csp
                cincoffset csp, csp, t0
                call    %4$s                 # ca0: frame, a1: cause, a2: what xTVAL says
                cspecialr csp, %1$cscratchc
                clc     ct0, 0(csp)
                cspecialw %1$cepcc, ct0
            """.formatted(x, frame, stack, handler));
        for (int r = 1; r < 32; r++) if (r != SP) asm.insn(CheriMemory.LC, r, 16 * r, SP);
        asm.text("""
                clc     csp, 32(csp)
                %1$cret
            .end

            .bss
            .balign 16
            .object %2$s
                .space 512
            .end
            .object %3$s
                .space 2048
            .end
            .text
            """.formatted(x, frame, stack));
    }
}
