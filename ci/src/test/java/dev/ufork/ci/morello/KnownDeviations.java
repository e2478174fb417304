package dev.ufork.ci.morello;

import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Morello;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where the public QEMU is known to do something else than the architecture says, and our machine does what it says. */
enum KnownDeviations {
    /** An access that ends at or beyond 2^64 passes QEMU's quick check against bounds, and faults later or differently. */
    WRAPPING_ACCESS {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            return status(ours) == 0x2a && Long.compareUnsigned(ours.getLong(FAR), -64) >= 0;
        }
    },
    /** QEMU lets ordered integer accesses be unaligned, which only FEAT_LSE2 allows. */
    UNALIGNED_ORDERED_ACCESS {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            int slot = (int) (ours.getLong(ELR) - MorelloGuest.code(number)) / 4;
            if (status(ours) != 0x21 || slot < 0 || slot >= c.words().length) return false;
            return Morello.find(c.words()[slot], c.mode()).filter(op -> op.name().matches("A?(LDAP?|LDLA|STL|STLL)R.*")).isPresent();
        }
    },
    /** In SEAL (immediate) and CTHI register 31 is the zero register, as the public generated tests have it; in QEMU it is CSP. */
    ZERO_TAKEN_FOR_STACK {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            return has(c, Cheri.SEAL_C_CI_C, word -> (word & 31) == 31 || (word >>> 5 & 31) == 31)
                    || has(c, Cheri.CTHI_C_CR_C, word -> (word & 31) == 31);
        }
    },
    /** A conversion to a pointer that goes nowhere (xzr) makes QEMU forget that CSP is a capability. */
    POINTER_TO_ZERO {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            return Stream.of(Cheri.CVT_R_CC_C, Cheri.CVTD_R_C_C, Cheri.CVTP_R_C_C).anyMatch(op -> has(c, op, word -> (word & 31) == 31));
        }
    };

    private static final int ESR = 512;
    static final int FAR = 520;
    static final int ELR = 528;

    /** The fault status code in a printed state. */
    static int status(ByteBuffer state) {
        return (int) state.getLong(ESR) & 63;
    }

    private static boolean has(MorelloCases.Case c, Cheri wanted, IntPredicate operands) {
        return IntStream.of(c.words()).anyMatch(word -> Morello.find(word, c.mode()).filter(op -> op == wanted).isPresent() && operands.test(word));
    }

    abstract boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs);
}
