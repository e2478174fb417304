/**
 * Register allocation that never learns an opcode, and the checker that does not trust it.
 *
 * <p>The allocator sees a function through {@link dev.ufork.regalloc.RegView}: numbered instructions in numbered blocks,
 * which virtual registers each reads and writes, which registers it clobbers, and the arguments that edges pass to block
 * parameters. It answers with an {@link dev.ufork.regalloc.Allocation}: one register per operand, and the moves, spills,
 * reloads and rematerialisations to be put between the instructions.
 *
 * <p>{@link dev.ufork.regalloc.Checker} re-proves an answer from scratch by executing it symbolically. It shares no code
 * with the allocator; tests run it on every function they compile.
 *
 * <p>What a function must obey:
 * <ul>
 *   <li>blocks are numbered in layout order, block 0 is the entry and has no predecessors and no parameters;
 *   <li>a block ends with its only terminator, which writes no register;
 *   <li>a block with parameters is entered only from blocks that have one successor (no critical edges into it);
 *   <li>a pinned virtual register lives within one block and pinned lives of one register do not overlap;
 *   <li>a virtual register may be written more than once; a read and write of one register by one instruction is how an
 *       operand is tied.
 * </ul>
 */
package dev.ufork.regalloc;
