package dev.ufork.boot.riscv;

import dev.ufork.asm.SectionId;
import dev.ufork.boot.SystemCalls;
import dev.ufork.dsl.Layout;
import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.kernel.Uproc;
import dev.ufork.kernel.UserFrame;
import dev.ufork.target.riscv.Assembler;
import java.util.List;

/**
 * The ways into and out of the kernel of {@code ufork-riscv}: sealed entries for system calls, traps, the switch between kernel stacks.
 *
 * <p>Programs run at the kernel's privilege level. What tells them apart is the permission ACCESS_SYSTEM_REGISTERS of the code capability: an
 * interrupted PCC with it was the kernel's. Between {@code entries_begin} and {@code entries_end} the code is the kernel's but all
 * registers except t0 and t1 are the caller's: a trap there is the caller's.
 *
 * <p>Interrupts are off in the kernel, from the first instruction of an entry to the last but one of {@code leave}.
 */
final class UforkEntry {
    private UforkEntry() {}

    private static final SectionId ENTRIES = new SectionId(".text.entries", SectionId.Kind.CODE);

    private static final int SP = 2;
    private static final int GP = 3;
    private static final int TP = 4;
    /** In the context, less {@link #GP}: registers that are the program's and that the kernel does not use. */
    private static final int PROGRAM = 15 - GP;
    private static final int T0 = 5;
    private static final int T1 = 6;

    static void write(Assembler asm) {
        asm.constant("USER_STACK", Layout.offset(Uproc.class, "userStack")).constant("USER_RETURN", Layout.offset(Uproc.class, "userReturn"));
        asm.constant("KERNEL_STACK", Layout.offset(Uproc.class, "kernelStack"));
        asm.constant("PROGRAM_DATA", 16 * Uproc.PROGRAM_DATA);
        asm.constant("FRAME", Layout.size(UserFrame.class));
        asm.constant("ASR", 1 << 10).constant("SIE", 1 << 1).constant("SPP_SPIE", 1 << 8 | 1 << 5);
        asm.constant("ATTENTION", Layout.offset(Uproc.class, "attention"));
        asm.section(ENTRIES);
        asm.text("""
            .function entries_begin
            .end
            """);
        for (String call : SystemCalls.NAMES) {
            if (ALIKE.contains(call)) continue;
            entry(asm, "entry", call, "leave");
            entry(asm, "light", call, "leave_light");
        }
        fork(asm);
        sigreturn(asm);
        leaveLight(asm);
        leave(asm);
        asm.section(SectionId.TEXT);
        leaveBySignal(asm);
        userEntry(asm);
        trap(asm);
        switchContext(asm);
        calls(asm);
    }

    /** A system call: the caller's stack and return capability are put away, everything else the kernel's function saves if it needs it. */
    private static void entry(Assembler asm, String kind, String call, String leave) {
        asm.text("""
            .balign 4
            .function %1$s_%2$s
                csrrci  zero, sstatus, SIE
                cspecialr ct0, sscratchc
                clc     ct1, 0(ct0)
                csc     csp, USER_STACK(ct1)
                csc     cra, USER_RETURN(ct1)
                clc     csp, KERNEL_STACK(ct1)
                call    sys_%2$s
                j       %3$s
            .end
            """.formatted(kind, call, leave));
    }

    /** Calls that have one entry for programs of all levels. */
    private static final List<String> ALIKE = List.of("fork", "sigreturn");

    /** Fork wants the caller's registers in its frame: those that a call preserves, and no others. */
    private static void fork(Assembler asm) {
        asm.text("""
            .balign 4
            .function entry_fork
                csrrci  zero, sstatus, SIE
                cspecialr ct0, sscratchc
                clc     ct1, 0(ct0)
                csc     csp, USER_STACK(ct1)
                csc     cra, USER_RETURN(ct1)
                csc     cra, 0(ct1)
                csc     csp, 32(ct1)
            """);
        for (int r : new int[] {3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27}) asm.insn(CheriMemory.SC, r, 16 * r, T1);
        asm.text("""
                clc     csp, KERNEL_STACK(ct1)
                call    sys_fork
                j       leave
            .end
            """);
    }

    /** Back to a caller that is trusted not to look for what is left in registers, nor to ask for a return into the kernel. */
    private static void leaveLight(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave_light
                cspecialr ct0, sscratchc
                clc     ct1, 0(ct0)
                clw     t0, ATTENTION(ct1)
                bnez    t0, deliver
                clc     csp, USER_STACK(ct1)
                clc     cra, USER_RETURN(ct1)
                csrrsi  zero, sstatus, SIE
                cret
            deliver:
                j       leave_by_signal
            .end
            """);
    }

    /** Back to the caller: the return capability must be a program's sealed entry; registers that hold no result are cleared. */
    private static void leave(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave
                cspecialr ct0, sscratchc
                clc     ct1, 0(ct0)
                clw     t0, ATTENTION(ct1)
                bnez    t0, deliver
                clc     csp, USER_STACK(ct1)
                clc     cra, USER_RETURN(ct1)
                cgetperm t0, cra
                andi    t0, t0, ASR
                bnez    t0, refused
                cgettype t0, cra
                addi    t0, t0, 2            # a sentry's type is -2
                bnez    t0, refused
                cmove   ct0, cnull
                cmove   ct1, cnull
                cmove   ct2, cnull
                cmove   ct3, cnull
                cmove   ct4, cnull
                cmove   ct5, cnull
                cmove   ct6, cnull
                cmove   ca1, cnull
                cmove   ca2, cnull
                cmove   ca3, cnull
                cmove   ca4, cnull
                cmove   ca5, cnull
                cmove   ca6, cnull
                cmove   ca7, cnull
                csrrsi  zero, sstatus, SIE
                cret                         # untagged, it faults here, and the fault is the caller's
            deliver:                         # a signal waits: the caller's registers go into its frame, as if it had been interrupted
                j       leave_by_signal
            refused:
                cmove   ct0, cnull
                clc     ct0, 0(ct0)          # the same fault as a jump through nothing
            .end

            .function entries_end
            .end
            """);
    }

    /** Back from a handler: the registers come from the frame on the program's stack. */
    private static void sigreturn(Assembler asm) {
        asm.text("""
            .balign 4
            .function entry_sigreturn
                csrrci  zero, sstatus, SIE
                cspecialr ct0, sscratchc
                clc     ct1, 0(ct0)
                clc     csp, KERNEL_STACK(ct1)
                call    sys_sigreturn
                j       resume
            .end
            """);
    }

    /** Out of a system call while a signal is to be delivered; ct1: the μprocess. */
    private static void leaveBySignal(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave_by_signal
                clc     ct0, USER_RETURN(ct1)
                csc     ct0, 0(ct1)
                clc     ct0, USER_STACK(ct1)
                csc     ct0, 32(ct1)
            """);
        for (int r : new int[] {3, 4, 8, 9, 10, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27}) asm.insn(CheriMemory.SC, r, 16 * r, T1);
        for (int r : new int[] {1, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31}) asm.insn(CheriMemory.SC, 0, 16 * r, T1);
        asm.text("""
                clc     csp, KERNEL_STACK(ct1)
                call    deliver_behind_call
                j       resume
            .end
            """);
    }

    /** Loads all registers of the μprocess that runs. */
    private static void userEntry(Assembler asm) {
        asm.text("""
            .balign 4
            .function resume
                cspecialr ct0, sscratchc
                clc     ct0, 0(ct0)
                li      t1, SPP_SPIE
                csrrs   zero, sstatus, t1
                clc     ct1, 0(ct0)
                cspecialw sepcc, ct1
            """);
        for (int r = 1; r < 32; r++) if (r != T0) asm.insn(CheriMemory.LC, r, 16 * r, T0);
        asm.text("""
                clc     ct0, 80(ct0)
                sret
            .end

            .function user_entry
                clgc    ca0, resume
                cret
            .end
            """);
    }

    private static void trap(Assembler asm) {
        asm.text("""
            .balign 4
            .function trap_ufork
                cspecialw stdc, ct0
                cspecialr ct0, sscratchc
                csc     ct1, 16(ct0)
                csc     ct2, 32(ct0)
                cspecialr ct1, sepcc
                cgetperm t2, ct1
                andi    t2, t2, ASR
                beqz    t2, user
                cllc    ct2, entries_begin
                bltu    t1, t2, trap_of_kernel
                cllc    ct2, entries_end
                bgeu    t1, t2, trap_of_kernel
            user:
                clc     ct1, 16(ct0)
                clc     ct2, 32(ct0)
                clc     ct0, 0(ct0)
            """);
        for (int r = 1; r < 32; r++) if (r != T0) asm.insn(CheriMemory.SC, r, 16 * r, T0);
        asm.text("""
                cmove   ca0, ct0
                cspecialr ct1, stdc
                csc     ct1, 80(ca0)
                cspecialr ct1, sepcc
                csc     ct1, 0(ca0)
                csrr    a1, scause
                csrr    a2, stval
                clc     csp, KERNEL_STACK(ca0)
                call    trap_user
                j       resume
            .end

            .balign 4
            .function trap_of_kernel
                cgetoffset t1, csp           # what is left of the stack must hold the frame, and something of the handler's
                li      t2, 2 * FRAME
                bltu    t1, t2, no_stack
                clc     ct1, 16(ct0)
                clc     ct2, 32(ct0)
                cincoffset csp, csp, -FRAME
            """);
        for (int r = 1; r < 32; r++) if (r != T0 && r != SP) asm.insn(CheriMemory.SC, r, 16 * r, SP);
        asm.text("""
                cincoffset ct1, csp, FRAME
                csc     ct1, 32(csp)
                cspecialr ct1, stdc
                csc     ct1, 80(csp)
                cspecialr ct1, sepcc
                csc     ct1, 0(csp)
                cmove   ca0, csp
                csrr    a1, scause
                csrr    a2, stval
                call    trap_kernel
                clc     ct1, 0(csp)
                cspecialw sepcc, ct1
            """);
        for (int r = 1; r < 32; r++) if (r != SP) asm.insn(CheriMemory.LC, r, 16 * r, SP);
        asm.text("""
                clc     csp, 32(csp)
                sret
            .end

            .local no_stack
                clgc    csp, emergency_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0
                j       stack_overflow
            .end

            .bss
            .balign 16
            .object emergency_stack
                .space 4096
            .end
            .text
            """);
    }

    /** The other kernel stack: registers that a call preserves, where it was called from, and those that are the
     * program's alone: DDC, cgp and ctp. */
    private static void switchContext(Assembler asm) {
        int[] saved = {1, 2, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27};
        asm.text("""
            .balign 4
            .function switch_context
            """);
        asm.text("""
                cspecialr ct0, ddc
                csc     ct0, PROGRAM_DATA(ca0)
                clc     ct0, PROGRAM_DATA(ca1)
                cspecialw ddc, ct0
            """);
        for (int i = 0; i < saved.length; i++) asm.insn(CheriMemory.SC, saved[i], 16 * i, 10);
        for (int i = 0; i < saved.length; i++) asm.insn(CheriMemory.LC, saved[i], 16 * i, 11);
        for (int r : new int[] {GP, TP}) {
            asm.insn(CheriMemory.SC, r, 16 * (PROGRAM + r), 10);
            asm.insn(CheriMemory.LC, r, 16 * (PROGRAM + r), 11);
        }
        asm.text("""
                cret
            .end

            .function program_data
                cspecialr ca0, ddc
                cret
            .end
            """);
    }

    /** The sealed entries, for the kernel to hand out. */
    private static void calls(Assembler asm) {
        asm.text("""
            .function system_call
                clgc    ct0, system_calls
                j       numbered
            .end
            .function light_call
                clgc    ct0, light_calls
                j       numbered
            .end
            .function numbered
                li      t1, %d
                bgeu    a0, t1, none
                slli    a0, a0, 4
                cincoffset ct0, ct0, a0
                clc     ca0, 0(ct0)
                cret
            none:
                cmove   ca0, cnull
                cret
            .end
            """.formatted(SystemCalls.NAMES.size()));
        table(asm, "system_calls", "entry");
        table(asm, "light_calls", "light");
    }

    private static void table(Assembler asm, String name, String kind) {
        asm.text(".relro\n.balign 16\n.object " + name + "\n");
        for (String call : SystemCalls.NAMES) asm.text("    .capability " + (ALIKE.contains(call) ? "entry" : kind) + "_" + call + "\n");
        asm.text(".end\n.text\n");
    }
}
