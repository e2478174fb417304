package dev.ufork.ci.differential;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Atomic;
import dev.ufork.isa.riscv.FloatingPoint;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Cheri;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the embedded machine and QEMU are known to part, and why ours is right. Images keep away from all of these;
 * for them the machines owe each other equality.
 */
enum Deviation {
    STORE_PERMISSION("QEMU checks a store-conditional's address like a load, so it stores through a capability without STORE;"
            + " the architecture and we demand the permission",
            (code, ours, _) -> ours.isCapabilityFault(State.PERMIT_STORE) && code.stream().anyMatch(Deviation::isStoreConditional)),

    RESERVATION_SIZE("after a load-reserved of another size QEMU compares extended with plain values: it may store and say that it did not",
            (code, _, _) -> code.stream().filter(i -> i.op().name().matches("(LR|SC)_.*")).mapToInt(i -> row(i).row().accessBytes()).distinct().count() > 1),

    COPIED_TYPE_IN_PLACE("CCopyType with an invalid type clears the result's tag, but QEMU forgets to if the result replaces the source",
            (code, _, _) -> code.stream().anyMatch(i -> i.op() == Cheri.CCopyType && i.get("cd") == i.get("cs1"))),

    SIGN_COPIED_WHILE_OFF("QEMU executes fsgnj.d, alone of all floating-point instructions, while mstatus.FS says that there is no such unit",
            (code, _, _) -> code.stream().anyMatch(i -> i.op() == FloatingPoint.FSGNJ_D)),

    COUNT_OF_BAD_RETURN("where a return installs a capability that permits no instruction, QEMU counts the block that it then does not execute",
            (code, ours, theirs) -> ours.equalsButCount(theirs) && returns(code));

    /** Whether the deviation explains what two machines made of some code. */
    private interface Rule {
        boolean explains(List<Insn> code, State ours, State theirs);
    }

    final String reason;
    private final Rule when;

    Deviation(String reason, Rule when) {
        this.reason = reason;
        this.when = when;
    }

    private static RvOp row(Insn insn) {
        return (RvOp) insn.op();
    }

    private static boolean isStoreConditional(Insn insn) {
        boolean plain = insn.op() instanceof Atomic && insn.op().name().startsWith("SC_");
        return plain || insn.op().name().matches("SC_[BHWD]_(DDC|CAP)") && row(insn).kind() == Kind.ATOMIC;
    }

    private static boolean returns(List<Insn> code) {
        return code.stream().anyMatch(i -> row(i).kind() == Kind.RETURN);
    }

    /** Whether QEMU's count may be wrong. */
    static boolean miscounts(Case c) {
        return returns(c.code());
    }

    /** Why it is well that the machines differ on this case, if it is. */
    static Optional<Deviation> of(Case c, State ours, State theirs) {
        return Arrays.stream(values()).filter(d -> d.when.explains(c.code(), ours, theirs)).findFirst();
    }

    /** Whether the machines may differ on the case, as far as one can tell before it runs. */
    static boolean mayDiffer(Case c, List<Recipe> recipes) {
        boolean readOnly = c.mentioned().stream().map(r -> recipes.get(c.registers().get(r))).anyMatch(Recipe::isReadOnly)
                || recipes.get(c.start().ddc()).isReadOnly();
        return readOnly && c.code().stream().anyMatch(Deviation::isStoreConditional)
                || Stream.of(RESERVATION_SIZE, COPIED_TYPE_IN_PLACE, SIGN_COPIED_WHILE_OFF).anyMatch(d -> d.when.explains(c.code(), null, null));
    }

    /** Whether the states are what they should be: the same, or known to differ. */
    static boolean agree(Case c, State ours, State theirs) {
        return ours.equals(theirs) || of(c, ours, theirs).isPresent();
    }
}
