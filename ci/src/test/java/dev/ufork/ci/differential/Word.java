package dev.ufork.ci.differential;

import dev.ufork.isa.riscv.Extension;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.Riscv;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.RvRow;

/** A row for one word that no table has, so that it can stand among instructions. */
record Word(String name, RvRow row) implements RvOp {

    /** The row of 32 bits, or of the lower 16 if they begin a compressed instruction. */
    static Word of(int word) {
        int bits = 8 * Riscv.length(word);
        String pattern = Integer.toBinaryString(bits == 32 ? word : word & 0xffff | 0x10000);
        String padded = "0".repeat(32).concat(pattern);
        return new Word("WORD", RvRow.of(Extension.I, ".%dbyte".formatted(bits / 8), padded.substring(padded.length() - bits), Kind.TRAP, 0));
    }
}
