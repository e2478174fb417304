/**
 * The Morello machines: {@link dev.ufork.emulator.morello.VirtMachine}, compatible with QEMU's board {@code virt}, and
 * the bare {@link dev.ufork.emulator.morello.TestBoard}.
 *
 * <p>A core keeps registers and capabilities in flat arrays and runs packed operations; {@code MorelloCore} is the way
 * in, {@code Uop} says what a packed operation is. The order of checks is the Morello supplement's (DDI 0606).
 */
package dev.ufork.emulator.morello;
