package dev.ufork.ci.morello;

import dev.ufork.ci.morello.State.Logged;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.isa.morello.SysReg;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where the public QEMU is known to do something else than the architecture says, and our machine does what it says. The
 * first exception that is different decides, if one is.
 */
enum KnownDeviations {
    /** An access that ends at or beyond 2^64 passes QEMU's quick check against bounds, and faults later or differently. */
    WRAPPING_ACCESS {
        @Override
        boolean explains(Case c, Difference d) {
            return d.ours.status() == 0x2a && Long.compareUnsigned(d.ours.far(), -64) >= 0;
        }
    },
    /** QEMU lets ordered integer accesses be unaligned, which only FEAT_LSE2 allows. */
    UNALIGNED_ORDERED_ACCESS {
        @Override
        boolean explains(Case c, Difference d) {
            return d.ours.status() == 0x21 && d.at.filter(op -> op.name().matches("A?(LDAP?|LDLA|STL|STLL)R.*")).isPresent();
        }
    },
    /** A store-exclusive that fails does not check its alignment in QEMU; the public generated tests want the check first. */
    UNALIGNED_EXCLUSIVE {
        @Override
        boolean explains(Case c, Difference d) {
            return d.ours.status() == 0x21 && d.at.filter(op -> op.name().matches("STL?X.*")).isPresent();
        }
    },
    /** QEMU translates PC before it asks whether PCC permits the fetch and PC is aligned; the architecture has it the other way. */
    FETCH_TRANSLATED_FIRST {
        @Override
        boolean explains(Case c, Difference d) {
            boolean both = isFetch(d.ours) && isFetch(d.theirs) && d.ours.elr() == d.theirs.elr();
            return both && (d.theirs.status() < 0x20) && (d.ours.status() >= 0x28 || d.ours.esr() >>> 26 == 0x22);
        }
    },
    /** MSR DAIFSet and DAIFClr that SCTLR_EL1.UMA forbids to EL0 trap with syndrome 0 in QEMU. */
    EMPTY_SYNDROME {
        @Override
        boolean explains(Case c, Difference d) {
            return d.theirs.esr() == 0 && d.ours.esr() >>> 26 == 0x18 && d.ours.elr() == d.theirs.elr();
        }
    },
    /** A branch through memory unseals its base in QEMU even when the load faults. */
    UNSEALED_BEFORE_FAULT {
        @Override
        boolean explains(Case c, Difference d) {
            return (d.isNone() || d.ours.status() == 0x29) && Stream.of(Cheri.BR_CI_C, Cheri.BLR_CI_C).anyMatch(op -> has(c, d, op, word -> (word >>> 5 & 31) == 29));
        }
    },
    /** The paired forms of 64 bits and less leave the tag of the memory that they write in QEMU. */
    TAG_KEPT_BY_PAIR {
        @Override
        boolean explains(Case c, Difference d) {
            return d.isNone() && slots(c, d, op -> op.name().matches("STL?XP_\\d\\d|CASP_\\d\\d")).findAny().isPresent();
        }
    },
    /**
     * A store-exclusive succeeds in QEMU only at the very address of the load, and compares as many bytes as it stores with all
     * that was loaded. To address another place in the block, or other bytes, is CONSTRAINED UNPREDICTABLE; here it succeeds,
     * as the public generated tests have it.
     */
    EXCLUSIVE_NEARBY {
        @Override
        boolean explains(Case c, Difference d) {
            return slots(c, d, op -> op.name().matches("STL?X.*")).anyMatch(store -> IntStream.range(0, store)
                    .anyMatch(load -> isRow(c.words()[load], op -> op.name().matches("LDA?X.*")) && !isPair(c, load, store)));
        }
    },
    /** QEMU executes some words whose should-be bits are wrong, which the architecture calls unallocated. */
    LAX_DECODING {
        @Override
        boolean explains(Case c, Difference d) {
            return d.ours.esr() == 0x2000000 && d.at.isEmpty() && d.ours.elr() <= d.theirs.elr();
        }
    },
    /** In SEAL (immediate) and CTHI register 31 is the zero register, as the public generated tests have it; in QEMU it is CSP. */
    ZERO_TAKEN_FOR_STACK {
        @Override
        boolean explains(Case c, Difference d) {
            return has(c, d, Cheri.SEAL_C_CI_C, word -> (word & 31) == 31 || (word >>> 5 & 31) == 31)
                    || has(c, d, Cheri.CTHI_C_CR_C, word -> (word & 31) == 31);
        }
    },
    /** A conversion to a pointer that goes nowhere (xzr) makes QEMU forget that CSP is a capability. */
    POINTER_TO_ZERO {
        @Override
        boolean explains(Case c, Difference d) {
            return Stream.of(Cheri.CVT_R_CC_C, Cheri.CVTD_R_C_C, Cheri.CVTP_R_C_C).anyMatch(op -> has(c, d, op, word -> (word & 31) == 31));
        }
    },
    /** Reserved bits that are written to CCTLR_EL0 become other controls of EL0 in QEMU: alignment checks, capabilities enabled. */
    RESERVED_CONTROL_BITS {
        @Override
        boolean explains(Case c, Difference d) {
            return c.isUser() && d.userControl >>> 8 != 0 && slots(c, d, op -> op == A64.MSR_REG).anyMatch(i -> SysReg.keyOf(c.words()[i]) == SysReg.CCTLR_EL0.key());
        }
    };

    private static final Logged NONE = new Logged(0, 0, 0, 0);

    /**
     * The first exceptions that are not the same, or {@code NONE}.
     *
     * @param at          the row at which ours was
     * @param until       how many of the case's instructions may have brought it about
     * @param userControl what CCTLR_EL0 was in the end
     */
    private record Difference(Logged ours, Logged theirs, Optional<MorelloOp> at, int until, long userControl) {
        boolean isNone() {
            return ours.equals(NONE);
        }

        static Difference of(Case c, int number, State ours, State theirs) {
            List<Logged> a = ours.log();
            List<Logged> b = theirs.log();
            for (int i = 0; i < Math.min(a.size(), b.size()); i++)
                if (!a.get(i).equals(b.get(i)))
                    return new Difference(a.get(i), b.get(i), rowAt(c, number, a.get(i)), Math.max(slot(number, a.get(i)), slot(number, b.get(i))) + 1, ours.userControl());
            return new Difference(NONE, NONE, Optional.empty(), c.words().length, ours.userControl());
        }
    }

    private static Optional<MorelloOp> rowAt(Case c, int number, Logged where) {
        Mode mode = (where.spsr() >>> 26 & 1) != 0 ? Mode.C64 : Mode.A64;
        int slot = slot(number, where);
        return slot < c.words().length ? Morello.find(c.words()[slot], mode) : Optional.empty();
    }

    /** Which of its instructions a case was at; far behind all of them if it had left them. */
    private static int slot(int number, Logged where) {
        long slot = where.elr() - MorelloGuest.code(number) >>> 2;
        return (int) Math.min(slot, MorelloGuest.CODE_WORDS);
    }

    private static boolean isFetch(Logged e) {
        return e.esr() >>> 26 >= 0x20 && e.esr() >>> 26 <= 0x22;
    }

    /** Where a case has a row, in front of the first exceptions that are not the same, or at them. */
    private static IntStream slots(Case c, Difference d, Predicate<MorelloOp> wanted) {
        return IntStream.range(0, Math.min(c.words().length, d.until)).filter(i -> isRow(c.words()[i], wanted));
    }

    private static boolean isRow(int word, Predicate<MorelloOp> wanted) {
        return Morello.find(word, Mode.C64).filter(wanted).isPresent();
    }

    private static boolean has(Case c, Difference d, Cheri wanted, IntPredicate operands) {
        return slots(c, d, op -> op == wanted).anyMatch(i -> operands.test(c.words()[i]));
    }

    /** Whether a store-exclusive is for what a load-exclusive loaded: same size, one or two, same base, which nothing between may have written. */
    private static boolean isPair(Case c, int load, int store) {
        int a = c.words()[load];
        int b = c.words()[store];
        int sizePairAndBase = 0xff20_03e0;
        int base = b >>> 5 & 31;
        return ((a ^ b) & sizePairAndBase) == 0 && IntStream.range(load, store).noneMatch(i -> mayWrite(c.words()[i], base));
    }

    private static boolean mayWrite(int word, int register) {
        return Morello.decode(word, Mode.C64).map(insn -> ((MorelloOp) insn.op()).effects().registers().stream()
                .anyMatch(r -> !r.isVector() && r.role().writes() && (r.number(insn.values()) & 31) == register)).orElse(false);
    }

    /** The deviation that makes the states of a case differ, if one does. */
    static Optional<KnownDeviations> between(Case c, int number, State ours, State theirs) {
        Difference d = Difference.of(c, number, ours, theirs);
        return Stream.of(values()).filter(known -> known.explains(c, d)).findFirst();
    }

    abstract boolean explains(Case c, Difference d);
}
