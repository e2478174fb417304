package dev.ufork.ci.differential;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Atomic;
import dev.ufork.isa.riscv.Kind;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Cheri;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Where the embedded machine and QEMU are known to part, and why ours is right. Images keep away from all of these;
 * for them the machines owe each other equality.
 */
enum Deviation {
    STORE_PERMISSION("QEMU checks a store-conditional's address like a load, so it stores through a capability without STORE;"
            + " the architecture and we demand the permission",
            (code, ours) -> ours.isCapabilityFault(State.PERMIT_STORE) && code.stream().anyMatch(Deviation::isStoreConditional)),

    RESERVATION_SIZE("after a load-reserved of another size QEMU compares extended with plain values: it may store and say that it did not",
            (code, _) -> code.stream().filter(i -> i.op().name().matches("(LR|SC)_.*")).mapToInt(i -> row(i).row().accessBytes()).distinct().count() > 1),

    COPIED_TYPE_IN_PLACE("CCopyType with an invalid type clears the result's tag, but QEMU forgets to if the result replaces the source",
            (code, _) -> code.stream().anyMatch(i -> i.op() == Cheri.CCopyType && i.get("cd") == i.get("cs1")));

    final String reason;
    private final BiPredicate<List<Insn>, State> when;

    Deviation(String reason, BiPredicate<List<Insn>, State> when) {
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

    /** Why it is well that the machines differ on this case, if it is. */
    static Optional<Deviation> of(Case c, State ours) {
        return Arrays.stream(values()).filter(d -> d.when.test(c.code(), ours)).findFirst();
    }

    /** Whether the machines may differ on the case, as far as one can tell before it runs. */
    static boolean mayDiffer(Case c, List<Recipe> recipes) {
        boolean readOnly = c.mentioned().stream().map(r -> recipes.get(c.registers().get(r))).anyMatch(Recipe::isReadOnly)
                || recipes.get(c.ddc()).isReadOnly();
        return readOnly && c.code().stream().anyMatch(Deviation::isStoreConditional)
                || RESERVATION_SIZE.when.test(c.code(), null) || COPIED_TYPE_IN_PLACE.when.test(c.code(), null);
    }

    /** Whether the states are what they should be: the same, or known to differ. */
    static boolean agree(Case c, State ours, State theirs) {
        return ours.equals(theirs) || of(c, ours).isPresent();
    }
}
