package dev.ufork.target.morello;

import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MacroOp;

/**
 * {@code replacement, base, d} (d both read, as what is expected, and written): compares and swaps. It is no row, for a row's registers are read or written
 * and never both.
 */
record CompareAndSwap(MorelloOp op, boolean acquire, boolean release) implements MacroOp {}
