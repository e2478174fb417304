package dev.ufork.target.riscv;

import dev.ufork.ir.MemoryOrder;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.RegKind;

/** What only RISC-V code needs several rows for. Operands are named in the order in which they are given. */
sealed interface RvMacro extends MacroOp {
    /** {@code d, source, base}: a read-modify-write of memory. */
    record Amo(RvOp op, boolean acquire, boolean release) implements RvMacro {}

    /** {@code early d, early t, base, expected, replacement}: compares and swaps until nobody interferes. */
    record CompareAndSwap(RvOp load, RvOp store, boolean capability, MemoryOrder order) implements RvMacro {}

    /** {@code x, y, b, d} (d both read and written): d becomes b unless {@code unless} holds between x and y. */
    record Select(RvOp unless, RegKind kind) implements RvMacro {}

    /** {@code x, y, d}: d becomes the number unless {@code unless} holds between x and y. */
    record SelectNumber(RvOp unless, long number) implements RvMacro {}
}
