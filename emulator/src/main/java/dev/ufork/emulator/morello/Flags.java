package dev.ufork.emulator.morello;

/**
 * The condition flags, kept as the values they come from: N is the sign of the first, Z whether the second is zero, V the
 * sign of the last. Operations of 32 bits are done in the upper halves of 64.
 */
abstract class Flags {
    private long flagN;
    private long flagZ = 1;
    int flagC;
    private long flagV;

    final void setLogicFlags64(long result) {
        flagN = flagZ = result;
        flagC = 0;
        flagV = 0;
    }

    final void setLogicFlags32(long result) {
        setLogicFlags64(result << 32);
    }

    final long adds64(long a, long b) {
        long r = a + b;
        flagN = flagZ = r;
        flagC = Long.compareUnsigned(r, a) < 0 ? 1 : 0;
        flagV = (a ^ r) & (b ^ r);
        return r;
    }

    final long subs64(long a, long b) {
        long r = a - b;
        flagN = flagZ = r;
        flagC = Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
        flagV = (a ^ b) & (a ^ r);
        return r;
    }

    final long adds32(long a, long b) {
        return adds64(a << 32, b << 32) >>> 32;
    }

    final long subs32(long a, long b) {
        return subs64(a << 32, b << 32) >>> 32;
    }

    final int nzcv() {
        return (flagN < 0 ? 8 : 0) | (flagZ == 0 ? 4 : 0) | flagC << 1 | (flagV < 0 ? 1 : 0);
    }

    final void nzcv(int bits) {
        flagN = (bits & 8) != 0 ? -1 : 0;
        flagZ = (bits & 4) != 0 ? 0 : 1;
        flagC = bits >>> 1 & 1;
        flagV = (bits & 1) != 0 ? -1 : 0;
    }

    final boolean holds(int condition) {
        boolean result = switch (condition >>> 1) {
            case 0 -> flagZ == 0;
            case 1 -> flagC != 0;
            case 2 -> flagN < 0;
            case 3 -> flagV < 0;
            case 4 -> flagC != 0 && flagZ != 0;
            case 5 -> (flagN ^ flagV) >= 0;
            case 6 -> flagZ != 0 && (flagN ^ flagV) >= 0;
            default -> true;
        };
        return (condition & 1) == 0 || condition == 15 ? result : !result;
    }
}
