package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.ADD;
import static dev.ufork.ir.Opcode.AND;
import static dev.ufork.ir.Opcode.MUL;
import static dev.ufork.ir.Opcode.OR;
import static dev.ufork.ir.Opcode.SHL;
import static dev.ufork.ir.Opcode.SHRU;
import static dev.ufork.ir.Opcode.SUB;
import static dev.ufork.ir.Opcode.XOR;

import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;

/**
 * Spells out the counting of bits and the reversal of bytes for machines without instructions for them, as in Warren,
 * "Hacker's Delight", chapter 5 and section 7-1.
 */
final class Expand implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        Rewriter r = new Rewriter(f, target);
        boolean any = false;
        for (Block b : f.blocks()) {
            for (Insn i : b) {
                // Ones are counted by vector instructions at best, which this compiler does not use.
                if (target.counts() && i.op() != Opcode.POPCNT) continue;
                Value spelled = spell(i, r.at(i));
                if (spelled == null) continue;
                i.replaceWith(spelled);
                i.remove();
                any = true;
            }
        }
        if (any) f.settle();
        return any;
    }

    private static Value spell(Insn i, Rewriter r) {
        return switch (i.op()) {
            case POPCNT -> ones(i.arg(0).resolve(), r);
            case CLZ -> leadingZeroes(i.arg(0).resolve(), r);
            // The bits below the lowest one: all of them for zero.
            case CTZ -> {
                Value x = i.arg(0).resolve();
                yield ones(r.op(AND, r.op(XOR, x, -1), r.op(ADD, x, -1)), r);
            }
            case BSWAP -> reversed(i.arg(0).resolve(), r);
            default -> null;
        };
    }

    /** All bits up to the highest one are set; the zeroes are counted. */
    private static Value leadingZeroes(Value x, Rewriter r) {
        Value filled = x;
        for (int by = 1; by < x.type().bits(); by *= 2) filled = r.op(OR, filled, r.op(SHRU, filled, by));
        return ones(r.op(XOR, filled, -1), r);
    }

    /** Sums of 2, 4 and 8 bits side by side; a product gathers the bytes at the top. */
    private static Value ones(Value x, Rewriter r) {
        Value pairs = r.op(SUB, x, r.op(AND, r.op(SHRU, x, 1), 0x5555_5555_5555_5555L));
        Value fours = r.op(ADD, r.op(AND, pairs, 0x3333_3333_3333_3333L), r.op(AND, r.op(SHRU, pairs, 2), 0x3333_3333_3333_3333L));
        Value bytes = r.op(AND, r.op(ADD, fours, r.op(SHRU, fours, 4)), 0x0f0f_0f0f_0f0f_0f0fL);
        Value sum = r.op(SHRU, r.op(MUL, bytes, 0x0101_0101_0101_0101L), x.type().bits() - 8);
        return x.type() == Type.I32 ? sum : r.op(Opcode.TRUNC, sum);
    }

    /** Neighbouring bytes change places, then pairs, then halves. */
    private static Value reversed(Value x, Rewriter r) {
        Value v = swapped(x, 8, 0x00ff_00ff_00ff_00ffL, r);
        if (x.type() == Type.I64) v = swapped(v, 16, 0x0000_ffff_0000_ffffL, r);
        int half = x.type().bits() / 2;
        return r.op(OR, r.op(SHL, v, half), r.op(SHRU, v, half));
    }

    private static Value swapped(Value x, int by, long mask, Rewriter r) {
        return r.op(OR, r.op(SHL, r.op(AND, x, mask), by), r.op(AND, r.op(SHRU, x, by), mask));
    }
}
