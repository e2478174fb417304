package dev.ufork.boot.morello;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.util.List;

/**
 * The way from UEFI into a kernel: the entry of a UEFI application that carries the kernel's memory image, and that leaves the firmware for good.
 *
 * <p>Firmware calls it in A64, at EL2 or EL1, with its own translation tables (UEFI 2.10, section 2.3.6). It takes memory, puts the kernel into it,
 * ends the boot services, cleans the caches, turns translation off, and enters the kernel as a loader of ELF files would, with
 *
 * <pre>
 *  x0  the device tree, or 0          x4  bytes of one of its descriptors
 *  x1  the ACPI root pointer, or 0    x5  the load options, in UTF-16
 *  x2  UEFI's memory map              x6  bytes of them
 *  x3  bytes of that map
 * </pre>
 *
 * <p>The kernel lies at a multiple of 2 MiB, as low in memory as there is room; the tree, the map and the options lie behind it. When memory is out, the firmware gets its status back.
 *
 * <p>Offsets into the tables of UEFI are those of the specification, sections 4.3 (system table), 4.4 (boot services), 4.6 (configuration tables) and 9.1 (loaded
 * image).
 */
public final class UefiEntry {
    /** The kernel lies at a multiple of so many bytes. */
    public static final long ALIGNMENT = 2 << 20;

    private static final long PAGE = 4096;
    private static final long TREE_BYTES = 1 << 20;
    private static final long MAP_BYTES = 64 << 10;
    /** A page: how many bytes of options there are, and they; longer ones are as if there were none. */
    private static final long OPTIONS_BYTES = PAGE;

    private UefiEntry() {}

    /**
     * The code, to run wherever it is put; its first instruction is the entry.
     *
     * @param payload  distance from the code's first byte to the kernel's, in the application's file as the firmware loads it
     * @param bytes    of the kernel in the file, a multiple of 8
     * @param memory   that the kernel takes; what is behind the file's bytes is zeroed
     * @param entry    offset of the kernel's entry, an A64 instruction
     */
    public static LinkedImage at(long payload, long bytes, long memory, long entry) {
        long tree = roundUp(memory, PAGE);
        long map = tree + TREE_BYTES;
        long options = map + MAP_BYTES;
        long all = options + OPTIONS_BYTES;
        CodeWriter writer = new CodeWriter("uefi-entry.o");
        new Assembler(writer).section(SectionId.TEXT).text("uefi-entry", CODE + WORDS.formatted(payload, bytes, roundUp(memory, 8), entry,
                tree, map, options, all, (all + ALIGNMENT) / PAGE));
        Region anywhere = new Region("anywhere", 0, 0, 1 << 20);
        return new Linker(new MorelloElf(), new Layout(List.of(Segment.code("text", anywhere, ".text"),
                Segment.constant("functions", anywhere, "__functions")))).add(writer.finish())
                .entry("efi_entry").link("uefi-entry");
    }

    private static long roundUp(long n, long unit) {
        return (n + unit - 1) / unit * unit;
    }

    /*
     * x19 image handle, x20 system table, x21 boot services, x22 kernel, x23 device tree, x24 ACPI, x25 memory map, x26 attempts left.
     * On the stack: 16 to 79 saved registers, 80 memory, 88 size, 96 key, 104 descriptor size and 112 version of the memory map,
     * 120 the loaded image.
     */
    private static final String CODE = """
            .function efi_entry
            stp x29, x30, [sp, #-128]!
            stp x19, x20, [sp, #16]
            stp x21, x22, [sp, #32]
            stp x23, x24, [sp, #48]
            stp x25, x26, [sp, #64]
            orr x19, xzr, x0
            orr x20, xzr, x1
            ldr x21, [x20, #96]

            movz x26, #0x4020, lsl #16         // the lowest place from there to 4 GiB, so that what is behind it is the kernel's
            lower:
            movz x0, #0x2                      // AllocateAddress
            movz x1, #0x1                      // EfiLoaderCode
            ldr x2, pages
            add x3, sp, #0x50
            str x26, [x3]
            ldr x9, [x21, #40]                 // AllocatePages
            blr x9
            cbz x0, placed
            movz x9, #0x20, lsl #16
            add x26, x26, x9
            ubfm x9, x26, #32, #63
            cbz x9, lower
            movz x0, #0x0                      // AllocateAnyPages
            movz x1, #0x1
            ldr x2, pages
            add x3, sp, #0x50
            ldr x9, [x21, #40]
            blr x9
            cbnz x0, give_up
            placed:
            ldr x22, [sp, #80]
            movz x9, #0x1f, lsl #16            // up to a multiple of 2 MiB
            movk x9, #0xffff
            add x22, x22, x9
            bic x22, x22, x9

            adr x1, efi_entry                  // the kernel, and zeros behind it
            ldr x2, payload
            add x1, x1, x2
            ldr x3, bytes
            add x3, x22, x3
            orr x2, xzr, x22
            copy:
            ldr x9, [x1], #8
            str x9, [x2], #8
            subs xzr, x2, x3
            b.cc copy
            ldr x3, memory
            add x3, x22, x3
            zero:
            subs xzr, x2, x3
            b.cs find
            str xzr, [x2], #8
            b zero

            find:                              // the device tree and ACPI among the configuration tables
            movz x23, #0x0
            movz x24, #0x0
            ldr x9, [x20, #104]
            ldr x10, [x20, #112]
            table:
            cbz x9, found
            ldp x11, x12, [x10]
            ldr x13, [x10, #16]
            ldr x14, tree_low
            ldr x15, tree_high
            subs xzr, x11, x14
            b.ne no_tree
            subs xzr, x12, x15
            b.ne no_tree
            orr x23, xzr, x13
            no_tree:
            ldr x14, acpi_low
            ldr x15, acpi_high
            subs xzr, x11, x14
            b.ne no_acpi
            subs xzr, x12, x15
            b.ne no_acpi
            orr x24, xzr, x13
            no_acpi:
            add x10, x10, #0x18
            sub x9, x9, #0x1
            b table

            found:                             // the tree moves behind the kernel, out of the firmware's memory
            cbz x23, ask
            ldr w9, [x23, #4]
            rev w9, w9
            ldr x2, tree
            add x2, x22, x2
            orr x1, xzr, x23
            orr x23, xzr, x2
            add x3, x2, x9
            tree_copy:
            ldr x9, [x1], #8
            str x9, [x2], #8
            subs xzr, x2, x3
            b.cc tree_copy

            ask:                               // what the application was started with
            ldr x2, options
            add x2, x22, x2
            str xzr, [x2]
            orr x0, xzr, x19
            adr x1, loaded_image
            add x2, sp, #0x78
            ldr x9, [x21, #152]                // HandleProtocol
            blr x9
            cbnz x0, leave
            ldr x10, [sp, #120]
            ldr w3, [x10, #48]
            ldr x1, [x10, #56]
            cbz x1, leave
            subs xzr, x3, #0xff8
            b.hi leave
            ldr x2, options
            add x2, x22, x2
            str x3, [x2], #8
            add x3, x2, x3
            options_copy:
            subs xzr, x2, x3
            b.cs leave
            ldrb w9, [x1], #1
            strb w9, [x2], #1
            b options_copy

            leave:
            ldr x25, map
            add x25, x22, x25
            movz x26, #0x8
            again:                             // firmware may change the map between the two calls
            movz x9, #0x1, lsl #16
            str x9, [sp, #88]
            add x0, sp, #0x58
            orr x1, xzr, x25
            add x2, sp, #0x60
            add x3, sp, #0x68
            add x4, sp, #0x70
            ldr x9, [x21, #56]                 // GetMemoryMap
            blr x9
            cbnz x0, retry
            orr x0, xzr, x19
            ldr x1, [sp, #96]
            ldr x9, [x21, #232]                // ExitBootServices
            blr x9
            cbz x0, alone
            retry:
            sub x26, x26, #0x1
            cbnz x26, again
            give_up:
            ldp x25, x26, [sp, #64]
            ldp x23, x24, [sp, #48]
            ldp x21, x22, [sp, #32]
            ldp x19, x20, [sp, #16]
            ldp x29, x30, [sp], #128
            ret x30

            alone:
            msr daifset, #0xf
            ldr x3, [sp, #88]
            ldr x4, [sp, #104]
            mrs x9, ctr_el0
            ubfm x9, x9, #16, #19              // DminLine: words in a cache line, as a power of two
            movz x10, #0x4
            lslv x10, x10, x9
            orr x0, xzr, x22
            ldr x1, all
            add x1, x22, x1
            clean:
            sys #3, c7, c14, #1, x0            // DC CIVAC
            add x0, x0, x10
            subs xzr, x0, x1
            b.cc clean
            adr x0, efi_entry
            adr x1, efi_end
            clean_this:
            sys #3, c7, c14, #1, x0
            add x0, x0, x10
            subs xzr, x0, x1
            b.cc clean_this
            dsb sy
            sys #0, c7, c5, #0                 // IC IALLU
            dsb sy
            isb
            ldr x11, entry
            add x11, x22, x11
            ldr x5, options
            add x5, x22, x5
            ldr x6, [x5], #8
            orr x0, xzr, x23
            orr x1, xzr, x24
            orr x2, xzr, x25
            movz x10, #0x5                     // SCTLR: translation and data cache
            mrs x9, CurrentEL
            subs xzr, x9, #0x8
            b.ne at_el1
            mrs x9, sctlr_el2
            bic x9, x9, x10
            msr sctlr_el2, x9
            isb
            br x11
            at_el1:
            mrs x9, sctlr_el1
            bic x9, x9, x10
            msr sctlr_el1, x9
            isb
            br x11
            """;

    /*
     * GUIDs as two little-endian words: the device tree's b1b621d5-f19c-41a5-830b-d9152c69aae0, ACPI 2.0's 8868e871-e4f1-11d3-bc22-0080c73c8881, and the loaded
     * image's 5b1b31a1-9562-11d2-8e3f-00a0c969723b.
     */
    private static final String WORDS = """
            .balign 8
            payload:
            .quad %d
            bytes:
            .quad %d
            memory:
            .quad %d
            entry:
            .quad %d
            tree:
            .quad %d
            map:
            .quad %d
            options:
            .quad %d
            all:
            .quad %d
            pages:
            .quad %d
            tree_low:
            .quad 0x41a5f19cb1b621d5
            tree_high:
            .quad 0xe0aa692c15d90b83
            acpi_low:
            .quad 0x11d3e4f18868e871
            acpi_high:
            .quad 0x81883cc7800022bc
            loaded_image:
            .quad 0x11d295625b1b31a1
            .quad 0x3b7269c9a0003f8e
            efi_end:
            .end
            """;
}
