package dev.ufork.dsl.front;

import dev.ufork.dsl.StackBound;
import dev.ufork.dsl.front.Sources.Source;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.InlineHint;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;

/** Refuses recursion and calls through references where the stack must be bounded, and recursion among {@code @Inline} functions. */
final class StackRules {
    private final ModuleWriter writer;

    StackRules(ModuleWriter writer) { this.writer = writer; }

    void check(Module module) {
        for (Function f : module.functions()) {
            ExecutableElement method = writer.method(f);
            if (method == null) continue;
            if (Model.has(method, StackBound.class)) bounded(f, method, new LinkedHashSet<>(), new HashSet<>());
            if (f.inline() == InlineHint.ALWAYS) inlined(f, method);
        }
    }

    /** Walks everything below {@code root}; says whether it is refused already. */
    private boolean bounded(Function f, ExecutableElement root, Set<Function> path, Set<Function> done) {
        if (path.contains(f)) return refuse(root, "its stack is to be bounded, but %s recurs: %s".formatted(f.name(), cycle(path, f)), "use a loop with memory of its own, or drop @StackBound");
        if (f.isExternal() || !done.add(f)) return false;
        path.add(f);
        for (Insn i : calls(f)) {
            if (i.op() == Opcode.CALL_CAP || i.op() == Opcode.TAIL_CALL_CAP)
                return refuse(root, "its stack is to be bounded, but %s calls through a function reference (%s)".formatted(f.name(), i.pos()), "use a switch, or drop @StackBound");
            if (bounded(i.callee(), root, path, done)) return true;
        }
        path.remove(f);
        return false;
    }

    private static String cycle(Set<Function> path, Function again) {
        List<String> names = new ArrayList<>(path.stream().map(Function::name).toList());
        return String.join(" > ", names.subList(names.indexOf(again.name()), names.size())) + " > " + again.name();
    }

    private void inlined(Function f, ExecutableElement method) {
        Set<Function> seen = new HashSet<>();
        Deque<Function> todo = new ArrayDeque<>(List.of(f));
        while (!todo.isEmpty()) {
            for (Insn i : calls(todo.poll())) {
                if (i.op() != Opcode.CALL || i.callee().inline() != InlineHint.ALWAYS) continue;
                if (i.callee() == f) {
                    refuse(method, "an @Inline function that calls itself, by way of %s".formatted(i.pos()), "drop @Inline from one of them");
                    return;
                }
                if (seen.add(i.callee())) todo.add(i.callee());
            }
        }
    }

    private static List<Insn> calls(Function f) {
        List<Insn> calls = new ArrayList<>();
        if (f.isExternal()) return calls;
        for (Block b : f.blocks()) for (Insn i = b.first(); i != null; i = i.next()) if (i.op().isCall()) calls.add(i);
        return calls;
    }

    private boolean refuse(ExecutableElement method, String why, String remedy) {
        Source source = writer.sources().find(method);
        writer.refusals().refuse(source.unit(), source.tree(), why, remedy);
        return true;
    }
}
