package dev.ufork.target.morello;

import dev.ufork.asm.Disassembler;
import dev.ufork.isa.Insn;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import java.util.Locale;
import java.util.Optional;

/** Reads and prints Morello code; dialects are the {@linkplain Mode modes}. */
public final class MorelloCode implements Disassembler {
    private static final int BYTES = 4;

    /** The dialect of a mode. */
    public static String dialect(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static Mode mode(String dialect) {
        return dialect.equals(dialect(Mode.A64)) ? Mode.A64 : Mode.C64;
    }

    @Override
    public String defaultDialect() {
        return dialect(Mode.C64);
    }

    @Override
    public int length(byte[] code, int offset, String dialect) {
        return Math.min(BYTES, code.length - offset);
    }

    @Override
    public Optional<Insn> decode(byte[] code, int offset, String dialect) {
        if (code.length - offset < BYTES) return Optional.empty();
        int word = 0;
        for (int i = 0; i < BYTES; i++) word |= (code[offset + i] & 0xff) << 8 * i;
        return Morello.decode(word, mode(dialect));
    }

    @Override
    public String print(Insn insn, String dialect, long pc) {
        return Morello.print(insn, mode(dialect), pc);
    }
}
