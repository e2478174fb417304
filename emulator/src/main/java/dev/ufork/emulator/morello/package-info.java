/**
 * The Morello machines: a
 * bare {@link dev.ufork.emulator.morello.TestBoard} so far.
 */
package dev.ufork.emulator.morello;
