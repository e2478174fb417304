/**
 * Morello for the assembler and the linker: relocations, ELF flags, disassembly, assembly text.
 *
 * <p>The twin of {@code target.riscv}; lowering from IR is not here yet.
 */
package dev.ufork.target.morello;
