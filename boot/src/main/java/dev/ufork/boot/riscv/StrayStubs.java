package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.target.riscv.Assembler;

/** What the program {@code stray} needs of the assembler: room for words in its text, and the way there. */
final class StrayStubs {
    private static final int WORDS = 256;
    private static final int ARRAY = 10;

    private StrayStubs() {}

    static ObjectFile object() {
        CodeWriter out = new CodeWriter("stray");
        Assembler asm = new Assembler(new CodeChecker(out));
        StringBuilder text = new StringBuilder(".text\n.function stray_begin    # ca0: what goes into c1 to c31, from 16 on; c6 and c7 are lost on the way\n");
        for (int n = 1; n < 32; n++) if (n != ARRAY) text.append("clc c%d, %d(ca0)\n".formatted(n, 16 * n));
        text.append("clc ca0, %d(ca0)\ntail stray_text\n.end\n".formatted(16 * ARRAY));
        text.append(".balign 4\n.function stray_text\n").append(".word 0\n".repeat(WORDS)).append(".end\n");
        text.append(".function stray_place\ncllc ca0, stray_text\ncret\n.end\n");
        asm.text(text.toString());
        return out.finish();
    }
}
