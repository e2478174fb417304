package dev.ufork.dsl;

/** Unsigned arithmetic: what Java's signed operators cannot say. */
public final class U {
    private U() {}

    /** {@code a < b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_LT) public static boolean lt(long a, long b) { return Long.compareUnsigned(a, b) < 0; }
    /** {@code a <= b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_LE) public static boolean le(long a, long b) { return Long.compareUnsigned(a, b) <= 0; }
    /** {@code a > b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_GT) public static boolean gt(long a, long b) { return lt(b, a); }
    /** {@code a >= b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_GE) public static boolean ge(long a, long b) { return le(b, a); }
    /** {@code a < b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_LT) public static boolean lt(int a, int b) { return Integer.compareUnsigned(a, b) < 0; }
    /** {@code a <= b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_LE) public static boolean le(int a, int b) { return Integer.compareUnsigned(a, b) <= 0; }
    /** {@code a > b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_GT) public static boolean gt(int a, int b) { return lt(b, a); }
    /** {@code a >= b}, unsigned. */
    @Intrinsic(Op.UNSIGNED_GE) public static boolean ge(int a, int b) { return le(b, a); }

    /** {@code a / b}, unsigned; panics when {@code b} is 0. */
    @Intrinsic(Op.UNSIGNED_DIV) public static long div(long a, long b) { return Long.divideUnsigned(a, b); }
    /** {@code a / b}, unsigned; panics when {@code b} is 0. */
    @Intrinsic(Op.UNSIGNED_DIV) public static int div(int a, int b) { return Integer.divideUnsigned(a, b); }
    /** {@code a % b}, unsigned; panics when {@code b} is 0. */
    @Intrinsic(Op.UNSIGNED_REM) public static long rem(long a, long b) { return Long.remainderUnsigned(a, b); }
    /** {@code a % b}, unsigned; panics when {@code b} is 0. */
    @Intrinsic(Op.UNSIGNED_REM) public static int rem(int a, int b) { return Integer.remainderUnsigned(a, b); }

    /** The smaller, unsigned. */
    @Intrinsic(Op.UNSIGNED_MIN) public static long min(long a, long b) { return lt(a, b) ? a : b; }
    /** The larger, unsigned. */
    @Intrinsic(Op.UNSIGNED_MAX) public static long max(long a, long b) { return lt(a, b) ? b : a; }

    /** The value zero-extended. */
    @Intrinsic(Op.UNSIGNED_TO_LONG) public static long toLong(int a) { return Integer.toUnsignedLong(a); }
    /** The upper 64 bits of the signed product. */
    @Intrinsic(Op.MULTIPLY_HIGH) public static long signedMulHigh(long a, long b) { return Math.multiplyHigh(a, b); }
    /** The upper 64 bits of the unsigned product. */
    @Intrinsic(Op.UNSIGNED_MULTIPLY_HIGH) public static long mulHigh(long a, long b) { return Math.unsignedMultiplyHigh(a, b); }
}
