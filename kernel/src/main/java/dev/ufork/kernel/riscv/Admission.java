package dev.ufork.kernel.riscv;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/**
 * The look at text before it may run beside the kernel, at the same privilege level.
 *
 * <p>Capabilities guard the system's registers, but a few instructions need no register: they are looked for, at every address where an instruction
 * may begin, also across the end of the run. The list is {@code isa}'s; a test holds the two together.
 */
@Kernel
public abstract class Admission {
    public static final int STEP = 2;

    /** Bits that count, and their values. */
    static final int[] MASK = {-1, -1, -1, -1, 0xfe007fff, -1};
    static final int[] MATCH = {0x00000073, 0x10200073, 0x30200073, 0x10500073, 0x12000073, 0x01f01013};

    public static final String[] NAME = {"ecall", "sret", "mret", "wfi", "sfence.vma", "slli zero, zero, 31"};

    public static final long CLEAN = -1;

    /** The offset of the first forbidden instruction that begins in {@code text}, or {@link #CLEAN}. Behind it memory is zero. */
    public static long refused(Cap text, long bytes) {
        int word = text.load16(0) << 16;
        for (long at = STEP; at <= bytes; at += STEP) {
            word = word >>> 16 | (at < bytes ? text.load16(at) << 16 : 0);
            if ((word & 0xff) != 0x73 && word != 0x01f01013) continue;
            if (which(word) >= 0) return at - STEP;
        }
        return CLEAN;
    }

    /** The row of the list that a word is, or -1. */
    public static int which(int word) {
        for (int i = 0; i < MASK.length; i++) if ((word & MASK[i]) == MATCH[i]) return i;
        return -1;
    }

    /** The word at an offset of text that has so many bytes. */
    public static int word(Cap text, long at, long bytes) {
        return text.load16(at) | (at + STEP < bytes ? text.load16(at + STEP) << 16 : 0);
    }
}
