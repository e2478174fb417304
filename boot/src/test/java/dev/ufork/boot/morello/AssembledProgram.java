package dev.ufork.boot.morello;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.boot.SystemCalls;
import dev.ufork.boot.UforkImage;
import dev.ufork.isa.morello.Mode;
import dev.ufork.target.morello.Assembler;
import java.util.Locale;

/** A program for the kernel written in the assembler, for what the kernel language cannot say. It begins with c3: the system calls. */
final class AssembledProgram {
    private AssembledProgram() {}

    /**
     * The ELF file.
     *
     * @param text the body of {@code _start}; {@code CALL_NAME} is the offset of each system call's entry
     */
    static byte[] elf(String name, String text) {
        CodeWriter out = new CodeWriter(name);
        Assembler asm = new Assembler(new CodeChecker(out), Mode.C64).section(SectionId.TEXT);
        for (int n = 0; n < SystemCalls.NAMES.size(); n++) asm.constant("CALL_" + SystemCalls.NAMES.get(n).toUpperCase(Locale.ROOT), 16L * n);
        asm.text(".function _start\n" + text + "\n.end\n");
        return UforkImage.program(new UforkMorello(), name, out.finish()).elf();
    }
}
