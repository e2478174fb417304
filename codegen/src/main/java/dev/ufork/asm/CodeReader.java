package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Data;
import dev.ufork.asm.CodeElement.Dialect;
import dev.ufork.asm.CodeElement.Instruction;
import dev.ufork.isa.Insn;
import java.util.Arrays;
import java.util.Optional;

/** Produces code elements from bytes: instructions where the bytes are such, and data elsewhere. */
public final class CodeReader {
    private final Disassembler disassembler;

    public CodeReader(Disassembler disassembler) {
        this.disassembler = disassembler;
    }

    /** Hands what {@code code} holds to {@code out}, read in one dialect. */
    public void read(byte[] code, String dialect, CodeConsumer out) {
        out.accept(new Dialect(dialect));
        int length;
        for (int at = 0; at < code.length; at += length) {
            length = dialect.equals(Disassembler.DATA) ? code.length - at : disassembler.length(code, at, dialect);
            Optional<Insn> insn = dialect.equals(Disassembler.DATA) ? Optional.empty() : disassembler.decode(code, at, dialect);
            if (insn.isPresent()) out.accept(Instruction.of(insn.get()));
            else out.accept(new Data(Arrays.copyOfRange(code, at, at + length)));
        }
    }
}
