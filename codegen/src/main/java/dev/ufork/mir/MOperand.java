package dev.ufork.mir;

import dev.ufork.regalloc.RegView.Access;

/** One operand of a machine instruction. */
public sealed interface MOperand {
    /** A virtual register. */
    record Virtual(int vreg, Access access) implements MOperand {}

    /** A register that the allocator has no say in: zero, the stack pointer, the thread pointer. */
    record Real(int register) implements MOperand {}

    record Imm(long value) implements MOperand {}

    /** The distance from the stack pointer to a place in the frame, known once the frame is laid out. */
    record FrameOffset(Area area, long offset) implements MOperand {}

    /** A part of the frame. */
    sealed interface Area {
        /** A stack slot of the function, by number. */
        record Slot(int number) implements Area {}

        /** Arguments that the function passes on the stack. */
        enum Outgoing implements Area { OUTGOING }

        /** Arguments that the function was passed on the stack. */
        enum Incoming implements Area { INCOMING }
    }

    static Virtual use(int vreg) {
        return new Virtual(vreg, Access.USE);
    }

    static Virtual def(int vreg) {
        return new Virtual(vreg, Access.DEF);
    }
}
