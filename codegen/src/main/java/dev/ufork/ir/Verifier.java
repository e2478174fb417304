package dev.ufork.ir;

import dev.ufork.ir.Attribute.Keys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says everything that is wrong with a function or module, all at once.
 *
 * <p>It looks at shape only, in the order: blocks and terminators, operand types, edges, then, if those are sound, that every
 * use is dominated by its definition.
 */
public final class Verifier {
    /** One complaint: which rule, where, and in what way. */
    public record Violation(Rule rule, Function function, String place, String what) {
        @Override
        public String toString() {
            return "%s %s: %s: %s".formatted(function, place, rule.text, what);
        }
    }

    /** The rules, by name. */
    public enum Rule {
        TERMINATOR("a block ends in its only terminator"),
        PLACE("an instruction stands in one block"),
        OPERANDS("operands are as the opcode's row says"),
        EDGES("an edge fits its target"),
        ENTRY("the entry block has the function's parameters and no edge to it"),
        RESULT("a function returns what it says"),
        SYMBOL("a symbol belongs to the module"),
        DEVICE("a device is no memory for capabilities"),
        DOMINANCE("a definition dominates its uses"),
        RECURSION("functions inlined by definition do not recurse"),
        RECOVERY("a function inlined by definition has no recovery of its own");

        private final String text;

        Rule(String text) {
            this.text = text;
        }
    }

    private final Function f;
    private final List<Violation> violations = new ArrayList<>();

    private Verifier(Function f) {
        this.f = f;
    }

    /** Everything wrong with one function; empty if it is sound. */
    public static List<Violation> verify(Function f) {
        if (f.isExternal()) return List.of();
        Verifier v = new Verifier(f);
        v.shapes();
        if (v.violations.isEmpty()) v.dominance();
        return v.violations;
    }

    /** Everything wrong with a module's functions, and with their calls to each other. */
    public static List<Violation> verify(Module m) {
        List<Violation> all = new ArrayList<>();
        for (Function f : m.functions()) {
            if (f.isExternal()) continue;
            all.addAll(verify(f));
            for (Block b : f.blocks()) {
                for (Insn i : b) {
                    if (i.attribute() instanceof Attribute.Symbol s && m.find(s.name()).orElse(null) != s) {
                        all.add(new Violation(Rule.SYMBOL, f, place(i), s + " is not in module " + m.name()));
                    }
                }
            }
        }
        inlineRecursion(m, all);
        return all;
    }

    /** @throws IrException with all violations, if there are any */
    public static void require(Function f) {
        require(verify(f), f.toString(), new Printer().print(f));
    }

    /** @throws IrException with all violations, if there are any */
    public static void require(Module m) {
        List<Violation> all = verify(m);
        if (!all.isEmpty()) require(all, "module " + m.name(), new Printer().print(m));
    }

    private static void require(List<Violation> all, String what, String text) {
        if (all.isEmpty()) return;
        StringBuilder message = new StringBuilder(what).append(" is not sound:");
        for (Violation v : all) message.append("\n  ").append(v);
        throw new IrException(message.append('\n').append(text).toString());
    }

    private void shapes() {
        Set<Block> known = new HashSet<>(f.blocks());
        for (Block b : f.blocks()) {
            if (!b.isTerminated()) report(Rule.TERMINATOR, b.toString(), "it has none");
            for (Insn i : b) {
                if (i.isTerminator() && i != b.last()) report(Rule.TERMINATOR, place(i), "it stands before the end");
                if (i.block() != b) report(Rule.PLACE, place(i), "it believes to stand in " + i.block());
                operands(i);
                edges(i, known);
            }
        }
        if (f.recovery().isPresent() && f.inline() == InlineHint.ALWAYS) {
            report(Rule.RECOVERY, f.entry().toString(), "its faults are its caller's");
        }
        List<Type> params = f.params().stream().map(Value::type).toList();
        if (!params.equals(f.signature().params())) {
            report(Rule.ENTRY, f.entry().toString(), "it has parameters %s for %s".formatted(params, f.signature().params()));
        }
    }

    private void operands(Insn i) {
        String wrong = Shapes.mismatch(i.op(), i.attribute(), i.args().toArray(Value[]::new));
        if (wrong != null) {
            report(Rule.OPERANDS, place(i), wrong);
            return;
        }
        Type result = f.signature().result();
        if (i.op() == Opcode.RETURN) {
            Type got = i.argCount() == 0 ? Type.NONE : i.arg(0).type();
            if (got != result) report(Rule.RESULT, place(i), "it returns %s for %s".formatted(got.text(), result.text()));
        }
        if (i.isTerminator() && i.op().isCall() && i.signature().result() != result) {
            report(Rule.RESULT, place(i), "its callee returns %s for %s".formatted(i.signature().result().text(), result.text()));
        }
        boolean wantsGlobal = i.op() == Opcode.GLOBAL || i.op() == Opcode.PER_CPU;
        if (wantsGlobal && !(i.attribute() instanceof Global g && (g.kind() == Global.Kind.PER_CPU) == (i.op() == Opcode.PER_CPU))) {
            report(Rule.OPERANDS, place(i), "%s is not what %s yields".formatted(i.attribute(), i.op().text()));
        }
        if (i.op() == Opcode.FUNCTION && !(i.attribute() instanceof Function)) {
            report(Rule.OPERANDS, place(i), i.attribute() + " is no function");
        }
        if (i.attribute() instanceof Attribute.Access a) access(i, a);
    }

    private void access(Insn i, Attribute.Access a) {
        if (a.device() && a.mem() == Mem.CAP) report(Rule.DEVICE, place(i), "a device's register holds no capability");
        boolean arithmetic = i.op().isAtomic() && i.op() != Opcode.SWAP && i.op() != Opcode.CAS;
        if (arithmetic && a.mem() == Mem.CAP) report(Rule.OPERANDS, place(i), "capabilities can be swapped, not calculated with");
        if (i.op().isAtomic() && a.mem().bytes() < 4) report(Rule.OPERANDS, place(i), "the least atomic access is 4 bytes");
        if (i.op() == Opcode.STORE && a.mem() != a.mem().forStore()) {
            report(Rule.OPERANDS, place(i), "a store has no sign: %s is %s".formatted(a.mem().text(), a.mem().forStore().text()));
        }
    }

    private void edges(Insn i, Set<Block> known) {
        int want = switch (i.op()) {
            case JUMP -> 1;
            case BRANCH -> 2;
            case SWITCH -> ((Keys) i.attribute()).values().size() + 1;
            default -> 0;
        };
        if (i.edges().size() != want) report(Rule.EDGES, place(i), "%d edges for %d".formatted(i.edges().size(), want));
        if (i.attribute() instanceof Keys k && new HashSet<>(k.values()).size() != k.values().size()) {
            report(Rule.EDGES, place(i), "a key appears twice in " + k.values());
        }
        for (Edge e : i.edges()) {
            Block t = e.target();
            if (!known.contains(t)) {
                report(Rule.EDGES, place(i), t + " is no block of this function");
                continue;
            }
            if (t == f.entry()) report(Rule.ENTRY, place(i), "an edge leads to the entry");
            List<Type> passed = e.args().stream().map(Value::type).toList();
            List<Type> wanted = t.params().stream().map(Value::type).toList();
            if (!passed.equals(wanted)) report(Rule.EDGES, place(i), "it passes %s to %s, which takes %s".formatted(passed, t, wanted));
        }
    }

    private void dominance() {
        Cfg cfg = new Cfg(f);
        int[] seen = new int[f.valueCount()];        // place within the block, 1 based; 0: not seen yet
        int clock = 0;
        for (Block b : cfg.order()) {
            for (Insn i : b) {
                for (Value v : i.args()) use(cfg, i, v, seen);
                for (Edge e : i.edges()) for (Value v : e.args()) use(cfg, i, v, seen);
                seen[i.id()] = ++clock;
            }
        }
    }

    private void use(Cfg cfg, Insn user, Value v, int[] seen) {
        boolean known = switch (v) {
            case Const _ -> true;
            case Param p -> p.block().params().contains(p) && dominates(cfg, p.block(), user.block());
            case Insn d -> d.block() != null && (d.block() == user.block() ? seen[d.id()] > 0 : dominates(cfg, d.block(), user.block()));
        };
        if (v.isReplaced()) report(Rule.DOMINANCE, place(user), v + " has been replaced, and the function is not settled");
        else if (!known) report(Rule.DOMINANCE, place(user), "%s is used where it may not have been computed".formatted(v));
    }

    private static boolean dominates(Cfg cfg, Block a, Block b) {
        return a.function() == b.function() && cfg.isReachable(a) && cfg.dominates(a, b);
    }

    /** Finds cycles of calls among functions that are inlined by definition: 1 while on the path, 2 when done. */
    private static void inlineRecursion(Module m, List<Violation> all) {
        Map<Function, Integer> state = new IdentityHashMap<>();
        for (Function f : m.functions()) visit(f, state, all);
    }

    private static void visit(Function f, Map<Function, Integer> state, List<Violation> all) {
        if (f.inline() != InlineHint.ALWAYS || f.isExternal() || state.putIfAbsent(f, 1) != null) return;
        for (Block b : f.blocks()) {
            for (Insn i : b) {
                if (!(i.op().isCall() && i.attribute() instanceof Function callee)) continue;
                visit(callee, state, all);
                if (callee.inline() == InlineHint.ALWAYS && state.getOrDefault(callee, 2) == 1) {
                    all.add(new Violation(Rule.RECURSION, f, place(i), "it calls " + callee + " again"));
                }
            }
        }
        state.put(f, 2);
    }

    private void report(Rule rule, String place, String what) {
        violations.add(new Violation(rule, f, place, what));
    }

    private static String place(Insn i) {
        String source = i.pos().isKnown() ? " (" + i.pos() + ")" : "";
        return i.block() + " " + i + source;
    }
}
