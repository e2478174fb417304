package dev.ufork.isa.riscv.xcheri;

import dev.ufork.isa.riscv.Alias;
import dev.ufork.isa.riscv.Names;
import dev.ufork.isa.riscv.Riscv;
import dev.ufork.isa.riscv.RvOp;
import java.util.ArrayList;
import java.util.List;

/** The profile RV64 + Xcheri, CHERI ISA version 9. */
public final class Xcheri {
    private Xcheri() {}

    private static final Names SCR = new Names("scr", n -> Scr.of(n).map(Scr::text), s -> Scr.named(s).map(Scr::number));

    private static final List<Alias> ALIASES = List.of(
            Alias.of("csetboundsimm $d, $s, $i", "csetbounds $d, $s, $i").accepted(),
            Alias.of("cincoffsetimm $d, $s, $i", "cincoffset $d, $s, $i").accepted(),
            Alias.of("cseqx $d, $s, $t", "csetequalexact $d, $s, $t").accepted(),
            Alias.of("croundrepresentablelength $d, $s", "crrl $d, $s").accepted(),
            Alias.of("crepresentablealignmentmask $d, $s", "cram $d, $s").accepted(),
            Alias.of("cspecialr $d, $r", "cspecialrw $d, $r, cnull"),
            Alias.of("cspecialw $r, $s", "cspecialrw cnull, $r, $s"),
            Alias.of("ret.cap", "jalr.cap cnull, cra"),
            Alias.of("jr.cap $s", "jalr.cap cnull, $s"),
            Alias.of("jalr.cap $s", "jalr.cap cra, $s"),
            Alias.of("ret.pcc", "jalr.pcc zero, ra"),
            Alias.of("jr.pcc $s", "jalr.pcc zero, $s"),
            Alias.of("jalr.pcc $s", "jalr.pcc ra, $s"),
            Alias.of("cgetaddr $d, c$s", "addi $d, $s, 0").accepted(),
            Alias.of("csub $d, c$s, c$t", "sub $d, $s, $t").accepted());

    /** Decoder, printer and parser. */
    public static final Riscv ISA = new Riscv(rows(), List.of(SCR), ALIASES);

    private static List<RvOp> rows() {
        List<RvOp> all = new ArrayList<>(List.of(Cheri.values()));
        all.addAll(List.of(CheriMemory.values()));
        return all;
    }
}
