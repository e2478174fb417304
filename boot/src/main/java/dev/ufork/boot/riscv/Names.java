package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.elf.ByteSink;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.isa.riscv.xcheri.Scr;
import dev.ufork.target.riscv.Assembler;
import java.util.ArrayList;
import java.util.List;

/** Strings of an image, and tables of strings by number; each string has a capability with exactly its bounds. */
final class Names {
    private Names() {}

    /** Exception causes of the RISC-V privileged manual and of CHERI-RISC-V, by number. */
    private static final String[] CAUSES = new String[29];
    /** CHERI causes by number, as the CHERI ISA manual's table of capability exception codes has them. */
    private static final String[] CAPABILITY_CAUSES = new String[29];

    static {
        CAUSES[0] = "instruction address misaligned";
        CAUSES[1] = "instruction access fault";
        CAUSES[2] = "illegal instruction";
        CAUSES[3] = "breakpoint";
        CAUSES[4] = "load address misaligned";
        CAUSES[5] = "load access fault";
        CAUSES[6] = "store address misaligned";
        CAUSES[7] = "store access fault";
        CAUSES[8] = "environment call from U-mode";
        CAUSES[9] = "environment call from S-mode";
        CAUSES[11] = "environment call from M-mode";
        CAUSES[12] = "instruction page fault";
        CAUSES[13] = "load page fault";
        CAUSES[15] = "store page fault";
        CAUSES[26] = "capability load page fault";
        CAUSES[27] = "capability store page fault";
        CAUSES[28] = "capability fault";

        CAPABILITY_CAUSES[0x01] = "bounds";
        CAPABILITY_CAUSES[0x02] = "tag";
        CAPABILITY_CAUSES[0x03] = "seal";
        CAPABILITY_CAUSES[0x04] = "type";
        CAPABILITY_CAUSES[0x08] = "user-defined permission";
        CAPABILITY_CAUSES[0x0a] = "unrepresentable";
        CAPABILITY_CAUSES[0x0b] = "unaligned base";
        CAPABILITY_CAUSES[0x10] = "not global";
        CAPABILITY_CAUSES[0x11] = "permit execute";
        CAPABILITY_CAUSES[0x12] = "permit load";
        CAPABILITY_CAUSES[0x13] = "permit store";
        CAPABILITY_CAUSES[0x14] = "permit load capability";
        CAPABILITY_CAUSES[0x15] = "permit store capability";
        CAPABILITY_CAUSES[0x16] = "permit store local capability";
        CAPABILITY_CAUSES[0x17] = "permit seal";
        CAPABILITY_CAUSES[0x18] = "access system registers";
        CAPABILITY_CAUSES[0x19] = "permit cinvoke";
        CAPABILITY_CAUSES[0x1b] = "permit unseal";
        CAPABILITY_CAUSES[0x1c] = "permit set compartment";
    }

    static void write(Assembler asm) {
        table(asm, "cause_names", CAUSES);
        table(asm, "capability_cause_names", CAPABILITY_CAUSES);
        table(asm, "register_names", registers());
    }

    /** Capability registers by the number in xTVAL: 0..31 general, 32 and up special. */
    private static String[] registers() {
        String[] names = new String[64];
        for (XReg r : XReg.values()) names[r.number()] = r.c();
        for (Scr s : Scr.values()) names[32 + s.number()] = s.text();
        return names;
    }

    /** A string that code loads by its symbol. */
    static void string(Assembler asm, String symbol, String text) {
        asm.section(SectionId.RODATA).begin(symbol, Nature.OBJECT, Binding.LOCAL);
        asm.bytes(new ByteSink().string(text).toByteArray()).end();
    }

    /** A table of capabilities for strings; {@code null} stands for "unknown". */
    private static void table(Assembler asm, String symbol, String[] texts) {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            symbols.add(symbol + "_" + i);
            string(asm, symbols.getLast(), texts[i] == null ? "unknown" : texts[i]);
        }
        asm.section(SectionId.RELRO).align(16).begin(symbol, Nature.OBJECT, Binding.GLOBAL);
        for (String s : symbols) asm.capability(new Symbol(s), 0);
        asm.end();
    }
}
