package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.*;

import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Value;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.mir.MOperand;
import java.util.OptionalInt;

/** Integer arithmetic: immediates, operands that are shifted or extended on their way, products that are added. */
abstract class MoIntegerRules extends MoMemoryRules {
    private static final int UXTW = 2;
    private static final int UXTX = 3;
    private static final int SXTW = 6;

    /** An operand that is shifted by a constant: 0 left, 1 right, 2 right with the sign. */
    private record Shifted(Value value, int how, long amount) {}

    /** An operand of 64 bits that is extended, then shifted left by at most four. */
    record Extended(MOperand register, int option, long shift) {}

    MoIntegerRules(Function function) {
        super(function);
    }

    private MOperand operand(boolean word, Value v) {
        return word ? low(v) : in(v);
    }

    final void binary(Insn i, MorelloOp word, MorelloOp wide) {
        emit(isInt(i) ? word : wide, def(i), operand(isInt(i), i.arg(0)), operand(isInt(i), i.arg(1)));
    }

    final void unary(Insn i, MorelloOp word, MorelloOp wide) {
        boolean narrow = isInt(i.arg(0));
        emit(narrow ? word : wide, def(i), operand(narrow, i.arg(0)));
    }

    final void trailingZeroes(Insn i) {
        boolean word = isInt(i.arg(0));
        MOperand reversed = intermediate(word ? RBIT_INT_32 : RBIT_INT_64, operand(word, i.arg(0)));
        emit(word ? CLZ_INT_32 : CLZ_INT_64, def(i), reversed);
    }

    final void remainder(Insn i, MorelloOp word, MorelloOp wide) {
        boolean narrow = isInt(i);
        MOperand a = operand(narrow, i.arg(0));
        MOperand b = operand(narrow, i.arg(1));
        MOperand quotient = intermediate(narrow ? word : wide, a, b);
        emit(narrow ? MSUB_32 : MSUB_64, def(i), quotient, b, a);
    }

    /** {@code v} as a shifted operand, if it is nothing but that and nobody else needs it. */
    private Shifted shifted(Value v) {
        if (!(maker(v) instanceof Insn i) || uses.count(i) != 1) return null;
        int how = switch (i.op()) {
            case SHL -> 0;
            case SHRU -> 1;
            case SHRS -> 2;
            default -> -1;
        };
        if (how < 0 || number(i.arg(1)).isEmpty()) return null;
        return new Shifted(i.arg(0), how, valueOf(i.arg(1)) & (isInt(i) ? 31 : 63));
    }

    /** {@code v} as what add takes that extends its operand: as it is if nothing can be saved. */
    final Extended extended(Value v) {
        long shift = 0;
        Value inner = v;
        if (maker(v) instanceof Insn shl && shl.op() == Opcode.SHL && uses.count(shl) == 1 && number(shl.arg(1)).isPresent()
                && (valueOf(shl.arg(1)) & 63) <= 4) {
            shift = valueOf(shl.arg(1)) & 63;
            inner = shl.arg(0);
        }
        if (maker(inner) instanceof Insn i && sameRegister(i) == i && (i.op() == Opcode.SEXT || i.op() == Opcode.ZEXT))
            return new Extended(low(i.arg(0)), i.op() == Opcode.SEXT ? SXTW : UXTW, shift);
        return new Extended(in(inner), UXTX, shift);
    }

    final void add(Insn i) {
        boolean word = isInt(i);
        Value a = i.arg(0);
        Value b = i.arg(1);
        if (number(b).isPresent() && addNumber(i, a, valueOf(b))) return;
        if (product(i, b, a, MADD_32, MADD_64, SMADDL, UMADDL) || product(i, a, b, MADD_32, MADD_64, SMADDL, UMADDL)) return;
        if (shifted(b) == null && shifted(a) != null) {
            Value swap = a;
            a = b;
            b = swap;
        }
        if (!word && (isExtension(b) || isExtension(a))) {
            boolean first = !isExtension(b);
            Extended e = extended(first ? a : b);
            emit(ADD_ADDSUB_EXT_64, def(i), reg(first ? b : a), e.register(), imm(e.option()), imm(e.shift()));
            return;
        }
        combine(i, a, b, ADD_ADDSUB_SHIFT_32, ADD_ADDSUB_SHIFT_64);
    }

    private boolean isExtension(Value v) {
        return extended(v).option() != UXTX;
    }

    final void sub(Insn i) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        if (number(b).isPresent() && addNumber(i, a, -valueOf(b))) return;
        if (product(i, b, a, MSUB_32, MSUB_64, SMSUBL, UMSUBL)) return;
        if (!isInt(i) && isExtension(b)) {
            Extended e = extended(b);
            emit(SUB_ADDSUB_EXT_64, def(i), reg(a), e.register(), imm(e.option()), imm(e.shift()));
            return;
        }
        combine(i, a, b, SUB_ADDSUB_SHIFT_32, SUB_ADDSUB_SHIFT_64);
    }

    private boolean addNumber(Insn i, Value a, long k) {
        boolean word = isInt(i);
        if (word) k = (int) k;
        if (!fitsAdd(k) && !fitsAdd(-k)) return false;
        boolean negative = !fitsAdd(k);
        MorelloOp op = negative ? word ? SUB_ADDSUB_IMM_32 : SUB_ADDSUB_IMM_64 : word ? ADD_ADDSUB_IMM_32 : ADD_ADDSUB_IMM_64;
        MOperand[] n = addend(negative ? -k : k);
        emit(op, def(i), word ? lowReg(a) : reg(a), n[0], n[1]);
        return true;
    }

    /** A product that is needed only for this sum. */
    private boolean product(Insn i, Value v, Value rest, MorelloOp word, MorelloOp wide, MorelloOp signed, MorelloOp unsigned) {
        Insn mul = alone(v, Opcode.MUL);
        if (mul == null || powerOfTwo(mul.arg(1))) return false;
        if (isInt(i)) {
            emit(word, def(i), low(mul.arg(0)), low(mul.arg(1)), low(rest));
        } else {
            Opcode long1 = longProduct(mul);
            if (long1 == null) emit(wide, def(i), in(mul.arg(0)), in(mul.arg(1)), in(rest));
            else emit(long1 == Opcode.SEXT ? signed : unsigned, def(i), low(mul.arg(0)), low(mul.arg(1)), in(rest));
        }
        return true;
    }

    /** How both factors of a product of 64 bits are extended, if they are alike; else {@code null}. */
    private Opcode longProduct(Insn mul) {
        if (isInt(mul) || !(maker(mul.arg(0)) instanceof Insn a) || !(maker(mul.arg(1)) instanceof Insn b) || a.op() != b.op()) return null;
        boolean extends1 = a.op() == Opcode.SEXT || a.op() == Opcode.ZEXT;
        return extends1 && sameRegister(a) == a && sameRegister(b) == b ? a.op() : null;
    }

    private boolean powerOfTwo(Value v) {
        return number(v).isPresent() && Long.bitCount(valueOf(v)) == 1;
    }

    final void mul(Insn i) {
        boolean word = isInt(i);
        Value a = i.arg(0);
        if (number(i.arg(1)).isPresent()) {
            long k = valueOf(i.arg(1));
            if (word) k &= 0xffff_ffffL;
            if (Long.bitCount(k) == 1) {
                shiftLeft(i, operand(word, a), Long.numberOfTrailingZeros(k));
                return;
            }
            if (Long.bitCount(k - 1) == 1) {
                emit(word ? ADD_ADDSUB_SHIFT_32 : ADD_ADDSUB_SHIFT_64, def(i), operand(word, a), operand(word, a), imm(0),
                    imm(Long.numberOfTrailingZeros(k - 1)));
                return;
            }
        }
        Opcode both = longProduct(i);
        if (both == null) emit(word ? MADD_32 : MADD_64, def(i), operand(word, a), operand(word, i.arg(1)), ZERO);
        else emit(both == Opcode.SEXT ? SMADDL : UMADDL, def(i), low(a), low(i.arg(1)), ZERO);
    }

    /** The general form of two registers, of which the second may be shifted. */
    private void combine(Insn i, Value a, Value b, MorelloOp word, MorelloOp wide) {
        boolean narrow = isInt(i);
        Shifted s = shifted(b);
        MOperand second = operand(narrow, s == null ? b : s.value());
        emit(narrow ? word : wide, def(i), operand(narrow, a), second, imm(s == null ? 0 : s.how()), imm(s == null ? 0 : s.amount()));
    }

    final void and(Insn i) {
        boolean word = isInt(i);
        if (number(i.arg(1)).isPresent()) {
            long mask = valueOf(i.arg(1));
            if (word) mask &= 0xffff_ffffL;
            if (field(i, mask)) return;
            OptionalInt bits = bitmask(valueOf(i.arg(1)), word);
            if (bits.isPresent()) {
                logicalImmediate(i, bits.getAsInt(), AND_LOG_IMM_32, AND_LOG_IMM_64);
                return;
            }
            // The mask of a word: a move of the lower half.
            if (mask == 0xffff_ffffL) {
                copyLow(def(i), low(i.arg(0)));
                return;
            }
        }
        logical(i, AND_LOG_SHIFT_32, AND_LOG_SHIFT_64, BIC_LOG_SHIFT_32, BIC_LOG_SHIFT_64);
    }

    /** Low bits of what is shifted right: a bit field. */
    private boolean field(Insn i, long mask) {
        if (mask == 0 || (mask & mask + 1) != 0 || !(maker(i.arg(0)) instanceof Insn s) || s.op() != Opcode.SHRU && s.op() != Opcode.SHRS
                || s.type() != i.type() || uses.count(s) != 1 || number(s.arg(1)).isEmpty()) return false;
        boolean word = isInt(i);
        int width = word ? 32 : 64;
        long from = valueOf(s.arg(1)) & width - 1;
        long to = from + Long.bitCount(mask) - 1;
        if (to >= width) return false;
        emit(word ? UBFM_32 : UBFM_64, def(i), operand(word, s.arg(0)), imm(from), imm(to));
        return true;
    }

    private void logicalImmediate(Insn i, int n, MorelloOp word, MorelloOp wide) {
        if (isInt(i)) emit(word, def(i), low(i.arg(0)), imm(n >>> 6 & 63), imm(n & 63));
        else emit(wide, def(i), in(i.arg(0)), imm(n >>> 12), imm(n >>> 6 & 63), imm(n & 63));
    }

    /** Logic on registers; an operand may be inverted on its way, or shifted. */
    private void logical(Insn i, MorelloOp word, MorelloOp wide, MorelloOp wordNot, MorelloOp wideNot) {
        Value a = i.arg(0);
        Value b = i.arg(1);
        if (!isNot(b) && isNot(a) || !isNot(b) && shifted(b) == null && shifted(a) != null) {
            Value swap = a;
            a = b;
            b = swap;
        }
        if (isNot(b)) combine(i, a, ((Insn) behind(b)).arg(0), wordNot, wideNot);
        else combine(i, a, b, word, wide);
    }

    private boolean isNot(Value v) {
        return alone(v, Opcode.XOR) instanceof Insn xor && isNumber(xor.arg(1), -1);
    }

    final void or(Insn i) {
        if (number(i.arg(1)).isPresent()) {
            OptionalInt bits = bitmask(valueOf(i.arg(1)), isInt(i));
            if (bits.isPresent()) {
                logicalImmediate(i, bits.getAsInt(), ORR_LOG_IMM_32, ORR_LOG_IMM_64);
                return;
            }
        }
        if (rotate(i, i.arg(0), i.arg(1)) || rotate(i, i.arg(1), i.arg(0))) return;
        logical(i, ORR_LOG_SHIFT_32, ORR_LOG_SHIFT_64, ORN_LOG_SHIFT_32, ORN_LOG_SHIFT_64);
    }

    /** {@code x << k | y >>> width - k}: bits from the middle of two registers side by side. */
    private boolean rotate(Insn i, Value left, Value right) {
        Shifted l = shifted(left);
        Shifted r = shifted(right);
        if (l == null || r == null || l.how() != 0 || r.how() != 1 || l.amount() + r.amount() != (isInt(i) ? 32 : 64)) return false;
        emit(isInt(i) ? EXTR_32 : EXTR_64, def(i), operand(isInt(i), l.value()), operand(isInt(i), r.value()), imm(r.amount()));
        return true;
    }

    final void xor(Insn i) {
        boolean word = isInt(i);
        if (isNumber(i.arg(1), -1)) {
            Shifted s = shifted(i.arg(0));
            MOperand v = operand(word, s == null ? i.arg(0) : s.value());
            emit(word ? ORN_LOG_SHIFT_32 : ORN_LOG_SHIFT_64, def(i), ZERO, v, imm(s == null ? 0 : s.how()), imm(s == null ? 0 : s.amount()));
            return;
        }
        if (number(i.arg(1)).isPresent()) {
            OptionalInt bits = bitmask(valueOf(i.arg(1)), word);
            if (bits.isPresent()) {
                logicalImmediate(i, bits.getAsInt(), EOR_LOG_IMM_32, EOR_LOG_IMM_64);
                return;
            }
        }
        logical(i, EOR_LOG_SHIFT_32, EOR_LOG_SHIFT_64, EON_32, EON_64);
    }

    final void shift(Insn i) {
        boolean word = isInt(i);
        if (number(i.arg(1)).isEmpty()) {
            MorelloOp op = switch (i.op()) {
                case SHL -> word ? LSLV_32 : LSLV_64;
                case SHRU -> word ? LSRV_32 : LSRV_64;
                default -> word ? ASRV_32 : ASRV_64;
            };
            emit(op, def(i), operand(word, i.arg(0)), low(i.arg(1)));
            return;
        }
        int width = word ? 32 : 64;
        long k = valueOf(i.arg(1)) & width - 1;
        Insn inner = maker(i.arg(0));
        boolean extension = !word && inner != null && (inner.op() == Opcode.SEXT || inner.op() == Opcode.ZEXT) && sameRegister(inner) == inner;
        switch (i.op()) {
            case SHL -> {
                // Extension and shift in one.
                if (extension) emit(inner.op() == Opcode.SEXT ? SBFM_64 : UBFM_64, def(i), low(inner.arg(0)), imm(64 - k & 63), imm(Math.min(31, 63 - k)));
                else shiftLeft(i, operand(word, i.arg(0)), k);
            }
            case SHRU -> emit(word ? UBFM_32 : UBFM_64, def(i), operand(word, i.arg(0)), imm(k), imm(width - 1));
            default -> {
                if (extension && inner.op() == Opcode.SEXT && k < 32) emit(SBFM_64, def(i), low(inner.arg(0)), imm(k), imm(31));
                else emit(word ? SBFM_32 : SBFM_64, def(i), operand(word, i.arg(0)), imm(k), imm(width - 1));
            }
        }
    }

    private void shiftLeft(Insn i, MOperand v, long k) {
        int width = isInt(i) ? 32 : 64;
        emit(isInt(i) ? UBFM_32 : UBFM_64, def(i), v, imm(width - k & width - 1), imm(width - 1 - k));
    }

    final void signExtend(Insn i) {
        Value v = i.arg(0);
        Insn narrower = alone(v, Opcode.SEXT8) != null ? alone(v, Opcode.SEXT8) : alone(v, Opcode.SEXT16);
        if (narrower != null) emit(SBFM_64, def(i), low(narrower.arg(0)), imm(0), imm(narrower.op() == Opcode.SEXT8 ? 7 : 15));
        else emit(SBFM_64, def(i), low(v), imm(0), imm(31));
    }
}
