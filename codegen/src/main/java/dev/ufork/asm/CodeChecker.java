package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Begin;
import dev.ufork.asm.CodeElement.Bind;
import dev.ufork.asm.CodeElement.Choice;
import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.End;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.asm.CodeElement.Into;
import dev.ufork.asm.CodeElement.Space;
import dev.ufork.asm.CodeElement.Word;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.HashSet;
import java.util.Set;

/**
 * Passes sound code on and refuses the rest where it is produced, so that the producer's stack shows who did it.
 *
 * <p>Refused: code before the first section, an operand that cannot be encoded, instructions in a section that is not
 * executed, a place bound twice, a symbol begun inside another or ended without having begun, a last form that may not
 * reach another section.
 */
public final class CodeChecker implements CodeConsumer {
    private final CodeConsumer next;
    private final Set<Label> labels = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Symbol> symbols = new HashSet<>();
    private SectionId section;
    private Symbol open;

    public CodeChecker(CodeConsumer next) {
        this.next = next;
    }

    /** @throws AsmException if the element is not sound after those before it */
    @Override
    public void accept(CodeElement element) {
        if (section == null && !(element instanceof Into)) throw refused(element, "no section was entered yet");
        switch (element) {
            case Into into -> {
                if (open != null) throw refused(element, open + " has not ended");
                section = into.section();
            }
            case Instruction i -> instruction(i);
            case Choice(var forms) -> forms.forEach(f -> f.forEach(this::instruction));
            case Bind(Label label) -> once(labels.add(label), element);
            case Bind(Symbol symbol) -> once(symbols.add(symbol), element);
            case Begin begin -> {
                if (open != null) throw refused(element, open + " has not ended");
                once(symbols.add(begin.symbol()), element);
                open = begin.symbol();
            }
            case End(Symbol symbol) -> {
                if (!symbol.equals(open)) throw refused(element, "what is open is " + open);
                open = null;
            }
            case Data _, Word _ -> {
                if (section.kind() == SectionId.Kind.ZERO) throw refused(element, section.name() + " is zero at start");
            }
            case Space(long bytes) -> {
                if (bytes < 0) throw refused(element, "its size is negative");
            }
            default -> { /* sound anywhere */ }
        }
        next.accept(element);
    }

    private void instruction(Instruction i) {
        if (!section.kind().executed()) throw refused(i, section.name() + " is not executed");
        try {
            i.insn().encode();
        } catch (IllegalArgumentException e) {
            throw refused(i, e.getMessage());
        }
    }

    private void once(boolean first, CodeElement element) {
        if (!first) throw refused(element, "the place is bound already");
    }

    private static AsmException refused(CodeElement element, String why) {
        return new AsmException(element + " is refused: " + why);
    }
}
