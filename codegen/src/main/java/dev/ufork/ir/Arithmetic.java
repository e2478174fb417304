package dev.ufork.ir;

import java.util.OptionalLong;

/** What the integer operations compute, on numbers: for folding constants and for interpreting. */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * The result of an integer operation, as a constant holds it (sign extended from its type).
     *
     * @param type of the first operand
     * @param a    first operand, sign extended from its type
     * @param b    second operand; ignored if the operation has one only
     * @return empty if the operation is none of integers only, or divides by zero
     */
    public static OptionalLong apply(Opcode op, Type type, long a, long b) {
        boolean divides = op == Opcode.DIVS || op == Opcode.DIVU || op == Opcode.REMS || op == Opcode.REMU;
        if (divides && b == 0) return OptionalLong.empty();
        return switch (op) {
            case MULHU -> OptionalLong.of(Math.unsignedMultiplyHigh(a, b));
            case MULHS -> OptionalLong.of(Math.multiplyHigh(a, b));
            case SEXT8 -> OptionalLong.of((byte) a);
            case SEXT16 -> OptionalLong.of((short) a);
            case SEXT -> OptionalLong.of(a);
            case ZEXT -> OptionalLong.of(a & 0xffff_ffffL);
            case TRUNC -> OptionalLong.of((int) a);
            case EQ -> truth(a == b);
            case NE -> truth(a != b);
            case LTS -> truth(a < b);
            case LES -> truth(a <= b);
            // Sign extension keeps the unsigned order of ints.
            case LTU -> truth(Long.compareUnsigned(a, b) < 0);
            case LEU -> truth(Long.compareUnsigned(a, b) <= 0);
            default -> type == Type.I32 ? narrow(op, (int) a, (int) b) : wide(op, a, b);
        };
    }

    private static OptionalLong truth(boolean b) {
        return OptionalLong.of(b ? 1 : 0);
    }

    private static OptionalLong narrow(Opcode op, int a, int b) {
        return switch (op) {
            case ADD -> OptionalLong.of(a + b);
            case SUB -> OptionalLong.of(a - b);
            case MUL -> OptionalLong.of(a * b);
            case DIVS -> OptionalLong.of(a / b);
            case DIVU -> OptionalLong.of(Integer.divideUnsigned(a, b));
            case REMS -> OptionalLong.of(a % b);
            case REMU -> OptionalLong.of(Integer.remainderUnsigned(a, b));
            case AND -> OptionalLong.of(a & b);
            case OR -> OptionalLong.of(a | b);
            case XOR -> OptionalLong.of(a ^ b);
            case SHL -> OptionalLong.of(a << b);
            case SHRU -> OptionalLong.of(a >>> b);
            case SHRS -> OptionalLong.of(a >> b);
            case CLZ -> OptionalLong.of(Integer.numberOfLeadingZeros(a));
            case CTZ -> OptionalLong.of(Integer.numberOfTrailingZeros(a));
            case POPCNT -> OptionalLong.of(Integer.bitCount(a));
            case BSWAP -> OptionalLong.of(Integer.reverseBytes(a));
            default -> OptionalLong.empty();
        };
    }

    private static OptionalLong wide(Opcode op, long a, long b) {
        return switch (op) {
            case ADD -> OptionalLong.of(a + b);
            case SUB -> OptionalLong.of(a - b);
            case MUL -> OptionalLong.of(a * b);
            case DIVS -> OptionalLong.of(a / b);
            case DIVU -> OptionalLong.of(Long.divideUnsigned(a, b));
            case REMS -> OptionalLong.of(a % b);
            case REMU -> OptionalLong.of(Long.remainderUnsigned(a, b));
            case AND -> OptionalLong.of(a & b);
            case OR -> OptionalLong.of(a | b);
            case XOR -> OptionalLong.of(a ^ b);
            case SHL -> OptionalLong.of(a << b);
            case SHRU -> OptionalLong.of(a >>> b);
            case SHRS -> OptionalLong.of(a >> b);
            case CLZ -> OptionalLong.of(Long.numberOfLeadingZeros(a));
            case CTZ -> OptionalLong.of(Long.numberOfTrailingZeros(a));
            case POPCNT -> OptionalLong.of(Long.bitCount(a));
            case BSWAP -> OptionalLong.of(Long.reverseBytes(a));
            default -> OptionalLong.empty();
        };
    }
}
