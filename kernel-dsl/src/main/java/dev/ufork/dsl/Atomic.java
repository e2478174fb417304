package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/**
 * Indivisible operations on memory, for what cores share.
 *
 * <p>The capability points at the operand: {@code Atomic.add(frame.field("references"), 1)}. Operations that read and write
 * acquire and release; loads acquire and stores release.
 */
public final class Atomic {
    private Atomic() {}

    /** Loads; later accesses stay after it. */
    @Intrinsic(Op.ATOMIC_LOAD32)
    public static int load32(Cap at) { return Hosted.atomic(() -> at.load32(0)); }

    /** Stores; earlier accesses stay before it. */
    @Intrinsic(Op.ATOMIC_STORE32)
    public static void store32(Cap at, int value) { Hosted.atomic(() -> { at.store32(0, value); return value; }); }

    /** Stores {@code value} and returns what was there. */
    @Intrinsic(Op.ATOMIC_SWAP32)
    public static int swap32(Cap at, int value) { return Hosted.atomic(() -> { int old = at.load32(0); at.store32(0, value); return old; }); }

    /** Stores {@code desired} if {@code expected} is there; says whether it did. */
    @Intrinsic(Op.ATOMIC_CAS32)
    public static boolean compareAndSet32(Cap at, int expected, int desired) {
        return Hosted.atomic(() -> { int old = at.load32(0); if (old == expected) at.store32(0, desired); return old == expected; });
    }

    /** Loads; later accesses stay after it. */
    @Intrinsic(Op.ATOMIC_LOAD64)
    public static long load64(Cap at) { return Hosted.atomic(() -> at.load64(0)); }

    /** Stores; earlier accesses stay before it. */
    @Intrinsic(Op.ATOMIC_STORE64)
    public static void store64(Cap at, long value) { Hosted.atomic(() -> { at.store64(0, value); return value; }); }

    /** Stores {@code value} and returns what was there. */
    @Intrinsic(Op.ATOMIC_SWAP64)
    public static long swap64(Cap at, long value) { return Hosted.atomic(() -> { long old = at.load64(0); at.store64(0, value); return old; }); }

    /** Stores {@code desired} if {@code expected} is there; says whether it did. */
    @Intrinsic(Op.ATOMIC_CAS64)
    public static boolean compareAndSet64(Cap at, long expected, long desired) {
        return Hosted.atomic(() -> { long old = at.load64(0); if (old == expected) at.store64(0, desired); return old == expected; });
    }

    /** Loads; later accesses stay after it. */
    @Intrinsic(Op.ATOMIC_LOAD_CAP)
    public static Cap loadCap(Cap at) { return Hosted.atomic(() -> at.loadCap(0)); }

    /** Stores; earlier accesses stay before it. */
    @Intrinsic(Op.ATOMIC_STORE_CAP)
    public static void storeCap(Cap at, Cap value) { Hosted.atomic(() -> { at.storeCap(0, value); return value; }); }

    /** Stores {@code value} and returns what was there. */
    @Intrinsic(Op.ATOMIC_SWAP_CAP)
    public static Cap swapCap(Cap at, Cap value) { return Hosted.atomic(() -> { Cap old = at.loadCap(0); at.storeCap(0, value); return old; }); }

    /** Stores {@code desired} if {@code expected} is there; says whether it did. */
    @Intrinsic(Op.ATOMIC_CAS_CAP)
    public static boolean compareAndSetCap(Cap at, Cap expected, Cap desired) {
        return Hosted.atomic(() -> { Cap old = at.loadCap(0); if (old.same(expected)) at.storeCap(0, desired); return old.same(expected); });
    }

    /** Adds {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_ADD32)
    public static int add32(Cap at, int value) { return Hosted.atomic(() -> { int old = at.load32(0); at.store32(0, old + value); return old; }); }

    /** Ands {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_AND32)
    public static int and32(Cap at, int value) { return Hosted.atomic(() -> { int old = at.load32(0); at.store32(0, old & value); return old; }); }

    /** Ors {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_OR32)
    public static int or32(Cap at, int value) { return Hosted.atomic(() -> { int old = at.load32(0); at.store32(0, old | value); return old; }); }

    /** Adds {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_ADD64)
    public static long add64(Cap at, long value) { return Hosted.atomic(() -> { long old = at.load64(0); at.store64(0, old + value); return old; }); }

    /** Ands {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_AND64)
    public static long and64(Cap at, long value) { return Hosted.atomic(() -> { long old = at.load64(0); at.store64(0, old & value); return old; }); }

    /** Ors {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_OR64)
    public static long or64(Cap at, long value) { return Hosted.atomic(() -> { long old = at.load64(0); at.store64(0, old | value); return old; }); }

    /** Exclusive-ors {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_XOR32)
    public static int xor32(Cap at, int value) { return Hosted.atomic(() -> { int old = at.load32(0); at.store32(0, old ^ value); return old; }); }

    /** Exclusive-ors {@code value} and returns what was there before. */
    @Intrinsic(Op.ATOMIC_XOR64)
    public static long xor64(Cap at, long value) { return Hosted.atomic(() -> { long old = at.load64(0); at.store64(0, old ^ value); return old; }); }

    /** Keeps the accesses before it and after it apart, on all cores. */
    @Intrinsic(Op.FENCE)
    public static void fence() { java.lang.invoke.VarHandle.fullFence(); }
}
