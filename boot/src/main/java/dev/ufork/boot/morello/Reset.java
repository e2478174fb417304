package dev.ufork.boot.morello;

import dev.ufork.asm.SectionId;
import dev.ufork.target.morello.Assembler;

/**
 * Reset: from any level, in A64 and with a capability to everything, to the kernel at EL1 in C64 with what it needs.
 *
 * <p>The first core comes here; the others wait for a power call. {@link Levels} goes down to EL1. Registers until the kernel starts:
 *
 * <pre>
 *   x11 to x17, x19  see Levels               c24  page tables: load and store numbers
 *   c20  everything                           c25  next free page table
 *   x21  1 if the stub is at EL2              c26  code: PCC's bounds, execute
 *   x22  virtual less physical addresses      c27  data: load and store
 *   x23  where the image was loaded           c28  constants: load
 * </pre>
 */
final class Reset {
    private Reset() {}

    /** Tables of a page each: the image's, those of the place where translation is turned on, and those of {@code Board}. */
    private static final int TABLES = 64;

    static void write(Assembler asm) {
        asm.constant("TABLES_BYTES", TABLES * 4096L);
        asm.constant("DROP_CODE", asm.number("PERM_ALL & ~(PERM_GLOBAL | PERM_EXECUTE | PERM_LOAD | PERM_LOAD_CAP | PERM_MUTABLE_LOAD | PERM_SYSTEM | PERM_EXECUTIVE)"));
        asm.constant("DROP_CONST", asm.number("PERM_ALL & ~(PERM_GLOBAL | PERM_LOAD | PERM_LOAD_CAP | PERM_MUTABLE_LOAD)"));
        asm.constant("DROP_DATA", asm.number("DROP_CONST & ~(PERM_STORE | PERM_STORE_CAP | PERM_STORE_LOCAL)"));
        asm.constant("DROP_SEALER", asm.number("PERM_ALL & ~(PERM_GLOBAL | PERM_UNSEAL)"));
        Levels.write(asm);
        asm.section(Levels.RESET);
        translate(asm);
        pageTables(asm);
        asm.section(SectionId.TEXT);
        makeCapabilities(asm);
        capabilityRelocations(asm);
    }

    /** Until translation is on, a place is where it was loaded, and only code addresses are capabilities. */
    private static void translate(Assembler asm) {
        asm.text("""
            .mode a64
            .function reset
                bx      #4
            .mode c64
                adr     c0, stuck
                msr     cvbar_el1, c0
                mrs     c20, ddc
                adr     c0, _start
                gcvalue x23, c0
                ldr     x22, virtual_begin
                sub     x22, x22, x23
                adrp    c24, page_tables
                add     c24, c24, #:lo12:page_tables
                gcvalue x24, c24
                scvalue c24, c20, x24
                li      x0, TABLES_BYTES
                scbndse c24, c24, x0
                li      x0, DROP_DATA
                clrperm c24, c24, x0
                add     c25, c24, #1, lsl #12      // the root is the first

                ldr     x0, text_begin
                ldr     x3, text_end
                li      x2, PAGE_CODE
                bl      map_range
                ldr     x0, rodata_begin
                ldr     x3, rodata_end
                li      x2, PAGE_CONST
                bl      map_range
                ldr     x0, relro_begin
                ldr     x3, relro_end
                li      x2, PAGE_DATA        // until what is constant from now on has been made
                bl      map_range
                ldr     x0, data_begin
                ldr     x3, data_end
                li      x2, PAGE_DATA
                bl      map_range
                mov     x1, x23              // the place where translation is turned on is mapped one to one
                mov     x0, x1
                li      x2, PAGE_CODE
                bl      map_page
                mov     x1, x19
                cbnz    x1, given
                mov     x1, x12              // what UEFI's entry hands on lies close together
            given:
                and     x1, x1, #~(TWO_MEGABYTES - 1)
                li      x0, DIRECT
                add     x0, x0, x1
                li      x2, BLOCK_DATA
                bl      map_block            // the device tree: at most so many bytes, which may lie across two blocks
                add     x0, x0, #512, lsl #12
                add     x1, x1, #512, lsl #12
                bl      map_block

                gcvalue x0, c24              // what caches hold of the tables is older than they are
                li      x1, TABLES_BYTES
                add     x1, x0, x1
                cpy     c2, c24
            clean:
                dc      ivac, c2
                add     c2, c2, #64
                gcvalue x0, c2
                cmp     x0, x1
                b.cc    clean

                gcvalue x0, c24
                msr     ttbr0_el1, x0
                li      x0, MAIR
                msr     mair_el1, x0
                mrs     x1, id_aa64mmfr0_el1
                and     x1, x1, #7           // PARange is IPS
                li      x0, TCR
                orr     x0, x0, x1, lsl #32
                msr     tcr_el1, x0
                dsb     sy
                isb
                li      x0, SCTLR_ON
                msr     sctlr_el1, x0
                isb

                ldr     x0, text_begin       // PCC without STORE before any other code runs
                ldr     x1, relro_end
                sub     x1, x1, x0
                scvalue c26, c20, x0
                scbnds  c26, c26, x1
                li      x1, DROP_CODE
                clrperm c26, c26, x1
                ldr     x0, bounded_begin
                scvalue c0, c26, x0
                add     c0, c0, #1
                br      c0
            stopped:
                wfi
                b       stopped
            .balign 8
            virtual_begin:
            text_begin:
                .address __text_start
            text_end:
                .address __text_end
            rodata_begin:
                .address __rodata_start
            rodata_end:
                .address __rodata_end
            relro_begin:
                .address __relro_start
            relro_end:
                .address __relro_end
            data_begin:
                .address __data_start
            data_end:
                .address __data_end
            bounded_begin:
                .address bounded
            .end

            .balign 2048
            .function stuck                  // a fault before anything can be said
                wfi
                b       stuck
            .balign 128
                b       stuck
            .balign 128
                b       stuck
            .balign 128
                b       stuck
            .balign 128
                b       stuck
            .end
            """);
    }

    private static void pageTables(Assembler asm) {
        asm.text("""
            // Maps a part of the image. x0: first address, x3: end, x2: bits of the entries.
            .local map_range
                cpy     c9, c30
            next:
                cmp     x0, x3
                b.cs    done
                sub     x1, x0, x22
                bl      map_page
                add     x0, x0, #1, lsl #12
                b       next
            done:
                ret     c9
            .end

            // x0: virtual address, x1: physical address, x2: bits of the entry. Keeps all three. Four levels of nine bits each, above twelve.
            .local map_page
                movz    x8, #12
                b       map
            .end

            // The same for two megabytes.
            .local map_block
                movz    x8, #21
                b       map
            .end

            // x8: where the index of the last level begins.
            .local map
                cpy     c4, c24
                movz    x5, #39              // x5: where this level's index begins
            level:
                lsr     x6, x0, x5
                and     x6, x6, #511
                add     c4, c4, x6, uxtx #3
                cmp     x5, x8
                b.eq    leaf
                sub     x5, x5, #9
                ldr     x6, [c4]
                cbnz    x6, below
                gcvalue x6, c25              // a new table: c25 traps when there is none left
                str     xzr, [c25]
                add     c25, c25, #1, lsl #12
                orr     x6, x6, #TABLE
                str     x6, [c4]
            below:
                and     x6, x6, #ADDRESS_BITS
                scvalue c4, c24, x6
                b       level
            leaf:
                orr     x6, x1, x2
                str     x6, [c4]
                ret     c30
            .end

            .bss
            .balign PAGE
            .object page_tables
                .space TABLES_BYTES
            .end
            """);
    }

    private static void makeCapabilities(Assembler asm) {
        asm.text("""
            .mode c64
            .balign 2048
            .function start_stuck            // a fault before the kernel has its vectors: of this level, by its own stack
                .space  0x200
                got     c0, reset_stack
                gclen   x1, c0
                add     c0, c0, x1
                cpy     csp, c0
                bl      start_fault
            .end
            .function bounded
                adrp    c27, __relro_start
                add     c27, c27, #:lo12:__relro_start
                gcvalue x0, c27
                adrp    c1, __data_end
                add     c1, c1, #:lo12:__data_end
                gcvalue x1, c1
                sub     x1, x1, x0
                scvalue c27, c20, x0
                scbnds  c27, c27, x1
                li      x2, DROP_DATA
                clrperm c27, c27, x2

                adrp    c28, __rodata_start
                add     c28, c28, #:lo12:__rodata_start
                gcvalue x0, c28
                adrp    c1, __rodata_end
                add     c1, c1, #:lo12:__rodata_end
                gcvalue x1, c1
                sub     x1, x1, x0
                scvalue c28, c20, x0
                scbnds  c28, c28, x1
                li      x2, DROP_CONST
                clrperm c28, c28, x2

                bl      init_capabilities
                movz    x0, #0               // From here on nothing is reached but through a capability in a register,
                msr     ddc, c0              // nor by programs, whose registers reset leaves with authority over everything.
                msr     ddc_el0, c0
                msr     rddc_el0, c0
                msr     rcsp_el0, c0
                msr     cid_el0, c0
                msr     ctpidr_el0, c0
                msr     ctpidrro_el0, c0
                msr     ctpidr_el1, c0
                msr     rctpidr_el0, c0
                movz    x0, #0x41            // PMCR: enabled, long cycle counter
                msr     pmcr_el0, x0
                movz    x0, #8               // counter 0: INST_RETIRED at all levels
                movk    x0, #0x800, lsl #16
                msr     pmevtyper0_el0, x0
                mrs     x0, pmevcntr0_el0    // wherever it begins; see set_timer
                and     x0, x0, #0x7fffffff
                msr     pmevcntr0_el0, x0
                msr     pmccntr_el0, xzr     // stands still
                movz    x0, #1
                msr     pmcntenset_el0, x0

                movz    x0, #1               // unseals sealed entries, whose type is 1
                scvalue c0, c20, x0
                scbnds  c0, c0, #1
                li      x1, DROP_SEALER
                clrperm c0, c0, x1
                adrp    c1, unsealer
                add     c1, c1, #:lo12:unsealer
                gcvalue x1, c1
                scvalue c1, c27, x1
                str     c0, [c1]

                adrp    c0, start_stuck
                add     c0, c0, #:lo12:start_stuck
                msr     cvbar_el1, c0
                got     c0, reset_stack
                gclen   x1, c0
                add     c0, c0, x1
                cpy     csp, c0
                gcvalue x24, c24             // the tables, where the image is now
                add     x24, x24, x22
                scvalue c24, c27, x24
                li      x0, TABLES_BYTES
                scbndse c24, c24, x0
                gcvalue x25, c25
                add     x25, x25, x22
                scvalue c25, c24, x25
                got     c0, el2_stub
                str     w21, [c0]

                cpy     c0, c20
                mov     x1, x19
                cpy     c2, c24
                cpy     c3, c25
                mov     x4, x22
                mov     x5, x23
                adrp    c6, __relro_start
                add     c6, c6, #:lo12:__relro_start
                adrp    c7, __relro_end
                add     c7, c7, #:lo12:__relro_end
                sub     x7, x7, x6
                scbnds  c6, c6, x7
                got     c7, uefi
                stp     x11, x12, [c7]
                stp     x13, x14, [c7, #16]
                stp     x15, x17, [c7, #32]
                bl      start_board
                mov     x19, x0
                b       kernel_start
            .end

            .relro
            .balign 16
            .object unsealer
                .space CAP
            .end
            .bss
            .balign 16
            .object reset_stack
                .space 4096
            .end
            .object uefi                     // what UEFI has handed on: dev.ufork.boot.morello.guest.Firmware
                .space 48
            .end
            .object el2_stub                 // whether the stub is there
                .space 16
            .end
            .text
            .function stub_is_there
                got     c0, el2_stub
                ldr     w0, [c0]
                ret     c30
            .end
            """);
    }

    /** Start code of the ABI: makes the capabilities that the linker listed. Refuses bounds that are not exact. */
    private static void capabilityRelocations(Assembler asm) {
        asm.text("""
            .local init_capabilities
                adrp    c0, __start___cap_relocs
                add     c0, c0, #:lo12:__start___cap_relocs
                adrp    c1, __stop___cap_relocs
                add     c1, c1, #:lo12:__stop___cap_relocs
                gcvalue x1, c1
            next:
                gcvalue x2, c0
                cmp     x2, x1
                b.cs    done
                ldp     x2, x3, [c0]         // where the capability goes, base
                ldp     x4, x5, [c0, #16]    // offset, length
                ldr     x6, [c0, #32]        // bit 63: function, bit 62: constant
                tbnz    x6, #63, code
                tbnz    x6, #62, constant
                scvalue c7, c27, x3
                b       object
            constant:
                scvalue c7, c28, x3
            object:
                scbndse c7, c7, x5
                add     c7, c7, x4, uxtx
                b       store
            code:                            // code reaches its constants through PCC, so functions share its bounds
                scvalue c7, c26, x3
                add     c7, c7, x4, uxtx
                add     c7, c7, #1           // C64
                seal    c7, c7, rb
            store:
                gctag   x3, c7
                cbz     x3, inexact
                scvalue c6, c27, x2
                str     c7, [c6]
                add     c0, c0, #40
                b       next
            inexact:                         // no console yet
                wfi
                b       inexact
            done:
                ret     c30
            .end
            """);
    }
}
