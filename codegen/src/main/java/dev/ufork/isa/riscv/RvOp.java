package dev.ufork.isa.riscv;

import dev.ufork.isa.Insn;
import dev.ufork.isa.Op;
import dev.ufork.isa.Pattern;
import java.util.List;

/** A row of a RISC-V instruction table. */
public interface RvOp extends Op {
    RvRow row();

    @Override
    default String mnemonic() {
        return row().mnemonic(Mode.INTEGER);
    }

    @Override
    default Pattern pattern() {
        return row().pattern();
    }

    default Kind kind() {
        return row().kind();
    }

    /** Operands with their roles and register classes, implied ones included. */
    default List<Operand> operands() {
        return row().operands();
    }

    /** 2 or 4. */
    default int bytes() {
        return pattern().width() / 8;
    }

    /**
     * The instruction with operands in the order in which the assembler writes them: {@code LD.insn(rd, imm, base)},
     * {@code BEQ.insn(rs1, rs2, imm)}, {@code CSetBounds.insn(cd, cs1, rs2)}. Registers are numbers.
     */
    default Insn insn(long... operands) {
        return row().insn(this, operands);
    }
}
