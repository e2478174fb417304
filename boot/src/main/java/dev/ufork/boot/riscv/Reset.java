package dev.ufork.boot.riscv;

import dev.ufork.asm.SectionId;
import dev.ufork.target.riscv.Assembler;

/**
 * Reset: from M-mode and integer mode with a capability to everything, to the kernel in S-mode with what it needs.
 *
 * <p>All harts come here; all but hart 0 park. Registers until the drop:
 *
 * <pre>
 *   cs0  everything                    cs3  constants: load
 *   cs1  code: PCC's bounds, execute   cs4  page tables: load and store numbers
 *   cs2  data: load and store          cs5  next free page table
 *   s6   the device tree's address, which the kernel gets in a1
 * </pre>
 */
final class Reset {
    private Reset() {}

    private static final SectionId RESET = new SectionId(".reset", SectionId.Kind.CODE);
    /** Tables of a page each: enough for a few far places. */
    private static final int TABLES = 12;

    static void write(Assembler asm) {
        asm.constant("TABLES_BYTES", TABLES * 4096L);
        asm.constant("PERMS_CODE", asm.number("PERM_GLOBAL | PERM_EXECUTE | PERM_LOAD | PERM_LOAD_CAP | PERM_SYSTEM"));
        asm.constant("PERMS_CONST", asm.number("PERM_GLOBAL | PERM_LOAD | PERM_LOAD_CAP"));
        asm.constant("PERMS_DATA", asm.number("PERM_GLOBAL | PERM_LOAD | PERM_STORE | PERM_LOAD_CAP | PERM_STORE_CAP | PERM_STORE_LOCAL"));
        asm.constant("PERMS_DEVICE", asm.number("PERM_GLOBAL | PERM_LOAD | PERM_STORE"));
        asm.constant("PERMS_SEALER", asm.number("PERM_GLOBAL | PERM_SEAL | PERM_UNSEAL"));
        // Exceptions 0..9 and 12, 13, 15, and CHERI's 26, 27, 28: everything but calls from M-mode goes to S-mode.
        asm.constant("DELEGATED", 0x1c00_b3ffL).constant("DELEGATED_INTERRUPTS", 0x222);
        asm.constant("MSTATUS_MPP", 3 << 11).constant("MSTATUS_MPP_S", 1 << 11);
        asm.constant("PMP_ALL", (1L << 54) - 1).constant("PMP_NAPOT_RWX", 0x1f);
        asm.constant("SATP_SV48", 9L << 60);
        asm.section(RESET);
        enter(asm);
        makeCapabilities(asm);
        machine(asm);
        asm.section(SectionId.TEXT);
        capabilityRelocations(asm);
        pageTables(asm);
    }

    private static void enter(Assembler asm) {
        asm.text("""
            .mode integer
            .function _start
                csrw    mie, zero
                csrr    t0, mhartid
                bnez    t0, park
                cspecialr ct0, pcc
                li      t1, 1
                csetflags ct0, ct0, t1       # the flag is the mode
                lla     t2, enter
                csetaddr ct0, ct0, t2
                jr.cap  ct0
            park:
                wfi
                j       park

            .mode capability
            enter:
                cspecialr cs0, ddc
                cmove   ct0, cnull
                mv      s6, a1               # s6: the device tree
                cspecialw ddc, ct0           # From here on nothing is reached but through a capability in a register.
            """);
    }

    private static void makeCapabilities(Assembler asm) {
        asm.text("""
                cspecialr cs1, pcc
                cllc    ct0, __text_start
                csetaddr cs1, cs1, t0
                cllc    ct1, __relro_end
                sub     t1, t1, t0
                csetbounds cs1, cs1, t1
                li      t0, PERMS_CODE
                candperm cs1, cs1, t0

                cllc    ct0, __relro_start
                cllc    ct1, __data_end
                csetaddr cs2, cs0, t0
                sub     t1, t1, t0
                csetbounds cs2, cs2, t1
                li      t0, PERMS_DATA
                candperm cs2, cs2, t0

                cllc    ct0, __rodata_start
                cllc    ct1, __rodata_end
                csetaddr cs3, cs0, t0
                sub     t1, t1, t0
                csetbounds cs3, cs3, t1
                li      t0, PERMS_CONST
                candperm cs3, cs3, t0

                cllc    ct0, __text_start    # PCC without STORE before any other code runs
                cllc    ct1, bounded
                csetaddr ct1, cs1, t1
                cjr     ct1
            bounded:
                call    init_capabilities
                clgc    csp, reset_stack
                cgetlen t0, csp
                cincoffset csp, csp, t0

                li      t0, UART
                csetaddr ca0, cs0, t0
                csetbounds ca0, ca0, UART_BYTES
                li      t1, PERMS_DEVICE
                candperm ca0, ca0, t1
                cllc    ca1, console
                csetaddr ca1, cs2, a1
                csc     ca0, 0(ca1)

                li      t0, TEST
                csetaddr ca0, cs0, t0
                csetbounds ca0, ca0, 4
                candperm ca0, ca0, t1
                cllc    ca1, power
                csetaddr ca1, cs2, a1
                csc     ca0, 0(ca1)

                csetaddr ca0, cs0, zero
                cincoffset ca0, ca0, 0x100   # object types 0x100..0x107
                csetbounds ca0, ca0, 8
                li      t0, PERMS_SEALER
                candperm ca0, ca0, t0
                cllc    ca1, sealer
                csetaddr ca1, cs2, a1
                csc     ca0, 0(ca1)
            """);
    }

    private static void machine(Assembler asm) {
        asm.text("""
                cllc    ct0, trap_m          # M-mode keeps a vector only to say what went wrong
                csetaddr ct0, cs1, t0
                cspecialw mtcc, ct0
                clgc    ct0, trap_frame_m
                cspecialw mscratchc, ct0

                li      t0, PMP_ALL
                csrw    pmpaddr0, t0
                li      t0, PMP_NAPOT_RWX
                csrw    pmpcfg0, t0
                li      t0, DELEGATED
                csrw    medeleg, t0
                li      t0, DELEGATED_INTERRUPTS
                csrw    mideleg, t0
                li      t0, 7
                csrw    mcounteren, t0       # S-mode reads cycle, time, instret

                call    make_page_tables
                srli    a0, a0, 12
                li      t0, SATP_SV48
                or      a0, a0, t0
                csrw    satp, a0
                sfence.vma

                clgc    ct0, trap_frame
                cspecialw sscratchc, ct0
                cllc    ct0, trap_s
                csetaddr ct0, cs1, t0
                cspecialw stcc, ct0
                li      t0, MSTATUS_MPP
                csrc    mstatus, t0
                li      t0, MSTATUS_MPP_S
                csrs    mstatus, t0
                cllc    ct0, kernel_start
                csetaddr ct0, cs1, t0
                cspecialw mepcc, ct0
                cmove   ct0, cnull
                cmove   csp, cnull
                cmove   cs0, cnull           # The capability to everything ends here.
                cmove   cs1, cnull
                cmove   cs2, cnull
                cmove   cs3, cnull
                cmove   cs4, cnull
                cmove   cs5, cnull
                cmove   ca0, cnull
                mv      a1, s6
                cmove   cs6, cnull
                cmove   cra, cnull
                mret
            .end

            .relro
            .balign 16
            .object sealer                   # seals and unseals with a few types
                .space CAP
            .end
            .bss
            .balign 16
            .object reset_stack
                .space 1024
            .end
            """);
    }

    /** Start code of the ABI: makes the capabilities that the linker listed. Refuses bounds that are not exact. */
    private static void capabilityRelocations(Assembler asm) {
        asm.text("""
            .local init_capabilities
                cllc    ca0, __start___cap_relocs
                cllc    ca1, __stop___cap_relocs
            next:
                bgeu    a0, a1, done
                cld     t0, 0(ca0)           # where the capability goes
                cld     t1, 8(ca0)           # base
                cld     t2, 16(ca0)          # offset
                cld     a2, 24(ca0)          # length
                cld     a3, 32(ca0)          # bit 63: function, bit 62: constant
                bltz    a3, function
                cmove   ca4, cs2
                slli    a3, a3, 1
                bgez    a3, object
                cmove   ca4, cs3
            object:
                csetaddr ca4, ca4, t1
                csetboundsexact ca4, ca4, a2
                cincoffset ca4, ca4, t2
                j       store
            function:
                csetaddr ca4, cs1, t1        # code reaches its constants through PCC, so functions share its bounds
                cincoffset ca4, ca4, t2
                csealentry ca4, ca4
            store:
                cgettag t1, ca4
                beqz    t1, inexact
                csetaddr ct0, cs2, t0
                csc     ca4, 0(ct0)
                cincoffset ca0, ca0, 40
                j       next
            inexact:                         # no console yet: the exit device says it
                li      t0, TEST
                csetaddr ct0, cs0, t0
                li      t1, STATUS_PANIC << 16 | TEST_FAIL
                csw     t1, 0(ct0)
                j       inexact
            done:
                cret
            .end
            """);
    }

    private static void pageTables(Assembler asm) {
        asm.text("""
            # Maps the image and the devices one to one, each part with its own access. Returns a0: address of the root.
            .local make_page_tables
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                cllc    cs4, page_tables
                csetaddr cs4, cs2, s4
                li      t0, TABLES_BYTES
                csetboundsexact cs4, cs4, t0
                li      t0, PAGE
                cincoffset cs5, cs4, t0      # the root is the first

                cllc    ca0, __text_start
                cllc    ca1, __text_end
                li      a2, PTE_CODE
                call    map_range
                cllc    ca0, __rodata_start
                cllc    ca1, __rodata_end
                li      a2, PTE_CONST
                call    map_range
                cllc    ca0, __relro_start
                cllc    ca1, __relro_end
                li      a2, PTE_CONST | PTE_CR
                call    map_range
                cllc    ca0, __data_start
                cllc    ca1, __data_end
                li      a2, PTE_DATA | PTE_CW | PTE_CR | PTE_CD
                call    map_range

                li      a0, UART
                li      a2, PTE_DATA
                call    map_page
                li      a0, TEST
                li      a2, PTE_DATA
                call    map_page
                call    map_special
                mv      a0, s4
                clc     cra, 0(csp)
                cincoffset csp, csp, 32
                cret
            .end

            # a0: first address, a1: end, a2: bits of the entries.
            .local map_range
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                csd     a1, 16(csp)
            next:
                cld     a1, 16(csp)
                bgeu    a0, a1, done
                call    map_page
                li      t0, PAGE
                add     a0, a0, t0
                j       next
            done:
                clc     cra, 0(csp)
                cincoffset csp, csp, 32
                cret
            .end

            # a0: address, a2: bits of the entry. Keeps both. Sv48: four levels of nine bits each, above twelve.
            .function map_page
                cmove   ca3, cs4
                li      t0, 39               # t0: where this level's index begins
            level:
                srl     a4, a0, t0
                andi    a4, a4, 511
                slli    a4, a4, 3
                cincoffset ca3, ca3, a4
                li      t1, 12
                beq     t0, t1, leaf
                addi    t0, t0, -9
                cld     a5, 0(ca3)
                bnez    a5, below
                srli    a5, s5, 12           # a new table: cs5 traps when there is none left
                slli    a5, a5, 10
                ori     a5, a5, PTE_V
                csd     a5, 0(ca3)
                csd     zero, 0(cs5)
                li      t1, PAGE
                cincoffset cs5, cs5, t1
            below:
                srli    a5, a5, 10
                slli    a5, a5, 12
                csetaddr ca3, cs4, a5
                j       level
            leaf:
                srli    a5, a0, 12
                slli    a5, a5, 10
                or      a5, a5, a2
                csd     a5, 0(ca3)
                cret
            .end

            .bss
            .balign PAGE
            .object page_tables
                .space TABLES_BYTES
            .end
            .text
            """);
    }
}
