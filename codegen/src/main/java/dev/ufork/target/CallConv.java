package dev.ufork.target;

/**
 * How functions call each other, by register numbers. Integers and capabilities share one sequence of registers.
 *
 * @param arguments   the registers of the first arguments; further ones are on the stack
 * @param result      the result's register
 * @param link        where a call leaves the return address
 * @param target      where a tail call through a capability finds it: no callee preserves the register
 * @param calleeSaved registers that a callee preserves, as a bit mask
 * @param clobbered   registers that a call overwrites, as a bit mask
 * @param order       registers to allocate, best first
 */
public record CallConv(int[] arguments, int result, int link, int target, long calleeSaved, long clobbered, int[] order) {}
