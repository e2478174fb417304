package dev.ufork.images.verify;

import dev.ufork.emulator.Memory;
import dev.ufork.isa.cap.Capability;

/** Sixteen bytes of memory with their tag, and where: what one store of a capability changes, or one store of less. */
record Granule(long at, long low, long high, boolean tag) {

    /** What is there now. */
    static Granule of(Ram m, long at) {
        long from = at & -Ram.GRANULE;
        return new Granule(from, m.load(from, 8), m.load(from + 8, 8), m.tag(from));
    }

    static Granule of(long at, Capability c) {
        return new Granule(at, c.cursor(), c.format().memoryForm(c.pesbt()), c.tag());
    }

    /** What is there after a store of eight bytes. */
    static Granule word(Ram m, long at, long value) {
        Granule now = of(m, at);
        return (at & 8) == 0 ? new Granule(now.at, value, now.high, false) : new Granule(now.at, now.low, value, false);
    }

    /** What is there after a store of four bytes. */
    static Granule number(Ram m, long at, int value) {
        int shift = (int) (at & 4) * 8;
        long old = m.load(at & -8, 8);
        return word(m, at & -8, old & ~(0xffff_ffffL << shift) | (value & 0xffff_ffffL) << shift);
    }

    void write(Memory m) {
        m.store(at, 8, low);
        m.store(at + 8, 8, high);
        m.tag(at, tag);
    }
}
