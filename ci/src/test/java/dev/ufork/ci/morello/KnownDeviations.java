package dev.ufork.ci.morello;

import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Morello;
import java.nio.ByteBuffer;

/** Where the public QEMU is known to do something else than the architecture says, and our machine does what it says. */
enum KnownDeviations {
    /** An access that ends at or beyond 2^64 passes QEMU's quick check against bounds, and faults later or differently. */
    WRAPPING_ACCESS {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            return status(ours) == 0x2a && Long.compareUnsigned(ours.getLong(FAR), -64) >= 0;
        }
    },
    /** QEMU lets an LDAPR be unaligned, which only FEAT_LSE2 allows. */
    UNALIGNED_LDAPR {
        @Override
        boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs) {
            int slot = (int) (ours.getLong(ELR) - MorelloGuest.code(number)) / 4;
            if (status(ours) != 0x21 || slot < 0 || slot >= c.words().length) return false;
            var op = Morello.find(c.words()[slot], c.mode());
            return op.filter(o -> o == A64.LDAPRH || o == A64.LDAPR_32 || o == A64.LDAPR_64).isPresent();
        }
    };

    private static final int ESR = 512;
    static final int FAR = 520;
    static final int ELR = 528;

    /** The fault status code in a printed state. */
    static int status(ByteBuffer state) {
        return (int) state.getLong(ESR) & 63;
    }

    abstract boolean explains(MorelloCases.Case c, int number, ByteBuffer ours, ByteBuffer theirs);
}
