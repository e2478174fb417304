package dev.ufork.isa.morello;

import dev.ufork.isa.Insn;
import dev.ufork.isa.Op;
import dev.ufork.isa.Pattern;

/** An instruction of the tables {@link A64} and {@link Cheri}. */
public sealed interface MorelloOp extends Op permits A64, Cheri {
    Row row();

    @Override
    default String mnemonic() {
        return row().syntax().mnemonic();
    }

    @Override
    default Pattern pattern() {
        return row().pattern();
    }

    /** What it does with registers and condition flags. */
    default Effects effects() {
        return row().effects();
    }

    /**
     * The instruction with operands in the order in which they are written, an operand of several parts in the order of its
     * parts: {@code ADD_ADDSUB_IMM_64.insn(rd, rn, imm12, sh)}. Registers are numbers.
     */
    default Insn insn(long... operands) {
        return new Insn(this, row().syntax().inPatternOrder(operands));
    }
}
