package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.Linker;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import java.util.List;

/** A program for the kernel written in the assembler, for what the kernel language cannot say. It begins with ca3: the system calls. */
final class AssembledProgram {
    private AssembledProgram() {}

    /**
     * The ELF file.
     *
     * @param text the body of {@code _start}; {@code CALL_name} is the offset of each system call's entry
     */
    static byte[] elf(String name, String text) {
        CodeWriter out = new CodeWriter(name);
        Assembler asm = new Assembler(new CodeChecker(out));
        for (int n = 0; n < UforkEntry.CALLS.size(); n++) asm.constant("CALL_" + UforkEntry.CALLS.get(n), 16L * n);
        asm.text(".text\n.function _start\n" + text + "\n.end\n");
        Region region = new Region("region", 0x1000, 0x1000, 1 << 20);
        Layout layout = new Layout(List.of(Segment.code("text", region, ".text"), Segment.constant("rodata", region, ".rodata", "__cap_relocs", "__functions"),
                Segment.data("data", region, ".data", ".bss")));
        return new Linker(new RiscvElf(), layout).add(out.finish()).entry("_start").positionIndependent().link(name).elf();
    }
}
