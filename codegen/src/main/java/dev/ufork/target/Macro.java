package dev.ufork.target;

import dev.ufork.mir.MacroOp;

/** What every target needs several instructions for, or a symbol. Operands are named in the order in which they are given. */
public sealed interface Macro extends MacroOp {
    /** Made without operands, and the same wherever and however often. */
    sealed interface Constant extends Macro {
        @Override
        default boolean rematerialisable() {
            return true;
        }
    }

    /** {@code d}: an integer. */
    record Number(long value) implements Constant {}

    /** {@code d}: the null capability. */
    enum Null implements Constant { NULL }

    /** {@code d}: a stack slot's capability, with exact bounds; with the stack's if the length is 0. */
    record SlotAddress(int slot, long length) implements Constant {}

    /** {@code d}: the capability that the table holds for a symbol. */
    record SymbolAddress(String symbol) implements Constant {}

    /** {@code d}: where a jump table begins. */
    record TableBase(int table) implements Constant {}

    /** {@code d}: this CPU's copy of a global, by its offset from the thread pointer; bounds as for a stack slot. */
    record PerCpuAddress(long offset, long length) implements Macro {}

    /** {@code arguments..., d}: calls a function of that name. */
    record Call(String symbol, boolean returns, long clobbers) implements Macro {}

    /** {@code target, arguments..., d}: calls through a capability. */
    record CallRegister(boolean returns, long clobbers) implements Macro {}

    /** {@code target}: goes to that place in the table, which follows. */
    record JumpTable(int table) implements Macro {}

    /** {@code result}: returns. */
    enum Return implements Macro { RETURN }

    /** {@code arguments...}: goes to a function in place of returning. */
    record TailCall(String symbol) implements Macro {}

    /** {@code target, arguments...}: goes to a capability in place of returning. */
    enum TailCallRegister implements Macro { TAIL_CALL_REGISTER }
}
