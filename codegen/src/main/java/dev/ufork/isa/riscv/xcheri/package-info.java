/**
 * What the CHERI profile Xcheri (CHERI ISA version 9 on RV64) adds to RISC-V: its rows, special capability registers
 * and pseudo-instructions, and {@link dev.ufork.isa.riscv.xcheri.Xcheri#ISA}, the whole instruction set.
 */
package dev.ufork.isa.riscv.xcheri;
