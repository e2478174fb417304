package dev.ufork.images.fuzz;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Words that the public QEMU for Morello cannot translate: it ends itself by an assertion of its own.
 *
 * <p>They are the unallocated opcodes of "Advanced SIMD two-register miscellaneous (FP16)", Arm ARM C4.1: bits {@code 0 Q U S 1110 a 111100 opcode 10 Rn Rd}.
 * A machine raises the exception of an undefined instruction, as the embedded one does; QEMU's {@code disas_simd_two_reg_misc_fp16} knows no default. It translates
 * the word at the place of a jump even where that is no multiple of four, and the fault of misalignment is what will be raised; so such a word matters at every byte.
 */
final class Untranslatable {
    private static final int NOTHING = 0xd503_201f;
    /** Allocated: U, a and opcode, from the highest bit on. */
    private static final Set<Integer> ALLOCATED = Set.of(0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x2c, 0x2d, 0x2e, 0x2f, 0x38, 0x39, 0x3a, 0x3b, 0x3d, 0x3f, 0x58, 0x59, 0x5a,
            0x5b, 0x5c, 0x5d, 0x6c, 0x6d, 0x6f, 0x79, 0x7a, 0x7b, 0x7d, 0x7f);

    private Untranslatable() {}

    static boolean is(int word) {
        int opcode = word >>> 12 & 31 | (word >>> 23 & 1) << 5 | (word >>> 29 & 1) << 6;
        return (word & 0x8f7e_0c00) == 0x0e78_0800 && !ALLOCATED.contains(opcode);
    }

    /** Puts instructions that do nothing in place of those whose bytes make such a word; {@code from} is a multiple of four. */
    static void remove(ByteBuffer text, int from, int to) {
        for (int at = from; at + 4 <= to; at++) {
            if (!is(text.getInt(at))) continue;
            int first = from + (at - from & -4);
            text.putInt(first, NOTHING);
            if (first != at) text.putInt(first + 4, NOTHING);
            at = Math.max(from, first - 4) - 1;
        }
    }
}
