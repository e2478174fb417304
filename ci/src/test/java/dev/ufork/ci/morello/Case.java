package dev.ufork.ci.morello;

import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.morello.Mode;
import java.util.List;

/**
 * What the registers hold, how the core is set up, and a run of instructions.
 *
 * @param registers c0 to c30 and csp
 * @param mode      in which it begins
 * @param spsr      PSTATE at its start
 * @param cctlr     CCTLR_EL1, and {@code userCctlr} CCTLR_EL0
 * @param withheld  permissions that PCC lacks
 */
record Case(List<Capability> registers, int[] words, Mode mode, long spsr, long cpacr, long cctlr, long userCctlr, long sctlr, int withheld) {
    static final int REGISTERS = 32;

    boolean isUser() {
        return (spsr & 0xc) == 0;
    }

    Case withoutCode() {
        return new Case(registers, new int[0], mode, spsr, cpacr, cctlr, userCctlr, sctlr, withheld);
    }
}
