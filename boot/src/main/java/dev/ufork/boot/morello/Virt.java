package dev.ufork.boot.morello;

import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.target.morello.Assembler;
import java.util.List;

/**
 * How images lie in memory: linked for one virtual address, loaded at any multiple of 2 MiB. All that is to be known of a board is in its
 * device tree, or in ACPI's tables.
 */
final class Virt {
    private Virt() {}

    /** Where the kernel's code expects itself once translation is on. */
    static final long VIRTUAL = 1L << 37;
    /** Where loaders of ELF files put it: on QEMU's board {@code virt}, behind the device tree. */
    static final long PHYSICAL = 0x4020_0000L;

    private static final Region MEMORY = new Region("ram", VIRTUAL, PHYSICAL, 16 << 20);

    /** Code first; constants; what is constant once it was made at start; data. PCC reaches the first three. */
    static Layout layout() {
        return new Layout(List.of(
                Segment.code("text", MEMORY, ".reset", ".text"),
                Segment.constant("rodata", MEMORY, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
                Segment.data("relro", MEMORY, ".captable", ".data.rel.ro"),
                Segment.data("data", MEMORY, ".data", ".bss")));
    }

    static void constants(Assembler asm) {
        asm.constant("PAGE", Layout.PAGE).constant("CAP", 16);
        asm.constant("GIGABYTE", 1 << 30).constant("TWO_MEGABYTES", 2 << 20);
        // Where the kernel sees physical memory; KernelMain.DIRECT.
        asm.constant("DIRECT", 1L << 46);
    }
}
