package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.boot.SystemCalls;
import dev.ufork.boot.UforkImage;
import dev.ufork.target.riscv.Assembler;

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
        for (int n = 0; n < SystemCalls.NAMES.size(); n++) asm.constant("CALL_" + SystemCalls.NAMES.get(n), 16L * n);
        asm.text(".text\n.function _start\n" + text + "\n.end\n");
        return UforkImage.program(new UforkRiscv(), name, out.finish()).elf();
    }
}
