package dev.ufork.mir;

import dev.ufork.ir.Pos;
import dev.ufork.isa.Op;
import dev.ufork.regalloc.RegView;
import java.util.List;

/** A machine instruction before its registers are chosen. */
public sealed interface MInsn {
    /** The source line it is there for. */
    Pos pos();

    /** One row of the target's instruction table. */
    record Row(Op op, List<MOperand> operands, Pos pos) implements MInsn {
        public Row {
            operands = List.copyOf(operands);
        }
    }

    /** Values that move to other virtual registers, all at once. */
    record Copies(List<RegView.Copy> copies, Pos pos) implements MInsn {
        public Copies {
            copies = List.copyOf(copies);
        }
    }

    /** Several rows that must stay together, or rows that name a symbol: the target emits them when registers are known. */
    record Macro(MacroOp op, List<MOperand> operands, Pos pos) implements MInsn {
        public Macro {
            operands = List.copyOf(operands);
        }
    }

    /** What a block ends in. */
    sealed interface Exit extends MInsn {}

    /** To the only successor. */
    record Jump(Pos pos) implements Exit {}

    /** To successor 0 if the row's condition holds, else to successor 1. The row's operands lack the label. */
    record Branch(Op op, List<MOperand> operands, Pos pos) implements Exit {
        public Branch {
            operands = List.copyOf(operands);
        }
    }

    /** To the successor whose number the operand has. */
    record Table(MacroOp op, List<MOperand> operands, Pos pos) implements Exit {
        public Table {
            operands = List.copyOf(operands);
        }
    }

    /** Leaves the function; {@code op} is what happens after the frame is gone, and reads the results or arguments. */
    record Leave(MacroOp op, List<MOperand> operands, Pos pos) implements Exit {
        public Leave {
            operands = List.copyOf(operands);
        }
    }

    /** Nothing comes here: the instruction before does not return. */
    record Stop(Pos pos) implements Exit {}
}
