package dev.ufork.boot.morello;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.boot.AttackRow;
import dev.ufork.isa.morello.Mode;
import dev.ufork.target.morello.Assembler;
import java.nio.charset.StandardCharsets;

/** What the program {@code attack} needs of the assembler: {@link AttackRows} as a table, and ways of calling the kernel that no compiler would emit. */
final class AttackStubs {
    private AttackStubs() {}

    static ObjectFile object() {
        CodeWriter out = new CodeWriter("attack");
        Assembler asm = new Assembler(new CodeChecker(out), Mode.C64);
        rows(asm);
        calls(asm);
        dump(asm);
        handler(asm);
        return out.finish();
    }

    /** Each row as the program's struct has it: name, what, function, stop. */
    private static void rows(Assembler asm) {
        for (AttackRow row : AttackRows.all()) {
            text(asm, "name_" + row.name(), row.name());
            text(asm, "what_" + row.name(), row.what());
            asm.text(".text\n.mode c64\n.balign 4\n.function row_" + row.name() + "\n" + row.code() + "\nret c30\n.end\n");
        }
        asm.section(SectionId.RELRO).align(16).begin("attack_table", Nature.OBJECT, Binding.LOCAL);
        for (AttackRow row : AttackRows.all()) {
            asm.capability(new Symbol("name_" + row.name())).capability(new Symbol("what_" + row.name())).capability(new Symbol("row_" + row.name()));
            asm.text(".quad " + row.stop().number + "\n.quad 0\n");
        }
        asm.text(".space 64\n");
        asm.end();
        asm.text("""
            .text
            .mode c64
            .function attack_rows
                got     c0, attack_table
                ret     c30
            .end
            """);
    }

    private static void text(Assembler asm, String symbol, String text) {
        asm.section(SectionId.RODATA).begin(symbol, Nature.OBJECT, Binding.LOCAL);
        asm.bytes(text.getBytes(StandardCharsets.UTF_8)).end();
    }

    private static void calls(Assembler asm) {
        asm.text("""
            .function enter_returning        // c0: entry, c1: where it is to return, x2 and x3: its arguments
                cpy     c9, c0
                cpy     c30, c1
                mov     x0, x2
                mov     x1, x3
                br      c9
            .end
            .function call_on_stack          // c0: entry, c1: stack, x2 and x3: its arguments
                stp     c19, c30, [csp, #-32]!
                cpy     c19, csp
                cpy     csp, c1
                cpy     c9, c0
                mov     x0, x2
                mov     x1, x3
                blr     c9
                cpy     csp, c19
                ldp     c19, c30, [csp], #32
                ret     c30
            .end
            """);
    }

    private static void dump(Assembler asm) {
        asm.text("""
            .function dump_after             // c0: entry, c1: six arguments, c2: room for 32 registers
                sub     csp, csp, #192
            """);
        pairs(asm, "stp", 19, 30, "csp");
        asm.text("""
                cpy     c28, c2
                cpy     c9, c0
                cpy     c10, c1
                ldp     c0, c1, [c10]
                ldp     c2, c3, [c10, #32]
                ldp     c4, c5, [c10, #64]
                blr     c9
            """);
        pairs(asm, "stp", 0, 29, "c28");
        asm.text("""
                cpy     c0, csp
                stp     c30, c0, [c28, #480]
            """);
        pairs(asm, "ldp", 19, 30, "csp");
        asm.text("""
                add     csp, csp, #192
                ret     c30
            .end
            """);
    }

    private static void handler(Assembler asm) {
        asm.text("""
            .function handler_entry
                adr     c0, handler_registers+1
                seal    c0, c0, rb
                ret     c30
            .end
            .balign 4
            .function handler_registers
                sub     csp, csp, #512
            """);
        pairs(asm, "stp", 0, 29, "csp");
        asm.text("""
                add     c1, csp, #512
                stp     c30, c1, [csp, #480]
                movz    x1, #512
                scbnds  c0, csp, x1
                bl      attack_handler
            .end
            """);
    }

    /** Stores or loads an even number of registers from {@code base} on. */
    private static void pairs(Assembler asm, String op, int first, int last, String base) {
        StringBuilder text = new StringBuilder();
        for (int n = first; n < last; n += 2) text.append("%s c%d, c%d, [%s, #%d]\n".formatted(op, n, n + 1, base, 16 * (n - first)));
        asm.text(text.toString());
    }
}
