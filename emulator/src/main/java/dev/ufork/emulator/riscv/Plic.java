package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Device;
import java.util.List;

/**
 * The platform-level interrupt controller: level-triggered sources with priorities, and for each hart a machine and a
 * supervisor context that claims and completes them (RISC-V PLIC specification).
 */
final class Plic implements Device {
    static final long BASE = 0xc00_0000;
    static final long SIZE = 0x21_0000;
    private static final int SOURCES = 64;
    private static final long PENDING = 0x1000;
    private static final long ENABLE = 0x2000;
    private static final long ENABLE_STRIDE = 0x80;
    private static final long CONTEXT = 0x20_0000;
    private static final long CONTEXT_STRIDE = 0x1000;
    private static final int PRIORITIES = 7;

    private final List<Hart> harts;
    private final int[] priority = new int[SOURCES];
    private long raised;
    private long pending;
    private long claimed;
    // By context: hart * 2, + 1 for the supervisor's.
    private final long[] enabled;
    private final int[] threshold;

    Plic(List<Hart> harts) {
        this.harts = harts;
        enabled = new long[harts.size() * 2];
        threshold = new int[harts.size() * 2];
    }

    /** Drives a source's line. */
    void drive(int source, boolean level) {
        long bit = 1L << source;
        raised = level ? raised | bit : raised & ~bit;
        if (level) pending |= bit & ~claimed;
        else pending &= ~bit;
        update();
    }

    private void update() {
        for (int context = 0; context < enabled.length; context++) {
            int line = (context & 1) == 0 ? Csrs.MEIP : Csrs.SEIP;
            harts.get(context / 2).csrs.drive(line, best(context) != 0);
        }
    }

    private int best(int context) {
        long candidates = pending & enabled[context] & ~claimed;
        int best = 0;
        int bestPriority = threshold[context];
        while (candidates != 0) {
            int source = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            if (priority[source] > bestPriority) {
                best = source;
                bestPriority = priority[source];
            }
        }
        return best;
    }

    @Override
    public String name() {
        return "plic";
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public boolean takes(int size) {
        return size == 4;
    }

    @Override
    public long load(long offset, int size) {
        if (offset < 4 * SOURCES) return priority[(int) offset / 4];
        if (offset >= PENDING && offset < PENDING + SOURCES / 8) return half(pending, offset);
        int enable = index(offset, ENABLE, ENABLE_STRIDE);
        if (enable >= 0) return (offset & ENABLE_STRIDE - 1) < SOURCES / 8 ? half(enabled[enable], offset) : 0;
        int context = index(offset, CONTEXT, CONTEXT_STRIDE);
        if (context < 0) return 0;
        return switch ((int) (offset & CONTEXT_STRIDE - 1)) {
            case 0 -> threshold[context];
            case 4 -> claim(context);
            default -> 0;
        };
    }

    private static long half(long word, long offset) {
        return word >>> (offset & 4) * 8 & 0xffff_ffffL;
    }

    private int index(long offset, long from, long stride) {
        long index = (offset - from) / stride;
        return offset >= from && index < enabled.length ? (int) index : -1;
    }

    private int claim(int context) {
        int source = best(context);
        if (source != 0) {
            pending &= ~(1L << source);
            claimed |= 1L << source;
            update();
        }
        return source;
    }

    @Override
    public void store(long offset, int size, long value) {
        int enable = index(offset, ENABLE, ENABLE_STRIDE);
        int context = index(offset, CONTEXT, CONTEXT_STRIDE);
        if (offset < 4 * SOURCES) {
            priority[(int) offset / 4] = (int) value & PRIORITIES;
        } else if (enable >= 0 && (offset & ENABLE_STRIDE - 1) < SOURCES / 8) {
            long shift = (offset & 4) * 8;
            enabled[enable] = (enabled[enable] & ~(0xffff_ffffL << shift) | (value & 0xffff_ffffL) << shift) & ~1;
        } else if (context >= 0 && (offset & CONTEXT_STRIDE - 1) == 0) {
            threshold[context] = (int) value & PRIORITIES;
        } else if (context >= 0 && (offset & CONTEXT_STRIDE - 1) == 4) {
            complete((int) value & SOURCES - 1);
        }
        update();
    }

    private void complete(int source) {
        long bit = 1L << source;
        claimed &= ~bit;
        pending |= raised & bit;
    }
}
