/**
 * The CHERI-RISC-V machine: RV64IMAC, Zicsr, Xcheri (CHERI ISA version 9, tag-clearing, both modes), M, S and U, PMP,
 * Sv39 and Sv48 with CHERI's page-table bits, on a board that a guest cannot tell from QEMU's {@code virt}.
 *
 * <p>How an instruction is executed: {@link dev.ufork.emulator.riscv.CodeCache} finds or makes the predecoded block at
 * a physical address ({@link dev.ufork.emulator.riscv.Predecoder} reads the rows of {@code isa}, {@link
 * dev.ufork.emulator.riscv.Operations} says which operation executes a row), and {@link
 * dev.ufork.emulator.riscv.Interpreter} runs it over the flat arrays of {@link dev.ufork.emulator.riscv.Registers}.
 * What its fast paths do not cover goes to the units, which hold the definition: {@link
 * dev.ufork.emulator.riscv.LoadStore} and {@link dev.ufork.emulator.riscv.Mmu}, {@link
 * dev.ufork.emulator.riscv.CapabilityUnit}, {@link dev.ufork.emulator.riscv.Atomics}, {@link
 * dev.ufork.emulator.riscv.SystemUnit} with {@link dev.ufork.emulator.riscv.Csrs}. A fault is the hart's one {@link
 * dev.ufork.emulator.riscv.Trap}, thrown.
 *
 * <p>Instructions are counted as QEMU counts them with {@code -icount shift=0}: ecall, ebreak, illegal words and
 * branches out of PCC count themselves; CHERI, access, page and misaligned faults and refused control registers do not.
 *
 * <p>Where this machine is stricter than QEMU: a store-conditional that stores needs the store permission; a jump to a
 * sealed capability that is no sentry faults at the jump; a refused CCopyType clears the tag whatever its registers;
 * capability loads from devices, floating-point arithmetic and semihosting do not exist.
 */
package dev.ufork.emulator.riscv;
