package dev.ufork.ir.pass;

import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Counter;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;

/**
 * Answers comparisons with loop counters that the loop's own test has answered already: above all whether an index is within
 * an array.
 *
 * <p>A counter that is known not to wrap and goes up lies between its first value and the limit, which it does not reach; one
 * that goes down, between the limit and its first value.
 */
final class Ranges implements FunctionPass {
    @Override
    public boolean run(Function f, Target target) {
        boolean any = false;
        Cfg cfg = new Cfg(f);
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            for (Counter c : Counter.of(loop, cfg)) {
                if (!c.exact()) continue;
                Range range = Range.of(c, loop, cfg);
                for (Block b : loop.blocks()) {
                    for (Insn i : b) {
                        if (!i.op().isCompare() || i.arg(0).type() != c.param().type()) continue;
                        int answer = range.answer(i, c.param());
                        if (answer < 0) continue;
                        i.replaceWith(f.constant(Type.I32, answer));
                        i.remove();
                        any = true;
                    }
                }
            }
        }
        if (any) f.settle();
        return any;
    }

    /**
     * What a counter is within the loop's body.
     *
     * @param least    its least value
     * @param greatest its greatest value
     * @param limit    a value that it is always below (above, if it goes down)
     */
    private record Range(long least, long greatest, Value limit, boolean up) {
        static Range of(Counter c, Loop loop, Cfg cfg) {
            Insn test = (Insn) Loops.latches(loop, cfg).getFirst().from().terminator().arg(0);
            boolean up = c.step() > 0;
            Value limit = test.arg(up ? 1 : 0);
            long min = c.param().type() == Type.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
            long max = c.param().type() == Type.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
            long first = c.first() instanceof Const k ? k.value() : up ? min : max;
            long last = limit instanceof Const k ? (up ? k.value() - 1 : k.value() + 1) : up ? max - 1 : min + 1;
            return up ? new Range(first, last, limit, true) : new Range(last, first, limit, false);
        }

        /** 1 or 0 if a comparison's result is known, else -1. */
        int answer(Insn i, Value counter) {
            Value other = i.arg(0) == counter ? i.arg(1) : i.arg(0);
            boolean left = i.arg(0) == counter;
            if (!left && i.arg(1) != counter || other == counter) return -1;
            boolean positive = least >= 0;
            if (other == limit) {
                return switch (i.op()) {
                    case EQ -> 0;
                    case NE -> 1;
                    case LTS, LES -> left == up ? 1 : 0;
                    // Counting up from zero, the limit is not negative either.
                    case LTU, LEU -> up && positive ? (left ? 1 : 0) : -1;
                    default -> -1;
                };
            }
            if (!(other instanceof Const k)) return -1;
            long n = k.value();
            boolean unsigned = i.op() == Opcode.LTU || i.op() == Opcode.LEU;
            if (unsigned && (!positive || n < 0)) return -1;
            return switch (i.op()) {
                case EQ -> n < least || n > greatest ? 0 : -1;
                case NE -> n < least || n > greatest ? 1 : -1;
                case LTS, LTU -> left ? decided(greatest < n, least >= n) : decided(n < least, n >= greatest);
                case LES, LEU -> left ? decided(greatest <= n, least > n) : decided(n <= least, n > greatest);
                default -> -1;
            };
        }

        private static int decided(boolean yes, boolean no) {
            return yes ? 1 : no ? 0 : -1;
        }
    }
}
