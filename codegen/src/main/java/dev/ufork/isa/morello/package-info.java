/**
 * Arm Morello: the A64 instructions and the capability instructions as rows, system registers, bitmask immediates.
 *
 * <p>{@link dev.ufork.isa.morello.Morello} is the way in. Rows are in {@link dev.ufork.isa.morello.A64} and
 * {@link dev.ufork.isa.morello.Cheri}; each says its bits and its text once, and encoder, decoder, printer and reader follow.
 * The same word may be written differently in the two modes, because the mode says what a base register is:
 *
 * <pre>{@code
 *   Morello.print(0xf9400420, Mode.A64, 0)   // ldr x0, [x1, #8]
 *   Morello.print(0xf9400420, Mode.C64, 0)   // ldr x0, [c1, #8]
 *   Morello.parse("scbnds c0, c1, x2", Mode.C64, 0).encode()
 * }</pre>
 */
package dev.ufork.isa.morello;
