/**
 * Machine functions: a target's instructions whose registers are still virtual.
 *
 * <p>A {@link dev.ufork.mir.MFunction} is made by a target's lowering, put into an order by {@link dev.ufork.mir.Layout}, shown to
 * the register allocator as a {@link dev.ufork.mir.MView}, and then emitted by the target. Blocks have parameters, and edges pass
 * arguments to them; lowering has split critical edges, so that a block with parameters is entered only by jumps.
 *
 * <p>Operands stand in the order in which the target's assembler writes them.
 */
package dev.ufork.mir;
