package dev.ufork.kernel.morello;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/**
 * The look at text before it may run beside the kernel, at the same exception level.
 *
 * <p>The permission SYSTEM guards most of the system's registers, but not all, and some instructions need no register: they are looked for. Each
 * instruction is a word at a multiple of four. The list is {@code isa}'s; a test holds the two together.
 */
@Kernel
public abstract class Admission {
    public static final int STEP = 4;

    /** Bits that count, and their values. */
    static final int[] MASK = {
        0xffe0001f, 0xffe0001f, 0xffe0001f, 0xffe0001f, 0xffe0001f, 0xffe0001f, -1, -1, 0xfff8f01f, -1,
        0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0,
        0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffffffe0, 0xffff0000
    };
    static final int[] MATCH = {
        0xd4000002, 0xd4000003, 0xd4400000, 0xd4a00001, 0xd4a00002, 0xd4a00003, 0xd69f03e0, 0xd6bf03e0, 0xd500401f, 0xd503207f,
        0xd51b4220, 0xd5184000, 0xd5384000, 0xd5184020, 0xd5384020, 0xc2884020, 0xc2984020,
        0xd51bd060, 0xd53bd060, 0xc28bd060, 0xc29bd060, 0xc28bd0e0, 0xc29bd0e0, 0xd5184280, 0xd5080000
    };

    public static final String[] NAME = {
        "hvc", "smc", "hlt", "dcps1", "dcps2", "dcps3", "eret", "drps", "msr", "wfi",
        "msr daif", "msr spsr_el1", "mrs spsr_el1", "msr elr_el1", "mrs elr_el1", "msr celr_el1", "mrs celr_el1",
        "msr tpidrro_el0", "mrs tpidrro_el0", "msr ctpidrro_el0", "mrs ctpidrro_el0", "msr cid_el0", "mrs cid_el0", "msr uao", "sys #0"
    };

    public static final long CLEAN = -1;

    /** The offset of the first forbidden instruction in {@code text}, or {@link #CLEAN}. */
    public static long refused(Cap text, long bytes) {
        for (long at = 0; at < bytes; at += STEP) {
            int word = text.load32(at);
            if ((word & 0xfc000000) != 0xd4000000 && (word & 0xffe00000) != 0xc2800000) continue;
            if (which(word) >= 0) return at;
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
        return text.load32(at);
    }
}
