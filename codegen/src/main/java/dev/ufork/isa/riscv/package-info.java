/**
 * RISC-V instructions, as rows and what follows from them.
 *
 * <p>The tables are {@link dev.ufork.isa.riscv.Base}, {@link dev.ufork.isa.riscv.Atomic},
 * {@link dev.ufork.isa.riscv.Compressed}, {@link dev.ufork.isa.riscv.FloatingPoint} and
 * {@link dev.ufork.isa.riscv.Privileged}; a CHERI profile's package adds its own and makes a {@link dev.ufork.isa.riscv.Riscv} of all, which decodes, prints and parses. A hole's name says all
 * about the operand: {@link dev.ufork.isa.riscv.RegClass} for its first letter, {@link dev.ufork.isa.riscv.Operand} for
 * the rest. One row serves both modes: {@code ld a0, 8(a1)} and {@code cld a0, 8(ca1)} are the same bits.
 *
 * <pre>{@code
 *   Riscv isa = Xcheri.ISA;
 *   int word = Base.LD.insn(10, 8, 11).encode();             // operands in the assembler's order
 *   Insn insn = isa.decode(word, Mode.CAPABILITY).orElseThrow();
 *   isa.print(insn, Mode.CAPABILITY);                        // cld a0, 8(ca1)
 *   isa.parse("cincoffset csp, csp, -64", Mode.CAPABILITY).encode();
 * }</pre>
 */
package dev.ufork.isa.riscv;
