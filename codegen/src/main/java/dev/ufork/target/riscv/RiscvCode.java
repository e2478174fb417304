package dev.ufork.target.riscv;

import dev.ufork.asm.Disassembler;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.Riscv;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.Locale;
import java.util.Optional;

/** Reads and prints RISC-V code; dialects are the {@linkplain Mode modes}. */
public final class RiscvCode implements Disassembler {
    /** The dialect of a mode. */
    public static String dialect(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static Mode mode(String dialect) {
        return dialect.equals(dialect(Mode.INTEGER)) ? Mode.INTEGER : Mode.CAPABILITY;
    }

    @Override
    public String defaultDialect() {
        return dialect(Mode.CAPABILITY);
    }

    @Override
    public int length(byte[] code, int offset, String dialect) {
        return Math.min(Riscv.length(code[offset]), code.length - offset);
    }

    @Override
    public Optional<Insn> decode(byte[] code, int offset, String dialect) {
        int length = length(code, offset, dialect);
        if (length < Riscv.length(code[offset])) return Optional.empty();
        int word = 0;
        for (int i = 0; i < length; i++) word |= (code[offset + i] & 0xff) << 8 * i;
        return Xcheri.ISA.decode(word, mode(dialect));
    }

    @Override
    public String print(Insn insn, String dialect, long pc) {
        return Xcheri.ISA.print(insn, mode(dialect), pc);
    }
}
