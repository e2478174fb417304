package dev.ufork.boot.morello;

import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;

/** What {@code ufork-morello} needs of the machine besides what every image needs: a clock, the kernel's start, maintenance of translations. */
final class UforkMachine {
    private UforkMachine() {}

    static void write(Assembler asm) {
        asm.constant("SECOND", 1_000_000_000).constant("TIMER_ON", 1);
        machine(asm);
        clock(asm);
        services(asm);
    }

    private static void machine(Assembler asm) {
        asm.text("""
            .bss
            .balign 16
            .object hart                     // what the stubs of this core know: dev.ufork.kernel.Hart
                .space 48
            .end
            .object tick                     // nanoseconds of a tick of the clock
                .space 16
            .end
            .balign PAGE                     // so that the bounds of so many bytes are exact
            .object kernel_stack
                .space 16384
            .end

            // Reset comes here, with its registers.
            .text
            .mode c64
            .function kernel_start
                got     c0, kernel_stack
                gclen   x1, c0
                add     c0, c0, x1, uxtx
                cpy     csp, c0
                adrp    c0, vectors
                add     c0, c0, #:lo12:vectors
                msr     cvbar_el1, c0
                msr     daifclr, #4          // SErrors, see system_error_taken
                got     c0, hart
                msr     ctpidr_el1, c0
                got     c0, tick
                li      x1, SECOND
                mrs     x2, cntfrq_el0
                udiv    x1, x1, x2
                str     x1, [c0]
                bl      say_level
                movz    x0, #1
                bl      listen
                cpy     c0, c20
                mov     x1, x19
                adrp    c2, __data_end
                add     c2, c2, #:lo12:__data_end
                gcvalue x2, c2
                sub     x2, x2, x22
                bl      free_memory
                mov     x4, x0
                cpy     c0, c20
                got     c1, hart
                cpy     c2, c24
                mov     x3, x19
                movz    x20, #0              // The kernel keeps the capability to everything to itself.
                movz    x24, #0
                movz    x25, #0
                movz    x26, #0
                movz    x27, #0
                movz    x28, #0
                bl      kernel_main
            stopped:
                wfi
                b       stopped
            .end
            """);
    }

    /**
     * Time is in nanoseconds. The counter of instructions has 32 bits, in which no quantum of time passes half its range: when the clock is set, bit 31 is carried over to
     * the cycle counter, which has 64 and stands still, so the sum of the two never wraps.
     */
    private static void clock(Assembler asm) {
        asm.text("""
            .function read_time
                got     c1, tick
                ldr     x1, [c1]
                mrs     x0, cntvct_el0
                mul     x0, x0, x1
                ret     c30
            .end
            .function set_timer
                got     c1, tick
                ldr     x1, [c1]
                udiv    x0, x0, x1
                msr     cntv_cval_el0, x0
                movz    x1, #TIMER_ON
                msr     cntv_ctl_el0, x1
                mrs     x1, pmevcntr0_el0
                tbnz    x1, #31, carry
                ret     c30
            carry:
                and     x1, x1, #0x7fffffff
                add     x1, x1, #4           // instructions from one access to the other
                msr     pmevcntr0_el0, x1
                mrs     x1, pmccntr_el0
                movz    x0, #0x8000, lsl #16
                add     x1, x1, x0
                msr     pmccntr_el0, x1
                ret     c30
            .end
            .function wait_for_interrupt
                msr     daifclr, #4          // masked after a trap, an SError would end each wait and never be taken
                dsb     sy
                wfi
                b       clear_interrupt
            .end
            .function read_counter
                mrs     x0, pmevcntr0_el0
                mrs     x1, pmccntr_el0
                add     x0, x0, x1
                ret     c30
            .end
            """);
    }

    private static void services(Assembler asm) {
        asm.text("""
            .function flush_translations
                dsb     ishst
                tlbi    vmalle1is
                dsb     ish
                isb
                ret     c30
            .end
            .function flush_translation
                lsr     x0, x0, #12
                dsb     ishst
                tlbi    vaae1is, x0
                dsb     ish
                isb
                ret     c30
            .end
            .function link_table
                dmb     ishst                // walks are another observer: the table before what names it
                str     x1, [c0]
                dsb     ishst
                isb
                ret     c30
            .end
            // Clean to the point of unification, then invalidate: Arm architecture reference manual, section B2.4.4. Walks see the entries first.
            .function publish_code
                dsb     ishst
                isb
                mrs     x2, ctr_el0
                movz    x3, #4
                tbnz    x2, #28, cleaned     // IDC: the point of unification sees what is in the data cache
                ubfx    x4, x2, #16, #4      // DminLine: words in a line, as a power of two
                lsl     x4, x3, x4
                cpy     c5, c0
                mov     x6, x1
            clean:
                dc      cvau, c5
                add     c5, c5, x4, uxtx
                subs    x6, x6, x4
                b.hi    clean
            cleaned:
                dsb     ish
                tbnz    x2, #29, invalidated // DIC: what is fetched comes from the point of unification
                ubfx    x4, x2, #0, #4       // IminLine
                lsl     x4, x3, x4
            invalidate:
                ic      ivau, c0
                add     c0, c0, x4, uxtx
                subs    x1, x1, x4
                b.hi    invalidate
            invalidated:
                dsb     ish
                isb
                ret     c30
            .end
            .function elf_machine
                li      x0, %d
                ret     c30
            .end
            .function elf_flags
                li      x0, %d
                ret     c30
            .end
            .function program_code           // what lacks EXECUTIVE is Restricted; C64 is in addresses
                ret     c30
            .end
            .function archive
                got     c0, programs
                ret     c30
            .end
            .function recovery_table
                got     c0, __start___recovery
                ret     c30
            .end
            """.formatted(MorelloElf.EM_AARCH64, MorelloElf.EF_AARCH64_CHERI_PURECAP));
    }
}
