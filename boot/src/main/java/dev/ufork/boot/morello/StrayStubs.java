package dev.ufork.boot.morello;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.isa.morello.Mode;
import dev.ufork.target.morello.Assembler;

/** What the program {@code stray} needs of the assembler: room for words in its text, and the way there. */
final class StrayStubs {
    private static final int WORDS = 256;

    private StrayStubs() {}

    static ObjectFile object() {
        CodeWriter out = new CodeWriter("stray");
        Assembler asm = new Assembler(new CodeChecker(out), Mode.C64);
        StringBuilder text = new StringBuilder(".text\n.mode c64\n.function stray_begin    // c0: what goes into c0 to c30, from 16 on\n");
        for (int n = 1; n < 31; n++) text.append("ldr c%d, [c0, #%d]\n".formatted(n, 16 * (n + 1)));
        text.append("ldr c0, [c0, #16]\nb stray_text\n.end\n");
        text.append(".balign 4\n.function stray_text\n").append(".word 0\n".repeat(WORDS)).append(".end\n");
        text.append(".function stray_place\nadr c0, stray_text\nadd c0, c0, #1\nret c30\n.end\n");
        asm.text(text.toString());
        return out.finish();
    }
}
