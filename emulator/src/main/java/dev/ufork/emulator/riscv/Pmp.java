package dev.ufork.emulator.riscv;

/** Physical memory protection: 16 entries, matched in order (privileged manual, section 3.7). */
final class Pmp {
    static final int READ = 1;
    static final int WRITE = 2;
    static final int EXECUTE = 4;
    private static final int ALL = READ | WRITE | EXECUTE;
    private static final int LOCK = 0x80;
    private static final int ENTRIES = 16;
    private static final int OFF = 0;
    private static final int TOR = 1;
    private static final int NA4 = 2;

    private final byte[] config = new byte[ENTRIES];
    private final long[] address = new long[ENTRIES];
    // An entry's first and last byte.
    private final long[] first = new long[ENTRIES];
    private final long[] last = new long[ENTRIES];

    /** pmpcfg{@code index}; odd ones read as the even one's upper half, as in QEMU. */
    long config(int index) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int entry = index * 4 + i;
            if (entry < ENTRIES) value |= (config[entry] & 0xffL) << 8 * i;
        }
        return value;
    }

    void config(int index, long value) {
        if ((index & 1) != 0) return;
        for (int i = 0; i < 8; i++) {
            int entry = index * 4 + i;
            if (isLocked(entry)) continue;
            config[entry] = (byte) (value >>> 8 * i);
            update(entry);
        }
    }

    long address(int entry) {
        return address[entry];
    }

    void address(int entry, long value) {
        if (isLocked(entry)) return;
        address[entry] = value;
        update(entry);
        // The entry above may end a range that begins here.
        if (entry + 1 < ENTRIES && matching(entry + 1) == TOR) update(entry + 1);
    }

    private boolean isLocked(int entry) {
        if ((config[entry] & LOCK) != 0) return true;
        return entry + 1 < ENTRIES && (config[entry + 1] & LOCK) != 0 && matching(entry + 1) == TOR;
    }

    private int matching(int entry) {
        return config[entry] >> 3 & 3;
    }

    private void update(int entry) {
        long a = address[entry];
        switch (matching(entry)) {
            case OFF -> range(entry, 0, -1);
            case TOR -> range(entry, entry == 0 ? 0 : address[entry - 1] << 2, (a << 2) - 1);
            case NA4 -> range(entry, a << 2, (a << 2) + 3);
            default -> {
                // Naturally aligned: the low ones give the size.
                if (a == -1) {
                    range(entry, 0, -1);
                } else {
                    int ones = Long.numberOfTrailingZeros(~a);
                    long begin = (a & ~((1L << ones) - 1)) << 2;
                    range(entry, begin, begin + (1L << (ones + 3)) - 1);
                }
            }
        }
    }

    private void range(int entry, long from, long to) {
        first[entry] = from;
        last[entry] = to;
    }

    private boolean contains(int entry, long a) {
        return Long.compareUnsigned(a, first[entry]) >= 0 && Long.compareUnsigned(a, last[entry]) <= 0;
    }

    /** What {@code privilege} may do with {@code size} bytes at {@code a}. */
    int allowed(long a, int size, int privilege) {
        for (int i = 0; i < ENTRIES; i++) {
            if (matching(i) == OFF) continue;
            boolean begins = contains(i, a);
            boolean ends = contains(i, a + size - 1);
            if (begins != ends) return 0;
            if (begins) return privilege == Hart.MACHINE && !isLocked(i) ? ALL : config[i] & ALL;
        }
        return privilege == Hart.MACHINE ? ALL : 0;
    }

    /** Whether all of the page around {@code a} is treated alike. */
    boolean isUniform(long a) {
        long page = a & -4096;
        for (int i = 0; i < ENTRIES; i++) {
            if (matching(i) == OFF) continue;
            boolean begins = contains(i, page);
            if (begins != contains(i, page + 4095)) return false;
            if (begins) return true;
            if (first[i] - page >= 0 && first[i] - page < 4096) return false;
        }
        return true;
    }
}
