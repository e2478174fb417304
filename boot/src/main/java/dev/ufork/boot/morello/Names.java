package dev.ufork.boot.morello;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.SectionId;
import dev.ufork.elf.ByteSink;
import dev.ufork.target.morello.Assembler;

/** Strings of an image; each has a capability with exactly its bounds. */
final class Names {
    private Names() {}

    /** A string that code loads by its symbol. */
    static void string(Assembler asm, String symbol, String text) {
        asm.section(SectionId.RODATA).begin(symbol, Nature.OBJECT, Binding.LOCAL);
        asm.bytes(new ByteSink().string(text).toByteArray()).end();
    }
}
