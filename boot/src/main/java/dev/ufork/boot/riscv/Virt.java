package dev.ufork.boot.riscv;

import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.target.riscv.Assembler;
import java.util.List;

/** The board {@code virt}: its addresses, and how images lie in its memory. */
final class Virt {
    private Virt() {}

    static final long TEST = 0x10_0000L;
    static final long UART = 0x1000_0000L;
    /** Every hart starts here, whatever the ELF file says. */
    static final long RAM = 0x8000_0000L;

    private static final Region MEMORY = new Region("ram", RAM, RAM, 16 << 20);

    /** The exit device: what to write to it. */
    private static final long TEST_PASS = 0x5555;
    private static final long TEST_FAIL = 0x3333;

    /** Exit status of a machine whose kernel panicked. */
    private static final long STATUS_PANIC = 70;

    /** Code first; constants; what is constant once it was made at start; data. PCC reaches the first three. */
    static Layout layout() {
        return new Layout(List.of(
                Segment.code("text", MEMORY, ".reset", ".text"),
                Segment.constant("rodata", MEMORY, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
                Segment.data("relro", MEMORY, ".captable", ".data.rel.ro"),
                Segment.data("data", MEMORY, ".data", ".bss")));
    }

    static void constants(Assembler asm) {
        asm.constant("TEST", TEST).constant("TEST_PASS", TEST_PASS).constant("TEST_FAIL", TEST_FAIL);
        asm.constant("STATUS_PANIC", STATUS_PANIC);
        asm.constant("UART", UART).constant("UART_BYTES", 8);
        asm.constant("PAGE", Layout.PAGE).constant("CAP", 16);
    }
}
