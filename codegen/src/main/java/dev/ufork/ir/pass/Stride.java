package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Param;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Counter;
import dev.ufork.ir.analysis.Loops;
import dev.ufork.ir.analysis.Loops.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns {@code base + index * size}, computed anew in each iteration, into a pointer that each iteration moves on; the size need not
 * be a constant if it stays the same while the loop runs.
 *
 * <p>The pointer is the same address, but it got there step by step, and a capability that leaves the representable space on
 * its way loses its tag for good. So this is done only for pointers that are used for accesses, and for other things only behind
 * an access that has shown the pointer to be within bounds, and only if
 * <ul>
 *   <li>every iteration makes such an access: then each pointer has been within bounds before it moves on, and one step from
 *       there is either representable, or leads to an address at which the original faults too;
 *   <li>or the index counts upward from a number that is not negative: then all pointers on the way lie between base, which
 *       has its tag, and the one that is used, and if that is within bounds, all are representable.
 * </ul>
 * An int index must be known not to wrap, for the address would not.
 */
final class Stride implements FunctionPass {
    /** Accesses farther away could be within bounds where the pointer is not representable. */
    private static final int NEAR = 2048;

    @Override
    public boolean run(Function f, Target target) {
        if (target.indexed()) return false;
        boolean any = Preheaders.run(f);
        Cfg cfg = new Cfg(f);
        Map<Value, List<Insn>> users = users(cfg);
        for (Loop loop : new Loops(cfg).innermostFirst()) {
            for (Counter c : Counter.of(loop, cfg)) any |= new Candidates(f, loop, c, cfg, users, target).run();
        }
        return any;
    }

    /** The instructions that use each value of type cap, where control can come to them; an edge's use is its terminator's. */
    private static Map<Value, List<Insn>> users(Cfg cfg) {
        Map<Value, List<Insn>> users = new HashMap<>();
        for (Block b : cfg.order()) {
            for (Insn i : b) {
                for (int k = 0; k < i.argCount(); k++) if (i.arg(k).type() == Type.CAP) users.computeIfAbsent(i.arg(k), _ -> new ArrayList<>(4)).add(i);
                for (int k = 0; k < i.edgeCount(); k++) {
                    for (Value v : i.edge(k).args()) if (v.type() == Type.CAP) users.computeIfAbsent(v, _ -> new ArrayList<>(4)).add(i);
                }
            }
        }
        return users;
    }

    /** {@code times * constant}, where no times is one. */
    private record Factor(Value times, long constant) {
        static final Factor ONE = new Factor(null, 1);
    }

    /** The sums of one loop that follow one counter. */
    private static final class Candidates {
        private final Function f;
        private final Loop loop;
        private final Counter counter;
        private final Cfg cfg;
        private final Map<Value, List<Insn>> users;
        private final Block before;
        private final Cfg.In latch;
        private final Rewriter rewriter;

        Candidates(Function f, Loop loop, Counter counter, Cfg cfg, Map<Value, List<Insn>> users, Target target) {
            this.f = f;
            this.loop = loop;
            this.counter = counter;
            this.cfg = cfg;
            this.users = users;
            this.before = Preheaders.of(loop, cfg);
            this.latch = Loops.latches(loop, cfg).getFirst();
            this.rewriter = new Rewriter(f, target);
        }

        boolean run() {
            List<Insn> found = new ArrayList<>();
            for (Block b : loop.blocks()) {
                for (Insn i : b) {
                    if (i.op() == Opcode.CAP_ADD && loop.isInvariant(i.arg(0)) && factor(i.arg(1)) != null && isSafe(i)) found.add(i);
                }
            }
            // Blocks of which none dominates the other may hold equal sums.
            Map<List<Value>, Param> pointers = new HashMap<>();
            for (Insn i : found) {
                Param pointer = pointers.computeIfAbsent(List.copyOf(i.args()), _ -> pointer(i));
                i.replaceWith(pointer);
                i.remove();
            }
            if (!found.isEmpty()) f.settle();
            return !found.isEmpty();
        }

        /** By what the counter is multiplied in an index: {@code times * constant}; null if by nothing that stays the same. */
        private Factor factor(Value index) {
            if (index == counter.param()) return index.type() == Type.I64 ? Factor.ONE : null;
            if (!(index instanceof Insn i) || !loop.contains(i.block())) return null;
            return switch (i.op()) {
                case SEXT -> i.arg(0) == counter.param() && counter.exact() ? Factor.ONE : null;
                case SHL -> i.arg(1) instanceof Const n && i.type() == Type.I64 ? scaled(factor(i.arg(0)), 1L << n.value()) : null;
                case MUL -> i.type() != Type.I64 ? null
                    : loop.isInvariant(i.arg(1)) ? scaled(factor(i.arg(0)), i.arg(1)) : loop.isInvariant(i.arg(0)) ? scaled(factor(i.arg(1)), i.arg(0)) : null;
                case ADD -> loop.isInvariant(i.arg(1)) ? factor(i.arg(0)) : loop.isInvariant(i.arg(0)) ? factor(i.arg(1)) : null;
                default -> null;
            };
        }

        private static Factor scaled(Factor f, Value by) {
            if (by instanceof Const c) return scaled(f, c.value());
            return f == null || f.times != null ? null : new Factor(by, f.constant);
        }

        private static Factor scaled(Factor f, long by) {
            return f == null || f.constant * by == 0 ? null : new Factor(f.times, f.constant * by);
        }

        private boolean isSafe(Insn sum) {
            // Sums that this pass has made itself are not in the table: they lead to parameters, and so does a sum whose
            // user it has replaced, as that pointer's beginning.
            if (!users.containsKey(sum) || users.get(sum).stream().anyMatch(u -> u.block() == null)) return false;
            List<Insn> accesses = users.get(sum).stream().filter(u -> isAccess(u, sum)).toList();
            // Where an access through the pointer has succeeded, it is the very capability that it was.
            for (Insn user : users.get(sum)) {
                if (!accesses.contains(user) && accesses.stream().noneMatch(a -> precedes(a, user))) return false;
            }
            boolean always = accesses.stream().anyMatch(a -> loop.contains(a.block()) && cfg.dominates(a.block(), latch.from()));
            boolean upward = counter.step() > 0 && counter.first() instanceof Const c && c.value() >= 0
                && counter.exact() && isPlainMultiple(sum.arg(1));
            return always || upward;
        }

        private static boolean isAccess(Insn user, Insn sum) {
            if (!(user.attribute() instanceof Access a) || a.offset() < -NEAR || a.offset() >= NEAR) return false;
            for (int k = 1; k < user.argCount(); k++) if (user.arg(k) == sum) return false;
            return true;
        }

        private boolean precedes(Insn a, Insn b) {
            if (a.block() != b.block()) return cfg.dominates(a.block(), b.block());
            for (Insn i = a.next(); i != null; i = i.next()) if (i == b) return true;
            return false;
        }

        /** Whether nothing is added to the counter, so that the pointers begin at the base itself or above. */
        private boolean isPlainMultiple(Value index) {
            if (index == counter.param()) return true;
            if (!(index instanceof Insn i)) return false;
            return switch (i.op()) {
                case SEXT, SHL -> isPlainMultiple(i.arg(0));
                case MUL -> isPlainMultiple(i.arg(0)) && i.arg(1) instanceof Const c && c.value() > 0;
                default -> false;
            };
        }

        /** A new parameter of the header that is the sum in every iteration. */
        private Param pointer(Insn sum) {
            rewriter.at(before.terminator());
            Value index = initial(sum.arg(1));
            // The pointer is used where an access has succeeded, or by one: there a sealed base is as good as one that lost its tag.
            Value start = index.isConst(0) ? sum.arg(0) : rewriter.op(Opcode.CAP_ADD, sum.arg(0), index);
            Param pointer = loop.header().addParam(Type.CAP);
            Cfg.In enter = Loops.entries(loop, cfg).getFirst();
            enter.edge().args().add(start);
            Insn next = f.insn(Opcode.CAP_ADD, sum.pos(), pointer, distance(factor(sum.arg(1))));
            next.moveBefore(latch.from().terminator());
            latch.edge().args().add(next);
            return pointer;
        }

        /** By how many bytes an iteration moves the pointer. */
        private Value distance(Factor factor) {
            long constant = factor.constant * counter.step();
            return factor.times == null ? f.constant(Type.I64, constant) : rewriter.op(Opcode.MUL, factor.times, constant);
        }

        /** The index with the counter's first value. */
        private Value initial(Value index) {
            if (index == counter.param()) return counter.first();
            if (loop.isInvariant(index)) return index;
            Insn i = (Insn) index;
            Value a = initial(i.arg(0));
            return i.argCount() == 1 ? rewriter.op(i.op(), a) : rewriter.op(i.op(), a, initial(i.arg(1)));
        }
    }
}
