package dev.ufork.isa.riscv;

import static dev.ufork.isa.riscv.Mode.CAPABILITY;
import static dev.ufork.isa.riscv.Mode.INTEGER;

import java.util.List;

/** The pseudo-instructions of the RISC-V assembly manual that are one instruction each. */
final class Aliases {
    private Aliases() {}

    // Where two aliases fit an instruction, the printer takes the first.
    static final List<Alias> BASE = List.of(
            Alias.of("nop", "addi zero, zero, 0"),
            Alias.of("li $d, $i", "addi $d, zero, $i"),
            Alias.of("mv $d, $s", "addi $d, $s, 0"),
            Alias.of("not $d, $s", "xori $d, $s, -1"),
            Alias.of("neg $d, $s", "sub $d, zero, $s"),
            Alias.of("negw $d, $s", "subw $d, zero, $s"),
            Alias.of("sext.w $d, $s", "addiw $d, $s, 0"),
            Alias.of("zext.b $d, $s", "andi $d, $s, 255"),
            Alias.of("seqz $d, $s", "sltiu $d, $s, 1"),
            Alias.of("snez $d, $s", "sltu $d, zero, $s"),
            Alias.of("sltz $d, $s", "slt $d, $s, zero"),
            Alias.of("sgtz $d, $s", "slt $d, zero, $s"),
            Alias.of("beqz $s, $t", "beq $s, zero, $t"),
            Alias.of("bnez $s, $t", "bne $s, zero, $t"),
            Alias.of("blez $s, $t", "bge zero, $s, $t"),
            Alias.of("bgez $s, $t", "bge $s, zero, $t"),
            Alias.of("bltz $s, $t", "blt $s, zero, $t"),
            Alias.of("bgtz $s, $t", "blt zero, $s, $t"),
            Alias.of("bgt $a, $b, $t", "blt $b, $a, $t").accepted(),
            Alias.of("ble $a, $b, $t", "bge $b, $a, $t").accepted(),
            Alias.of("bgtu $a, $b, $t", "bltu $b, $a, $t").accepted(),
            Alias.of("bleu $a, $b, $t", "bgeu $b, $a, $t").accepted(),
            Alias.of(INTEGER, "j $t", "jal zero, $t"),
            Alias.of(INTEGER, "jal $t", "jal ra, $t"),
            Alias.of(INTEGER, "ret", "jalr zero, 0(ra)"),
            Alias.of(INTEGER, "jr $s", "jalr zero, 0($s)"),
            Alias.of(INTEGER, "jalr $s", "jalr ra, 0($s)"),
            Alias.of(INTEGER, "jr $m", "jalr zero, $m").accepted(),
            Alias.of(INTEGER, "jr $s, $i", "jalr zero, $i($s)").accepted(),
            Alias.of(CAPABILITY, "cj $t", "cjal cnull, $t"),
            Alias.of(CAPABILITY, "j $t", "cjal cnull, $t").accepted(),
            Alias.of(CAPABILITY, "cjal $t", "cjal cra, $t"),
            Alias.of(CAPABILITY, "cret", "cjalr cnull, 0(cra)"),
            Alias.of(CAPABILITY, "ret", "cjalr cnull, 0(cra)").accepted(),
            Alias.of(CAPABILITY, "cjr $s", "cjalr cnull, 0($s)"),
            Alias.of(CAPABILITY, "cjalr $s", "cjalr cra, 0($s)"),
            Alias.of(CAPABILITY, "cjr $m", "cjalr cnull, $m").accepted(),
            Alias.of(CAPABILITY, "cjr $s, $i", "cjalr cnull, $i($s)").accepted(),
            Alias.of("fence", "fence iorw, iorw"),
            Alias.of("csrr $d, $c", "csrrs $d, $c, zero"),
            Alias.of("csrw $c, $s", "csrrw zero, $c, $s"),
            Alias.of("csrs $c, $s", "csrrs zero, $c, $s"),
            Alias.of("csrc $c, $s", "csrrc zero, $c, $s"),
            Alias.of("csrwi $c, $i", "csrrwi zero, $c, $i"),
            Alias.of("csrsi $c, $i", "csrrsi zero, $c, $i"),
            Alias.of("csrci $c, $i", "csrrci zero, $c, $i"),
            Alias.of("rdinstret $d", "csrrs $d, instret, zero"),
            Alias.of("rdcycle $d", "csrrs $d, cycle, zero"),
            Alias.of("rdtime $d", "csrrs $d, time, zero"),
            Alias.of("sfence.vma", "sfence.vma zero, zero"),
            Alias.of("sfence.vma $a", "sfence.vma $a, zero"));
}
