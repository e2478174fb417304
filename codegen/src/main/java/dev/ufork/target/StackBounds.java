package dev.ufork.target;

import dev.ufork.asm.CodeConsumer;
import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Frame.Rule;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Compares {@link Function#stackBound} with the frames that were really made.
 *
 * <p>A frame's size is what the code itself tells debuggers: the greatest distance from the stack pointer to the caller's frame. The stack of a
 * function is its frame and the deepest stack of those it calls; a tail call gives the frame back first. External functions
 * count as nothing, for only whoever wrote them knows.
 */
final class StackBounds implements CodeConsumer {
    private static final long UNBOUNDED = Long.MAX_VALUE / 2;

    /** Bytes, and the calls that lead to them. */
    private record Depth(long bytes, List<String> path) {}

    private final Map<String, Long> frames = new HashMap<>();
    private final Map<Function, Depth> depths = new HashMap<>();
    private final Set<Function> open = new HashSet<>();
    private String current = "";

    @Override
    public void accept(CodeElement element) {
        switch (element) {
            case CodeElement.Begin begin -> current = begin.symbol().name();
            case CodeElement.Frame(Rule.Address(int _, long offset)) -> frames.merge(current, offset, Math::max);
            default -> { }
        }
    }

    /** @throws IrException for the first function whose stack is not bounded as promised */
    void check(Module module) {
        for (Function f : module.functions()) {
            OptionalLong bound = f.stackBound();
            if (bound.isEmpty() || f.isExternal()) continue;
            Depth depth = depth(f);
            if (depth.bytes <= bound.getAsLong()) continue;
            String needs = depth.bytes >= UNBOUNDED ? "a stack without bound" : depth.bytes + " bytes of stack";
            throw new IrException("%s: error: %s needs %s, and promises at most %d: %s\n  raise the bound, shrink buffers on the way, or split the function that has the large frame"
                .formatted(f.pos(), f.name(), needs, bound.getAsLong(), String.join(" > ", depth.path)));
        }
    }

    private Depth depth(Function f) {
        if (f.isExternal()) return new Depth(0, List.of(f.name() + " (not counted)"));
        Depth known = depths.get(f);
        if (known != null) return known;
        long frame = frames.getOrDefault(f.name(), 0L);
        String name = "%s (%d)".formatted(f.name(), frame);
        if (!open.add(f)) return new Depth(UNBOUNDED, List.of(name));
        Depth deepest = new Depth(frame, List.of(name));
        for (Block b : f.blocks()) for (Insn i : b) if (i.op().isCall()) deepest = deeper(deepest, frame, name, i);
        open.remove(f);
        depths.put(f, deepest);
        return deepest;
    }

    private Depth deeper(Depth sofar, long frame, String name, Insn call) {
        Depth callee = switch (call.op()) {
            case CALL, TAIL_CALL -> depth(call.callee());
            default -> new Depth(UNBOUNDED, List.of("a function reference"));
        };
        boolean tail = call.op() == Opcode.TAIL_CALL;
        long bytes = Math.min(UNBOUNDED, tail ? callee.bytes : frame + callee.bytes);
        if (bytes <= sofar.bytes) return sofar;
        List<String> path = new ArrayList<>(List.of(name));
        path.addAll(callee.path);
        return new Depth(bytes, path);
    }
}
