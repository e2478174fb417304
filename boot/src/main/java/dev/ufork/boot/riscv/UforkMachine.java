package dev.ufork.boot.riscv;

import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;

/** What {@code ufork-riscv} needs of the machine besides what every image needs: all memory mapped, a clock, the kernel's start. */
final class UforkMachine {
    private UforkMachine() {}

    /** Where the kernel sees all physical memory; {@code KernelMain.DIRECT}. */
    private static final long DIRECT = 1L << 46;
    /** Entries of the root table, 512 GiB each: to the end of what Sv48 gives to the lower half. */
    private static final long DIRECT_ENTRIES = 128;
    private static final long CLINT_MTIMECMP = 0x200_4000L;
    /** Fourteen years of the clock: as good as never. QEMU counts in nanoseconds, and takes what does not fit for a time that has passed. */
    private static final long NEVER = 1L << 52;

    /** The interrupt controller: the priority of the serial port's interrupt, and the enabling, threshold and claim of the first hart's S-mode. */
    private static final long PLIC = 0xc00_0000L;
    private static final int UART_INTERRUPT = 10;

    static void write(Assembler asm) {
        asm.constant("PLIC", PLIC).constant("PLIC_BYTES", 0x21_0000).constant("PLIC_PRIORITY", 4 * UART_INTERRUPT).constant("PLIC_ENABLE", 0x2080);
        asm.constant("PLIC_CONTEXT", 0x20_1000).constant("UART_BIT", 1 << UART_INTERRUPT).constant("SEI", 1 << 9);
        asm.constant("DIRECT", DIRECT).constant("DIRECT_ENTRIES", DIRECT_ENTRIES).constant("MTIMECMP", CLINT_MTIMECMP).constant("NEVER", NEVER);
        asm.constant("MTI", 1 << 7).constant("SSI", 1 << 1);
        machine(asm);
        timer(asm);
        services(asm);
    }

    private static void machine(Assembler asm) {
        asm.text("""
            .relro
            .balign 16
            .object everything               # the kernel takes it and keeps it to itself
                .space CAP
            .end
            .object clock                    # capability for mtimecmp
                .space CAP
            .end
            .bss
            .balign 16
            .object claim                    # capability for the register that says which device interrupts
                .space CAP
            .end
            .object trap_frame               # what the stubs of this hart know: dev.ufork.kernel.Hart
                .space 48
            .end
            .balign PAGE                     # so that the bounds of so many bytes are exact
            .object kernel_stack
                .space 16384
            .end

            .text
            # Called by reset in M-mode, with its registers, while it makes the page tables.
            .function map_special
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                cllc    ct0, everything
                csetaddr ct0, cs2, t0
                csc     cs0, 0(ct0)
                li      t1, MTIMECMP
                csetaddr ct1, cs0, t1
                csetbounds ct1, ct1, 8
                cllc    ct0, clock
                csetaddr ct0, cs2, t0
                csc     ct1, 0(ct0)
                li      t0, NEVER
                csd     t0, 0(ct1)
                li      t0, MTI
                csrrs   zero, mie, t0

                li      a0, MTIMECMP
                li      a2, PTE_DATA
                call    map_page
                li      t0, DIRECT >> 39 << 3
                cincoffset ct0, cs4, t0      # entries of the root that are pages
                li      t1, PTE_DATA | PTE_CW | PTE_CR | PTE_CD
                li      t2, DIRECT_ENTRIES
                li      a3, 1 << 37          # 512 gigabytes in an entry
            next:
                csd     t1, 0(ct0)
                cincoffset ct0, ct0, 8
                add     t1, t1, a3
                addi    t2, t2, -1
                bnez    t2, next
                clc     cra, 0(csp)
                cincoffset csp, csp, 32
                cret
            .end

            # Reset comes here in S-mode, with translation on; a1: the device tree.
            .function kernel_start
                clgc    csp, kernel_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0
                csrrsi  zero, sie, SSI
                cllc    ct0, trap_ufork
                cspecialw stcc, ct0
                call    start_input
                clgc    ca0, everything
                clc     ca0, 0(ca0)
                mv      a3, a1
                clgc    ca1, trap_frame
                clgc    ca2, page_tables
                cllc    ca4, __data_end
                call    kernel_main
            stopped:
                wfi
                j       stopped
            .end

            # Makes characters that arrive at the serial port interrupt this hart. Keeps a1.
            .function start_input
                clgc    ct0, everything
                clc     ct0, 0(ct0)
                li      t1, DIRECT + PLIC
                csetaddr ct0, ct0, t1
                li      t1, PLIC_BYTES
                csetbounds ct0, ct0, t1
                li      t1, 1
                csw     t1, PLIC_PRIORITY(ct0)
                li      t1, PLIC_ENABLE
                cincoffset ct1, ct0, t1
                li      t2, UART_BIT
                csw     t2, 0(ct1)
                li      t1, PLIC_CONTEXT
                cincoffset ct0, ct0, t1
                csw     zero, 0(ct0)         # the threshold: everything
                cincoffset ct0, ct0, 4
                csetbounds ct0, ct0, 4
                clgc    ct1, claim
                csc     ct0, 0(ct1)
                li      t1, SEI
                csrrs   zero, sie, t1
                clgc    ct0, console
                clc     ct0, 0(ct0)
                li      t1, 1
                csb     t1, 1(ct0)
                cret
            .end
            """);
    }

    /** M-mode does nothing but pass the clock on to S-mode. */
    private static void timer(Assembler asm) {
        TrapEntry.entry(asm, 'm', "trap_frame_m", "trap_stack_m", "handle_machine_trap");
        asm.text("""
            .text
            .function handle_machine_trap
                bgez    a1, fault
                clgc    ct0, clock
                clc     ct0, 0(ct0)
                li      t1, NEVER
                csd     t1, 0(ct0)
                csrrsi  zero, mip, SSI
                cret
            fault:
                tail    machine_fault
            .end

            .function trap_s                 # reset wants one; kernel_start sets the kernel's own
                j       trap_ufork
            .end
            """);
    }

    private static void services(Assembler asm) {
        asm.text("""
            .text
            .function flush_translations
                sfence.vma
                cret
            .end
            .function flush_translation
                sfence.vma a0, zero
                cret
            .end
            .function link_table             # an absent table may be remembered, and only a fence without address forgets it
                fence   w, w
                csd     a1, 0(ca0)
                sfence.vma
                cret
            .end
            .function publish_code           # of this hart; there is no other
                fence.i
                cret
            .end
            .function read_time
                csrr    a0, time
                cret
            .end
            .function read_counter
                csrr    a0, instret
                cret
            .end
            .function set_timer
                clgc    ct0, clock
                clc     ct0, 0(ct0)
                csd     a0, 0(ct0)
                cret
            .end
            .function wait_for_interrupt
                wfi
                j       clear_interrupt
            .end
            .function clear_interrupt
                csrrci  zero, sip, SSI
                csrr    t0, sip
                andi    t0, t0, SEI
                beqz    t0, done
                clgc    ct0, claim           # the serial port is the only device; it asks again as long as it holds a character
                clc     ct0, 0(ct0)
                clw     t1, 0(ct0)
                csw     t1, 0(ct0)
            done:
                cret
            .end
            .function listen
                clgc    ct0, console
                clc     ct0, 0(ct0)
                csb     a0, 1(ct0)
                cret
            .end
            .function elf_machine
                li      a0, %d
                cret
            .end
            .function elf_flags
                li      a0, %d
                cret
            .end
            .function program_code
                li      t0, 1                # the flag is the mode
                csetflags ca0, ca0, t0
                cret
            .end
            .function archive
                clgc    ca0, programs
                cret
            .end
            .function recovery_table
                clgc    ca0, __start___recovery
                cret
            .end
            """.formatted(RiscvElf.EM_RISCV, RiscvElf.EF_RISCV_CHERIABI | RiscvElf.EF_RISCV_CAP_MODE));
    }
}
