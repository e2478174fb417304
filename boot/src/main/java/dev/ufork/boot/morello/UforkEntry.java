package dev.ufork.boot.morello;

import dev.ufork.asm.SectionId;
import dev.ufork.boot.SystemCalls;
import dev.ufork.dsl.Layout;
import dev.ufork.kernel.Uproc;
import dev.ufork.kernel.UserFrame;
import dev.ufork.target.morello.Assembler;
import java.util.List;

/**
 * The ways into and out of the kernel of {@code ufork-morello}: sealed entries for system calls, the switch between kernel stacks; traps
 * are {@link UforkTraps}.
 *
 * <p>Programs run at the kernel's exception level, in Restricted: their PCC has neither EXECUTIVE nor SYSTEM. The stack pointer is banked by EXECUTIVE, so a
 * program that branches to a sealed entry arrives on the kernel's stack, CSP_EL1, whose top it is, and its own stays in RCSP_EL0; its DDC and its thread
 * register are banked alike. CTPIDR_EL1 is what the core knows: {@code dev.ufork.kernel.Hart}. Traps from Restricted have vectors of their own.
 *
 * <p>Interrupts are off in the kernel, from the first instruction of an entry to the last but one of {@code leave}. An interrupt from EXECUTIVE is therefore
 * one of those two instructions, where all registers are the caller's: it is the caller's. So is every trap of a PCC without a tag, whose permissions still
 * choose vector and stack: no instruction has run.
 */
final class UforkEntry {
    private UforkEntry() {}

    private static final SectionId ENTRIES = new SectionId(".text.entries", SectionId.Kind.CODE);

    static void write(Assembler asm) {
        asm.constant("KERNEL_STACK", Layout.offset(Uproc.class, "kernelStack"));
        asm.constant("CONTEXT_THREAD", 13 * 16).constant("CONTEXT_DATA", 14 * 16);
        asm.constant("FRAME", Layout.size(UserFrame.class)).constant("FRAME_CSP", TrapEntry.CSP).constant("FRAME_STATUS", TrapEntry.STATUS);
        asm.constant("ATTENTION", Layout.offset(Uproc.class, "attention"));
        asm.constant("NZCV", 15L << 28);
        asm.section(ENTRIES);
        asm.text("""
            .mode c64
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
        instructions(asm);
        leaveLight(asm);
        leave(asm);
        asm.section(SectionId.TEXT);
        leaveBySignal(asm);
        userEntry(asm);
        UforkTraps.write(asm);
        switchContext(asm);
        calls(asm);
    }

    /** A system call: the caller's return capability is put away, everything else the kernel's function saves if it needs it. */
    private static void entry(Assembler asm, String kind, String call, String leave) {
        asm.text("""
            .balign 4
            .function %1$s_%2$s
                msr     daifset, #2
                str     c30, [csp, #-16]!
                bl      sys_%2$s
                b       %3$s
            .end
            """.formatted(kind, call, leave));
    }

    /** Calls that have one entry for programs of all levels. */
    private static final List<String> ALIKE = List.of("fork", "sigreturn", "instructions");

    /** Fork wants the caller's registers in its frame: those that a call preserves, and no others. */
    private static void fork(Assembler asm) {
        asm.text("""
            .balign 4
            .function entry_fork
                msr     daifset, #2
                mrs     c9, ctpidr_el1
                ldr     c9, [c9]
                str     c30, [csp, #-16]!
                str     c30, [c9]
                mrs     c10, rcsp_el0
                str     c10, [c9, #FRAME_CSP]
            """);
        TrapEntry.save(asm, "c9", 19, 29);
        asm.text("""
                bl      sys_fork
                b       leave
            .end
            """);
    }

    /** Back to a caller that is trusted not to look for what is left in registers, nor to ask for a return into the kernel. */
    private static void leaveLight(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave_light
                mrs     c9, ctpidr_el1
                ldr     c9, [c9]
                ldr     w10, [c9, #ATTENTION]
                cbnz    w10, leave_by_signal
                ldr     c30, [csp], #16
                msr     daifclr, #2
                retr    c30                  // into Restricted
            .end
            """);
    }

    /**
     * Back to the caller; registers that hold no result are cleared, and what exceptions left. RETR leaves no tag on what is not a sealed entry, so the return
     * capability must be one of a program, or the fault is the program's.
     */
    private static void leave(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave
                mrs     c9, ctpidr_el1
                ldr     c9, [c9]
                ldr     w10, [c9, #ATTENTION]
                cbnz    w10, leave_by_signal // a signal waits: the caller's registers go into its frame, as if it had been interrupted
                ldr     c30, [csp], #16
                movz    x1, #0
                msr     celr_el1, c1
                msr     spsr_el1, x1
                gcperm  x9, c30
                tbnz    x9, #1, refuse       // EXECUTIVE, with or without a tag: even a fault there would be the kernel's
            """);
        clear(asm, 2, 18);
        asm.text("""
                msr     daifclr, #2
                retr    c30                  // into Restricted
            .end

            .local refuse                    // a jump through nothing, which faults where it goes
                movz    x30, #0
            """);
        clear(asm, 2, 18);
        asm.text("""
                msr     daifclr, #2
                retr    c30                  // into Restricted
            .end

            .function entries_end
            .end
            """);
    }

    private static void clear(Assembler asm, int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int n = first; n <= last; n++) text.append("movz x%d, #0\n".formatted(n));
        asm.text(text.toString());
    }

    /** Back from a handler: the registers come from the frame on the program's stack. */
    private static void sigreturn(Assembler asm) {
        asm.text("""
            .balign 4
            .function entry_sigreturn
                msr     daifset, #2
                bl      sys_sigreturn
                b       resume
            .end
            """);
    }

    /** Programs may not read the counter; this reads it for them, with their registers and their interrupts. */
    private static void instructions(Assembler asm) {
        asm.text("""
            .balign 4
            .function entry_instructions
                mrs     x0, pmevcntr0_el0
                mrs     x1, pmccntr_el0      // part of the result: it may stay in the register
                add     x0, x0, x1
                chktgd  c30                  // what has no tag could pretend to be the kernel's
                b.cc    refused
                retr    c30
            refused:
                movz    x30, #0
                retr    c30
            .end
            """);
    }

    /** Out of a system call while a signal is to be delivered; c9: the μprocess, on the stack: its return capability. */
    private static void leaveBySignal(Assembler asm) {
        asm.text("""
            .balign 4
            .function leave_by_signal
                str     c0, [c9, #16]
                ldr     c10, [csp]
                str     c10, [c9]
                mrs     c10, rcsp_el0
                str     c10, [c9, #FRAME_CSP]
            """);
        TrapEntry.save(asm, "c9", 19, 29);
        StringBuilder nothing = new StringBuilder();
        for (int n = 1; n < 19; n += 2) nothing.append("stp czr, czr, [c9, #%d]\n".formatted(TrapEntry.at(n)));
        asm.text(nothing + "str czr, [c9, #%d]\n".formatted(TrapEntry.at(30)));
        asm.text("""
                str     czr, [c9, #FRAME_STATUS]
                ldr     c10, [c9, #KERNEL_STACK]
                cpy     csp, c10
                bl      deliver_behind_call
                b       resume
            .end
            """);
    }

    /** Loads all registers of the μprocess that runs. */
    private static void userEntry(Assembler asm) {
        asm.text("""
            .balign 4
            .function resume
                mrs     c0, ctpidr_el1
                ldr     c0, [c0]
                ldr     c1, [c0, #KERNEL_STACK]
                cpy     csp, c1
                ldr     c1, [c0]
                gctype  x2, c1
                cbz     x2, open
                got     c2, unsealer         // a return address, or a handler
                ldr     c2, [c2]
                unseal  c1, c1, c2
                sub     c1, c1, #1           // C64 goes into the status
            open:
                msr     celr_el1, c1
                ldr     x1, [c0, #FRAME_STATUS]
                and     x1, x1, #NZCV
                li      x2, C64 | PROGRAM_MASK | EL1H
                orr     x1, x1, x2
                msr     spsr_el1, x1
                ldr     c1, [c0, #FRAME_CSP]
                msr     rcsp_el0, c1
            """);
        TrapEntry.load(asm, "c0", 2, 30);
        asm.text("""
                ldp     c0, c1, [c0, #16]
                eret
            .end

            .function user_entry
                got     c0, resume
                ret     c30
            .end
            """);
    }

    /**
     * The other kernel stack: registers that a call preserves, where it was called from, and those of the program that are not in its frame: stack pointer,
     * thread register and DDC. What exceptions left is forgotten.
     */
    private static void switchContext(Assembler asm) {
        asm.text("""
            .balign 4
            .function switch_context
                mrs     c2, rctpidr_el0
                mrs     c3, rddc_el0
                stp     c2, c3, [c0, #CONTEXT_THREAD]
                ldp     c2, c3, [c1, #CONTEXT_THREAD]
                msr     rctpidr_el0, c2
                msr     rddc_el0, c3
                mrs     c2, rcsp_el0
                stp     c2, c30, [csp, #-32]!
                adr     c2, switched+1
                cpy     c3, csp
                stp     c2, c3, [c0]
                stp     c19, c20, [c0, #32]
                stp     c21, c22, [c0, #64]
                stp     c23, c24, [c0, #96]
                stp     c25, c26, [c0, #128]
                stp     c27, c28, [c0, #160]
                str     c29, [c0, #192]
                ldp     c2, c3, [c1]
                cpy     csp, c3
                ldp     c19, c20, [c1, #32]
                ldp     c21, c22, [c1, #64]
                ldp     c23, c24, [c1, #96]
                ldp     c25, c26, [c1, #128]
                ldp     c27, c28, [c1, #160]
                ldr     c29, [c1, #192]
                msr     celr_el1, czr
                msr     spsr_el1, xzr
                br      c2
            switched:
                ldp     c2, c30, [csp], #32
                msr     rcsp_el0, c2
                ret     c30
            .end

            .function program_data
                mrs     c0, rddc_el0
                ret     c30
            .end
            .function program_thread
                mrs     c0, rctpidr_el0
                ret     c30
            .end
            """);
    }

    /** The sealed entries, for the kernel to hand out. */
    private static void calls(Assembler asm) {
        asm.text("""
            .function system_call
                got     c9, system_calls
                b       numbered
            .end
            .function light_call
                got     c9, light_calls
                b       numbered
            .end
            .function numbered
                cmp     x0, #%d
                b.cs    none
                ldr     c0, [c9, x0, lsl #4]
                ret     c30
            none:
                movz    x0, #0
                ret     c30
            .end
            """.formatted(SystemCalls.NAMES.size()));
        table(asm, "system_calls", "entry");
        table(asm, "light_calls", "light");
    }

    private static void table(Assembler asm, String name, String kind) {
        StringBuilder text = new StringBuilder(".relro\n.balign 16\n.object " + name + "\n");
        for (String call : SystemCalls.NAMES) text.append("    .capability " + (ALIKE.contains(call) ? "entry" : kind) + "_" + call + "\n");
        asm.text(text + ".end\n.text\n");
    }
}
