package dev.ufork.target.riscv;

import dev.ufork.ir.MemoryOrder;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.RegKind;

/** What RISC-V code needs several rows for, or a symbol. Operands are named in the order in which they are given. */
sealed interface RvMacro extends MacroOp {
    /** {@code d}: an integer. */
    record Constant(long value) implements RvMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: the null capability. */
    enum Null implements RvMacro {
        NULL;

        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: a stack slot's capability, with its bounds if they fit the immediate, else with the stack's. */
    record SlotAddress(int slot, long length) implements RvMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: the capability that the table holds for a symbol. */
    record SymbolAddress(String symbol) implements RvMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: this CPU's copy of a global, by its offset from ctp; bounds as for a stack slot. */
    record PerCpuAddress(long offset, long length) implements RvMacro {}

    /** {@code d, source, base}: a read-modify-write of memory. */
    record Amo(RvOp op, boolean acquire, boolean release) implements RvMacro {}

    /** {@code early d, early t, base, expected, replacement}: compares and swaps until nobody interferes. */
    record CompareAndSwap(RvOp load, RvOp store, boolean capability, MemoryOrder order) implements RvMacro {}

    /** {@code x, y, b, d} (d both read and written): d becomes b unless {@code unless} holds between x and y. */
    record Select(RvOp unless, RegKind kind) implements RvMacro {}

    /** {@code x, y, d}: d becomes the number unless {@code unless} holds between x and y. */
    record SelectNumber(RvOp unless, long number) implements RvMacro {}

    /** {@code arguments..., d}: calls a function of that name. */
    record Call(String symbol, boolean returns) implements RvMacro {
        @Override
        public long clobbers() {
            return returns ? RvConvention.CLOBBERED : 0;
        }
    }

    /** {@code target, arguments..., d}: calls through a capability. */
    record CallRegister(boolean returns) implements RvMacro {
        @Override
        public long clobbers() {
            return returns ? RvConvention.CLOBBERED : 0;
        }
    }

    /** {@code d}: where a jump table begins. */
    record TableBase(int table) implements RvMacro {
        @Override
        public boolean rematerialisable() {
            return true;
        }
    }

    /** {@code target}: goes to that place in the table, which follows. */
    record JumpTable(int table) implements RvMacro {}

    /** {@code result}: returns. */
    enum Return implements RvMacro { RETURN }

    /** {@code arguments...}: goes to a function in place of returning. */
    record TailCall(String symbol) implements RvMacro {}

    /** {@code target, arguments...}: goes to a capability in place of returning. */
    enum TailCallRegister implements RvMacro { TAIL_CALL_REGISTER }
}
