package dev.ufork.target.morello;

import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MacroOp;

/** What Morello code needs several rows for, or a symbol. Operands are named in the order in which they are given. */
sealed interface MoMacro extends MacroOp {
    /** {@code d}: an integer. */
    record Constant(long value) implements MoMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: the null capability. */
    enum Null implements MoMacro {
        NULL;

        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: a stack slot's capability, with exact bounds. */
    record SlotAddress(int slot, long length) implements MoMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: the capability that the table holds for a symbol. */
    record SymbolAddress(String symbol) implements MoMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: this CPU's copy of a global, by its offset from the thread pointer, with exact bounds. */
    record PerCpuAddress(long offset, long length) implements MoMacro {}

    /** {@code replacement, base, d} (d both read, as what is expected, and written): compares and swaps. */
    record CompareAndSwap(MorelloOp op, boolean acquire, boolean release) implements MoMacro {}

    /** {@code arguments..., d}: calls a function of that name. */
    record Call(String symbol, boolean returns) implements MoMacro {
        @Override
        public long clobbers() {
            return returns ? MoConvention.CLOBBERED : 0;
        }
    }

    /** {@code target, arguments..., d}: calls through a capability. */
    record CallRegister(boolean returns) implements MoMacro {
        @Override
        public long clobbers() {
            return returns ? MoConvention.CLOBBERED : 0;
        }
    }

    /** {@code d}: where a jump table begins, with the lowest bit that keeps the mode. */
    record TableBase(int table) implements MoMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code target}: goes to that place in the table, which follows. */
    record JumpTable(int table) implements MoMacro {}

    /** {@code result}: returns. */
    enum Return implements MoMacro { RETURN }

    /** {@code arguments...}: goes to a function in place of returning. */
    record TailCall(String symbol) implements MoMacro {}

    /** {@code target, arguments...}: goes to a capability in place of returning. */
    enum TailCallRegister implements MoMacro { TAIL_CALL_REGISTER }
}
