package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.boot.AttackRow;
import dev.ufork.isa.riscv.xcheri.CheriMemory;
import dev.ufork.target.riscv.Assembler;
import java.nio.charset.StandardCharsets;

/** What the program {@code attack} needs of the assembler: {@link AttackRows} as a table, and ways of calling the kernel that no compiler would emit. */
final class AttackStubs {
    private AttackStubs() {}

    private static final int SP = 2;
    private static final int S11 = 27;
    private static final int[] PRESERVED = {1, 3, 4, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, S11};

    static ObjectFile object() {
        CodeWriter out = new CodeWriter("attack");
        Assembler asm = new Assembler(new CodeChecker(out));
        write(asm);
        return out.finish();
    }

    private static void write(Assembler asm) {
        asm.constant("SIE", 1 << 1);
        rows(asm);
        calls(asm);
        dump(asm);
        handler(asm);
    }

    /** Each row as the program's struct has it: name, what, function, stop. */
    private static void rows(Assembler asm) {
        for (AttackRow row : AttackRows.all()) {
            text(asm, "name_" + row.name(), row.name());
            text(asm, "what_" + row.name(), row.what());
            asm.text(".text\n.balign 4\n.function row_" + row.name() + "\n" + row.code() + "\ncret\n.end\n");
        }
        asm.section(SectionId.RELRO).align(16).begin("attack_table", Nature.OBJECT, Binding.LOCAL);
        for (AttackRow row : AttackRows.all()) {
            asm.capability(new Symbol("name_" + row.name()), 0).capability(new Symbol("what_" + row.name()), 0);
            asm.capability(new Symbol("row_" + row.name()), 0);
            asm.text(".quad " + row.stop().number + "\n.quad 0\n");
        }
        asm.space(64);
        asm.end();
        asm.text("""
            .text
            .function attack_rows
                clgc    ca0, attack_table
                cret
            .end
            """);
    }

    private static void text(Assembler asm, String symbol, String text) {
        asm.section(SectionId.RODATA).begin(symbol, Nature.OBJECT, Binding.LOCAL);
        asm.bytes(text.getBytes(StandardCharsets.UTF_8)).end();
    }

    private static void calls(Assembler asm) {
        asm.text("""
            .function enter_returning        # ca0: entry, ca1: where it is to return, a2 and a3: its arguments
                cmove   ct0, ca0
                cmove   cra, ca1
                mv      a0, a2
                mv      a1, a3
                cjr     ct0
            .end
            .function call_on_stack          # ca0: entry, ca1: stack, a2 and a3: its arguments
                cincoffset csp, csp, -32
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                cmove   cs0, csp
                cmove   csp, ca1
                cmove   ct0, ca0
                mv      a0, a2
                mv      a1, a3
                cjalr   cra, 0(ct0)
                cmove   csp, cs0
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                cincoffset csp, csp, 32
                cret
            .end
            """);
    }

    private static void dump(Assembler asm) {
        asm.constant("SAVED", 16L * PRESERVED.length);
        asm.text("""
            .function dump_after             # ca0: entry, ca1: six arguments, ca2: room for 32 registers
                cincoffset csp, csp, -SAVED
            """);
        for (int n = 0; n < PRESERVED.length; n++) asm.insn(CheriMemory.SC, PRESERVED[n], 16 * n, SP);
        asm.text("""
                cmove   cs11, ca2
                cmove   ct0, ca0
                cmove   ct1, ca1
            """);
        for (int n = 0; n < 6; n++) asm.insn(CheriMemory.LC, 10 + n, 16 * n, 6);
        asm.text("""
                cjalr   cra, 0(ct0)
            """);
        for (int r = 0; r < 32; r++) asm.insn(CheriMemory.SC, r, 16 * r, S11);
        for (int n = 0; n < PRESERVED.length; n++) asm.insn(CheriMemory.LC, PRESERVED[n], 16 * n, SP);
        asm.text("""
                cincoffset csp, csp, SAVED
                cret
            .end
            """);
    }

    private static void handler(Assembler asm) {
        asm.text("""
            .function handler_entry
                cllc    ca0, handler_registers
                csealentry ca0, ca0
                cret
            .end
            .balign 4
            .function handler_registers
                cincoffset csp, csp, -512
            """);
        for (int r = 0; r < 32; r++) asm.insn(CheriMemory.SC, r, 16 * r, SP);
        asm.text("""
                li      t0, 512
                csetbounds ca0, csp, t0
                call    attack_handler
            .end
            """);
    }
}
