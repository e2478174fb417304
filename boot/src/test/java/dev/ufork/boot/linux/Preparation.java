package dev.ufork.boot.linux;

import static dev.ufork.boot.linux.Numbers.*;

import dev.ufork.shared.Limit;
import dev.ufork.shared.Signal;

/** What a stand-in does before it makes calls for its program. */
final class Preparation {
    private static final int CLOCK_MONOTONIC = 1;
    private static final int PAGE_READ = 1;
    /** Seconds after which a stand-in ends: its JVM is gone. */
    private static final long LIFE = 300;
    /** What processes of an image have: descriptors, and the bits that new files do not get. */
    private static final int DESCRIPTORS = 256;
    private static final int MASK = 022;

    private final HostedProcess process;
    private final Slot slot;

    Preparation(HostedProcess process, Slot slot) {
        this.process = process;
        this.slot = slot;
    }

    /** Every one: nothing is mapped behind its areas, one of them is constant, and its life is short. */
    void every() {
        long at = slot.end(0) - 64;
        slot.writeLongs(at, 0, Signal.KILL, 0, 0, 0, 0, 0, 0);
        process.ask(TIMER_CREATE, CLOCK_MONOTONIC, at, at + 32);
        long timer = slot.readInt(at + 32);
        slot.writeLongs(at, 0, 0, LIFE, 0);
        process.ask(TIMER_SETTIME, timer, 0, at, 0);
        for (int area = 0; area <= Slot.CONSTANT; area++) process.ask(MUNMAP, slot.end(area), Slot.PAGE);
        process.ask(MPROTECT, slot.end(Slot.CONSTANT) - Slot.AREA, Slot.AREA, PAGE_READ);
    }

    /** The first: a session of its own, no more rights than the tree needs, and the limits of an image. */
    void first() {
        every();
        process.ask(SETSID);
        process.ask(SETGROUPS, 0, 0);
        process.ask(SETRESGID, World.NOBODY, World.NOBODY, World.NOBODY);
        process.ask(SETRESUID, World.NOBODY, World.NOBODY, World.NOBODY);
        process.ask(UMASK, MASK);
        limit(Limit.FILES, DESCRIPTORS);
        limit(Limit.CORE, 0);
    }

    private void limit(int which, long n) {
        long at = slot.end(0) - 16;
        slot.writeLongs(at, n, n);
        process.ask(PRLIMIT64, 0, which, at, 0);
    }
}
