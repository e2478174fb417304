package dev.ufork.target.morello;

import dev.ufork.target.CallConv;
import java.util.stream.IntStream;

/** The pure-capability calling convention of the Morello supplement to AAPCS64; c18 and csp are nobody's to allocate. */
final class MoConvention {
    private MoConvention() {}

    /** The zero register, or the stack pointer where an instruction takes that. */
    static final int R31 = 31;

    private static final int LINK = 30;

    /** Free between any two instructions: far places of the frame. */
    static final int SCRATCH = 16;
    private static final int TARGET = 9;

    private static final long CALLEE_SAVED = mask(19, 29);

    private static final long CLOBBERED = mask(0, 18) | 1L << LINK;

    static final CallConv PURE_CAPABILITY = new CallConv(
        IntStream.rangeClosed(0, 7).toArray(), 0, LINK, TARGET, CALLEE_SAVED, CLOBBERED,
        IntStream.concat(IntStream.of(8, 9, 10, 11, 12, 13, 14, 15, 7, 6, 5, 4, 3, 2, 1, 0), IntStream.rangeClosed(19, 29)).toArray());

    private static long mask(int first, int last) {
        return (1L << last + 1) - (1L << first);
    }
}
