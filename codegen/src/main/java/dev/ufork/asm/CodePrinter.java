package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Align;
import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Bind;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Comment;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Frame;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Line;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import java.util.HexFormat;

/** Writes code elements as text for people, one line each; a reference stands behind its instruction. */
public final class CodePrinter implements CodeConsumer {
    private final Disassembler disassembler;
    private final StringBuilder text = new StringBuilder();
    private String dialect;

    public CodePrinter(Disassembler disassembler) {
        this.disassembler = disassembler;
        dialect = disassembler.defaultDialect();
    }

    @Override
    public void accept(CodeElement element) {
        switch (element) {
            case Into(SectionId section) -> line(".section " + section.name());
            case Instruction i -> instruction("    ", i);
            case Choice(var forms) -> forms.getLast().forEach(i -> instruction("  ? ", i));
            case Bind(Place place) -> line(place + ":");
            case Begin begin -> line(begin.symbol() + ":");
            case End(Symbol symbol) -> line("    .end " + symbol);
            case Align align -> line("    .balign " + align.bytes());
            case Data data -> line("    .byte " + HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(data.bytes()));
            case Word(Reference reference) -> line("    .word " + reference);
            case Space(long bytes) -> line("    .space " + bytes);
            case Line(String file, int number, _) -> line("    # " + file + ":" + number);
            case Dialect(String name) -> {
                dialect = name;
                line("    # " + name);
            }
            case Comment(String remark) -> line("    # " + remark);
            case Frame(var rule) -> line("    # frame: " + rule);
        }
    }

    private void instruction(String indent, Instruction i) {
        String plain = disassembler.print(i.insn(), dialect, 0);
        line(indent + plain + i.reference().map(r -> "    # " + r).orElse(""));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
