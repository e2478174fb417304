package dev.ufork.asm;

import dev.ufork.isa.Insn;
import java.util.Optional;

/** How an architecture's instructions are found in bytes and written as text. */
public interface Disassembler {

    /** The dialect in which nothing is an instruction. */
    String DATA = "data";

    /** The dialect of code that names none. */
    String defaultDialect();

    /** Bytes of the instruction that begins at {@code offset}, or as many as are left. */
    int length(byte[] code, int offset, String dialect);

    /** The instruction at {@code offset}; empty if these bytes are none. */
    Optional<Insn> decode(byte[] code, int offset, String dialect);

    /** Its text, the instruction being at {@code pc}. */
    String print(Insn insn, String dialect, long pc);
}
