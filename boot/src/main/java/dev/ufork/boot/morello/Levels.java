package dev.ufork.boot.morello;

import dev.ufork.asm.SectionId;
import dev.ufork.target.morello.Assembler;

/**
 * The way down to EL1 from whatever level the machine begins at, and the stub that stays at EL2.
 *
 * <p>All of it runs without translation, wherever it was loaded, and touches no memory but to clean caches: what another level has in its
 * caches is of no concern. Registers until the kernel starts:
 *
 * <pre>
 *   x19  the device tree's address, or 0
 *   x11  ACPI's root pointer, or 0
 *   x12  UEFI's memory map, or 0; x13 bytes of it, x14 of one of its descriptors
 *   x15  the load options that UEFI's loader has given, x17 bytes of them
 *   x21  1 if the stub is at EL2
 * </pre>
 *
 * <p>EL3 gives everything to the world that is not secure, and keeps vectors that answer SMC as firmware does that knows no call: there is none.
 *
 * <p>The stub, for a kernel that is entered at EL2 or above:
 * <ul>
 *   <li>takes interrupts (HCR_EL2.IMO), so a program that masks them in PSTATE does not stop the clock: it silences the timer, makes a virtual interrupt
 *       pending for EL1, and unmasks it if a program was interrupted;
 *   <li>takes HVC, and SMC through HCR_EL2.TSC; only from a PCC with the permission SYSTEM, and only to power off (HVC #0) and to say that the virtual
 *       interrupt was taken, and with it that of the device in x0 (HVC #1). All others become undefined instructions of the caller.
 * </ul>
 */
final class Levels {
    private Levels() {}

    static final SectionId RESET = new SectionId(".reset", SectionId.Kind.CODE);

    static void write(Assembler asm) {
        asm.section(RESET);
        enter(asm);
        SecureInterrupts.write(asm);
        cleanCaches(asm);
        asm.section(SectionId.TEXT);
        vectors(asm);
        interrupt(asm);
        call(asm);
    }

    private static void enter(Assembler asm) {
        asm.text("""
            .mode a64
            .function _start
                msr     daifset, #0xf
                mov     x19, x0
                mov     x11, x1
                mov     x12, x2
                mov     x13, x3
                mov     x14, x4
                mov     x15, x5
                mov     x17, x6
                cbnz    x19, board_known
                cbnz    x12, board_known
                adr     x19, _start
                and     x19, x19, #~(GIGABYTE - 1)    // QEMU puts it at the begin of memory
            board_known:
                movz    x21, #0
                mrs     x0, currentel
                cmp     x0, #12
                b.eq    at_el3
                cmp     x0, #8
                b.eq    at_el2
                b       at_el1

            at_el3:
                mrs     x0, sctlr_el3
                bl      clean_if_cached
                mrs     x0, sctlr_el3
                li      x1, SCTLR_M_C
                bic     x0, x0, x1
                msr     sctlr_el3, x0
                li      x0, CPTR_EC
                msr     cptr_el3, x0
                li      x0, SCR
                msr     scr_el3, x0
                msr     mdcr_el3, xzr        // counters and debug are not EL3's
                msr     cctlr_el3, xzr
                adr     x0, el3_vectors
                cvtp    c0, x0
                msr     cvbar_el3, c0
                isb
                mrs     x1, id_aa64pfr0_el1
                ubfx    x2, x1, #24, #4      // system registers of GICv3
                cbz     x2, below
                movz    x2, #0xf
                msr     icc_sre_el3, x2
                isb
                bl      release_interrupts
            below:
                mrs     x1, id_aa64pfr0_el1
                ubfx    x2, x1, #8, #4       // is there an EL2?
                cbz     x2, to_el1
                movz    x0, #MASKED | EL2H
                adr     x1, at_el2
                b       down
            to_el1:
                movz    x0, #MASKED | EL1H
                adr     x1, at_el1
            down:
                msr     spsr_el3, x0
                cvtp    c1, x1
                msr     celr_el3, c1
                eret

            at_el2:
                mrs     x0, sctlr_el2
                bl      clean_if_cached
                li      x0, SCTLR2_OFF
                msr     sctlr_el2, x0
                li      x0, HCR
                msr     hcr_el2, x0
                li      x0, CPTR2
                msr     cptr_el2, x0
                isb
                movz    x21, #1
                mrs     x0, midr_el1
                msr     vpidr_el2, x0
                mrs     x0, mpidr_el1
                msr     vmpidr_el2, x0
                mrs     x0, pmcr_el0         // all event counters are EL1's
                ubfx    x0, x0, #11, #5
                msr     mdcr_el2, x0
                movz    x0, #3               // so are the timers
                msr     cnthctl_el2, x0
                msr     cntvoff_el2, xzr
                msr     vttbr_el2, xzr
                mrs     x1, id_aa64pfr0_el1
                ubfx    x1, x1, #24, #4
                cbz     x1, no_gic
                movz    x0, #0xf
                msr     icc_sre_el2, x0
                isb
                msr     ich_hcr_el2, xzr
            no_gic:
                bl      open_controller
                li      x0, CCTLR2
                msr     cctlr_el2, x0
                adr     x0, el2_vectors
                cvtp    c0, x0
                msr     cvbar_el2, c0
                li      x0, SCTLR_OFF
                msr     sctlr_el1, x0
                movz    x0, #MASKED | EL1H
                msr     spsr_el2, x0
                adr     x1, at_el1
                cvtp    c1, x1
                msr     celr_el2, c1
                eret

            at_el1:
                mrs     x0, sctlr_el1
                bl      clean_if_cached
                li      x0, SCTLR_OFF
                msr     sctlr_el1, x0
                li      x0, CPACR
                msr     cpacr_el1, x0
                isb
                cbnz    x21, opened
                bl      open_controller
            opened:
                li      x0, CCTLR
                msr     cctlr_el1, x0
                tlbi    vmalle1
                ic      iallu
                dsb     sy
                isb
                b       reset
            .end

            // Lets interrupts of group 1 through the core's interface; whoever takes them does this.
            .local open_controller
                mrs     x1, id_aa64pfr0_el1
                ubfx    x1, x1, #24, #4
                cbz     x1, none
                movz    x0, #7
                msr     icc_sre_el1, x0
                isb
                movz    x0, #0xff
                msr     icc_pmr_el1, x0
                movz    x0, #1
                msr     icc_igrpen1_el1, x0
                isb
            none:
                ret     x30
            .end
            """);
    }

    /** The image may be in caches that are about to be switched off. */
    private static void cleanCaches(Assembler asm) {
        asm.text("""
            // x0: SCTLR of the level.
            .local clean_if_cached
                li      x1, SCTLR_M_C
                tst     x0, x1
                b.eq    clean
                mrs     x1, ctr_el0
                ubfx    x1, x1, #16, #4      // DminLine: words in a cache line, as a power of two
                movz    x2, #4
                lsl     x2, x2, x1
                adr     x0, _start
                ldr     x1, image_end
                ldr     x3, image_begin
                sub     x1, x1, x3
                add     x1, x0, x1
            next:
                dc      civac, x0
                add     x0, x0, x2
                cmp     x0, x1
                b.cc    next
                dsb     sy
            clean:
                ret     x30
            .balign 8
            image_begin:
                .address _start
            image_end:
                .address __data_end
            .end
            """);
    }

    /** From a lower level in A64 state: synchronous at 0x400, interrupts at 0x480. Nothing else can happen at EL2 that has an answer. */
    private static void vectors(Assembler asm) {
        asm.text("""
            .mode c64
            .balign 2048
            .function el2_vectors
                .space  0x400
                b       el2_call
            .balign 128
                b       el2_interrupt
            .balign 128
                b       .
            .balign 128
                b       .
            .end
            """);
    }

    /** c0 is kept in CTPIDR_EL2, c1 in EL2's stack pointer, which has no other use. */
    private static void interrupt(Assembler asm) {
        asm.text("""
            .local el2_interrupt
                msr     ctpidr_el2, c0
                cpy     csp, c1
                mrs     x0, icc_iar1_el1
                cmp     x0, #1020            // nothing after all
                b.cs    back
                cmp     x0, #32
                b.cs    tell                 // a device's stays active until EL1 has dealt with it
                movz    x1, #3               // the timer stays enabled, its interrupt is masked until it is set again
                msr     cntv_ctl_el0, x1
                isb
                msr     icc_eoir1_el1, x0
            tell:
                mrs     x0, hcr_el2
                orr     x0, x0, #HCR_VI
                msr     hcr_el2, x0
                mrs     c0, celr_el2
                gcperm  x0, c0
                tbnz    x0, #1, back         // EXECUTIVE: the kernel may mask interrupts
                mrs     x0, spsr_el2
                and     x0, x0, #~IRQ_MASK
                msr     spsr_el2, x0
            back:
                cpy     c1, csp
                mrs     c0, ctpidr_el2
                eret
            .end
            """);
    }

    private static void call(Assembler asm) {
        asm.text("""
            .local el2_call
                msr     ctpidr_el2, c0
                cpy     csp, c1
                mrs     x1, esr_el2
                mrs     c0, celr_el2
                gcperm  x0, c0
                tbz     x0, #9, refuse       // SYSTEM
                ubfx    x0, x1, #26, #6
                cmp     x0, #CLASS_HVC
                b.ne    refuse
                ubfx    x1, x1, #0, #16
                cbz     x1, power_off
                cmp     x1, #1
                b.ne    refuse
                mrs     x0, hcr_el2          // the virtual interrupt was taken
                and     x0, x0, #~HCR_VI
                msr     hcr_el2, x0
                mrs     x1, icc_rpr_el1
                mrs     c0, ctpidr_el2
                cmp     x1, #0xff            // is a device's active? It is that in x0
                b.eq    taken
                msr     icc_eoir1_el1, x0
            taken:
                cpy     c1, csp
                eret
            power_off:                       // does not come back where there is firmware
                movz    x0, #8               // PSCI SYSTEM_OFF
                movk    x0, #0x8400, lsl #16
                smc     #0
            alone:
                wfi
                b       alone

            refuse:                          // an undefined instruction at EL1, whatever it was
                mrs     x0, esr_el2
                ubfx    x0, x0, #26, #6
                cmp     x0, #CLASS_HVC       // HVC comes with the address behind it
                mrs     c0, celr_el2
                b.ne    at_it
                sub     c0, c0, #4
            at_it:
                msr     celr_el1, c0
                gcperm  x1, c0
                mrs     x0, spsr_el2
                msr     spsr_el1, x0
                li      x0, UNDEFINED
                msr     esr_el1, x0
                mrs     c0, cvbar_el1
                tbz     x1, #1, restricted
                add     c0, c0, #0x200
            restricted:
                msr     celr_el2, c0
                li      x0, MASKED | EL1H | C64
                msr     spsr_el2, x0
                cpy     c1, csp
                mrs     c0, ctpidr_el2
                eret
            .end
            """);
    }
}
