/**
 * Instruction sets as data: one row per instruction, and everything else derived from the row.
 *
 * <p>A row is a bit {@linkplain dev.ufork.isa.Pattern pattern} written as the manuals write it, most significant bit
 * first, with named holes. From it follow the encoder and the decoder here, and in each architecture's package the
 * printer, the parser, the operand roles and the boundary tests. Nothing in this package knows an architecture;
 * {@code isa.riscv} and {@code isa.morello} bring the rows, {@code isa.cap} the capability formats.
 *
 * <pre>{@code
 *   Pattern beq = Pattern.of("imm[12|10:5] rs2:5 rs1:5 000 imm[4:1|11] 1100011", Set.of("imm"));
 *   int word = beq.encode(0x100, 2, 1);          // values in the order in which the holes first appear
 *   long imm = beq.field("imm").extract(word);   // 0x100
 * }</pre>
 */
package dev.ufork.isa;
