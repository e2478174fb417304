package dev.ufork.ir.pass;

import dev.ufork.ir.Function;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Module;
import dev.ufork.ir.Verifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The optimiser: which passes run on a module, and in what order.
 *
 * <p>All functions are cleaned up. Then they are visited callees first and their calls inlined, so what is copied into a caller is
 * clean already; when that is done for all, each gets the dearer passes that look at memory and loops. Where functions do not look at
 * each other, they are worked on at the same time, on all cores.
 */
public final class Pipeline {
    /** One row: the name by which a pass can be left out, what it does, and the pass. */
    private record Row(String name, String purpose, FunctionPass pass) {}

    private static final String INLINE = "inline";
    private static final String DROP = "drop";

    private static final Row JUMPS = new Row("jumps", "straighten control flow", new Jumps());
    private static final Row FOLD = new Row("fold", "fold constants, simplify", new Fold());
    private static final Row NUMBER = new Row("number", "compute nothing twice", new Numbering());
    private static final Row DEAD = new Row("dead", "remove what nothing needs", new DeadCode());
    private static final Row LOADS = new Row("loads", "load nothing that is known", new Loads());
    private static final Row ROTATE = new Row("rotate", "test behind the loop's body", new Rotate());
    private static final Row HOIST = new Row("hoist", "move what is invariant out of loops", new Hoist());
    private static final Row STRIDE = new Row("stride", "step pointers instead of indexing", new Stride());
    private static final Row RANGES = new Row("ranges", "answer what a loop's test has answered", new Ranges());
    private static final Row UNROLL = new Row("unroll", "test once for two bodies", new Unroll());
    private static final Row LIMIT = new Row("limit", "end loops at an address", new Limit());
    private static final Row THREAD = new Row("thread", "take decisions where they are known", new Threading());
    private static final Row SINK = new Row("sink", "compute only on the side that needs it", new Sink());
    private static final Row EXPAND = new Row("expand", "spell out what the machine lacks", new Expand());
    private static final Row TAIL = new Row("tail", "turn last calls into jumps", new TailCalls());

    /** Before and after inlining. */
    private static final List<Row> CLEAN = List.of(JUMPS, FOLD, NUMBER, DEAD, JUMPS);
    /** When inlining is done everywhere. */
    private static final List<Row> LATE = List.of(
        EXPAND, LOADS, ROTATE, JUMPS, FOLD, NUMBER, LOADS, HOIST, RANGES, JUMPS,
        UNROLL, JUMPS, FOLD, NUMBER, LOADS, STRIDE, FOLD, NUMBER, DEAD, LIMIT, DEAD, JUMPS, THREAD, JUMPS, SINK, TAIL);
    /** What back ends rely on: no optimisation, never left out. */
    private static final List<Row> REQUIRED = List.of(EXPAND);

    private final Target target;
    private final Set<String> without = new LinkedHashSet<>();
    private boolean checked;
    private boolean optimising = true;

    public Pipeline(Target target) {
        this.target = target;
    }

    /** The names that {@link #without} takes, in the order of their first run. */
    public static List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        CLEAN.forEach(r -> names.add(r.name));
        names.add(INLINE);
        LATE.forEach(r -> names.add(r.name));
        names.add(DROP);
        REQUIRED.forEach(r -> names.remove(r.name));
        return List.copyOf(names);
    }

    /** Leaves a pass out wherever it would run. */
    public Pipeline without(String name) {
        if (!names().contains(name)) {
            throw new IrException("there is no pass %s to leave out; the passes are %s".formatted(name, String.join(", ", names())));
        }
        without.add(name);
        return this;
    }

    /** Only what back ends rely on, and what is inlined by definition. */
    public Pipeline unoptimised() {
        optimising = false;
        return this;
    }

    /** Verifies each function after each pass, and names the pass that broke it. */
    public Pipeline checked() {
        checked = true;
        return this;
    }

    /** Optimises a module, which must be sound. */
    public void run(Module m) {
        List<Function> order = CallOrder.of(m).stream().filter(f -> !f.isExternal()).toList();
        Inline inline = new Inline(m, !optimising || without.contains(INLINE));
        if (optimising) order.parallelStream().forEach(f -> apply(f, CLEAN));
        for (Function f : order) {
            boolean grown = inline.run(f);
            verify(f, INLINE);
            if (grown && optimising) apply(f, CLEAN);
        }
        if (!without.contains(DROP)) DropUnused.run(m);
        // From here on each function is on its own.
        m.functions().parallelStream().filter(f -> !f.isExternal()).forEach(f -> {
            if (optimising) apply(f, LATE);
            apply(f, REQUIRED);
        });
    }

    /** Runs one pass on one function, as tests do. */
    static boolean runAlone(String name, Function f, Target target) {
        List<Row> all = new ArrayList<>(CLEAN);
        all.addAll(LATE);
        all.addAll(REQUIRED);
        for (Row r : all) if (r.name.equals(name)) return r.pass.run(f, target);
        throw new IrException("there is no pass " + name);
    }

    private void apply(Function f, List<Row> rows) {
        for (Row r : rows) {
            if (without.contains(r.name) && !REQUIRED.contains(r)) continue;
            r.pass.run(f, target);
            verify(f, r.name);
        }
    }

    private void verify(Function f, String pass) {
        if (!checked) return;
        try {
            Verifier.require(f);
        } catch (IrException e) {
            throw new IrException("after pass " + pass + ": " + e.getMessage());
        }
    }

    /** A table of the passes for people. */
    public static String describe() {
        StringBuilder out = new StringBuilder();
        out.append("  %-8s %s%n".formatted(INLINE, "put bodies in place of calls"));
        Set<Row> rows = new LinkedHashSet<>(CLEAN);
        rows.addAll(LATE);
        rows.addAll(REQUIRED);
        for (Row r : rows) out.append("  %-8s %s%n".formatted(r.name, r.purpose));
        return out.append("  %-8s %s%n".formatted(DROP, "drop functions and globals that nothing needs")).toString();
    }
}
