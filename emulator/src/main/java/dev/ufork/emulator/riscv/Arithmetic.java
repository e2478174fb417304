package dev.ufork.emulator.riscv;

/** Multiplication's upper half, division, and the two questions about capability lengths: integers in, integer out. */
final class Arithmetic {
    private Arithmetic() {}

    static long of(int operation, long a, long b) {
        return switch (operation) {
            case Code.MULH -> Math.multiplyHigh(a, b);
            case Code.MULHSU -> Math.multiplyHigh(a, b) + (b < 0 ? a : 0);
            case Code.MULHU -> Math.unsignedMultiplyHigh(a, b);
            case Code.DIV -> b == 0 ? -1 : a / b;
            case Code.DIVU -> b == 0 ? -1 : Long.divideUnsigned(a, b);
            case Code.REM -> b == 0 ? a : a % b;
            case Code.REMU -> b == 0 ? a : Long.remainderUnsigned(a, b);
            case Code.DIVW -> (int) b == 0 ? -1 : (int) a / (int) b;
            case Code.DIVUW -> (int) b == 0 ? -1 : Integer.divideUnsigned((int) a, (int) b);
            case Code.REMW -> (int) b == 0 ? (int) a : (int) a % (int) b;
            case Code.REMUW -> (int) b == 0 ? (int) a : Integer.remainderUnsigned((int) a, (int) b);
            case Code.CRRL -> Registers.FORMAT.representableLength(a);
            case Code.CRAM -> Registers.FORMAT.alignmentMask(a);
            default -> throw new IllegalArgumentException("operation " + operation);
        };
    }
}
