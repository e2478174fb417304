/**
 * Start of a CHERI-RISC-V machine, written with the assembler.
 *
 * <p>The way of a hart: {@link dev.ufork.boot.riscv.Reset} begins in M-mode and integer mode with a capability to
 * everything, makes the kernel's capabilities, page tables and trap vectors, closes what it came with, and drops to
 * S-mode for good; secondary harts park. {@link dev.ufork.boot.riscv.TrapEntry} saves and restores,
 * {@link dev.ufork.boot.riscv.FaultReport} says what happened, {@link dev.ufork.boot.riscv.Console} how.
 * {@link dev.ufork.boot.riscv.HelloRiscv} makes an image of them that takes one of each fault on purpose.
 */
package dev.ufork.boot.riscv;
