package dev.ufork.ir;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.Order;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Slot;
import dev.ufork.ir.Attribute.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text form of modules and functions, which {@link Parser} reads back. Values and blocks are numbered in the order of
 * their appearance, so equal functions give equal texts.
 */
public final class Printer {
    private final StringBuilder out = new StringBuilder();
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Block, String> blocks = new HashMap<>();
    private boolean positions;

    /** Prints the source position behind each instruction that has one. */
    public Printer withPositions() {
        positions = true;
        return this;
    }

    public String print(Module m) {
        out.append("module ").append(m.name()).append('\n');
        for (Symbol s : m.symbols()) {
            switch (s) {
                case Global g -> print(g);
                case Function f -> {
                    if (!f.isExternal()) out.append('\n');
                    function(f);
                }
            }
        }
        return out.toString();
    }

    public String print(Function f) {
        function(f);
        return out.toString();
    }

    private void print(Global g) {
        out.append(prefix(g.linkage())).append("global @%s : %s %d align %d".formatted(g.name(), g.kind().text(), g.size(), g.align()));
        if (g.data().length > 0) out.append(" = ").append(Quoting.bytes(g.data()));
        for (Global.CapInit c : g.caps()) {
            out.append(" [%d: %s + %d]".formatted(c.offset(), c.target(), c.addend()));
        }
        out.append('\n');
    }

    private void function(Function f) {
        names.clear();
        blocks.clear();
        out.append(prefix(f.linkage())).append("func ").append(f).append(types(f.signature()));
        if (f.inline() != InlineHint.AUTO) out.append(' ').append(f.inline().text());
        f.recovery().ifPresent(v -> out.append(" recover ").append(v));
        f.stackBound().ifPresent(v -> out.append(" stack ").append(v));
        if (positions && f.pos().isKnown()) out.append(" !").append(f.pos());
        if (f.isExternal()) {
            out.append('\n');
            return;
        }
        out.append(" {\n");
        for (StackSlot s : f.slots()) out.append("  slot %s %d align %d\n".formatted(s, s.size(), s.align()));
        name(f);
        for (Block b : f.blocks()) {
            out.append(blocks.get(b));
            if (!b.params().isEmpty()) {
                out.append(b.params().stream().map(p -> name(p) + ": " + p.type().text()).collect(Collectors.joining(", ", "(", ")")));
            }
            out.append(":\n");
            for (Insn i : b) {
                out.append("  ");
                insn(i);
                if (positions && i.pos().isKnown()) out.append(" !").append(i.pos());
                out.append('\n');
            }
        }
        out.append("}\n");
    }

    private void name(Function f) {
        for (Block b : f.blocks()) {
            blocks.put(b, "b" + blocks.size());
            for (Param p : b.params()) names.put(p, "v" + names.size());
            for (Insn i : b) if (i.type() != Type.NONE) names.put(i, "v" + names.size());
        }
    }

    private void insn(Insn i) {
        if (i.type() != Type.NONE) out.append(name(i)).append(" = ");
        out.append(i.op().text());
        switch (i.attribute()) {
            case Access a -> access(i, a);
            case Order(var order) -> out.append('.').append(order.text());
            case Message(var text) -> {
                out.append(' ').append(Quoting.quote(text));
                if (i.argCount() > 0) args(", ", i.args(), "");
            }
            case Keys k -> keys(i, k);
            case Slot(var slot) -> out.append(' ').append(slot);
            case Signature s -> {
                out.append(' ').append(name(i.arg(0)));
                args("(", i.args().subList(1, i.argCount()), ")");
                out.append(" : ").append(types(s));
            }
            case Intrinsic n -> {
                out.append(' ').append(Quoting.quote(n.name()));
                args("(", i.args(), ")");
                out.append(" : ").append(types(n.signature()));
                for (Effect e : n.effects()) out.append(' ').append(e.name().toLowerCase());
            }
            case Symbol s -> {
                out.append(' ').append('@').append(s.name());
                if (i.op().isCall()) args("(", i.args(), ")");
            }
            case Attribute.None _ -> {
                if (i.argCount() > 0) args(" ", i.args(), "");
                String gap = i.argCount() > 0 ? ", " : " ";
                for (Edge e : i.edges()) {
                    out.append(gap);
                    edge(e);
                    gap = ", ";
                }
            }
        }
    }

    private void access(Insn i, Access a) {
        if (i.op() != Opcode.LOAD_TAGS) out.append('.').append(a.mem().text());
        if (a.order() != MemoryOrder.PLAIN) out.append('.').append(a.order().text());
        if (a.device()) out.append(".device");
        out.append(' ').append(name(i.arg(0))).append(a.offset() < 0 ? " - " : " + ").append(Long.toUnsignedString(Math.abs(a.offset())));
        for (Value v : i.args().subList(1, i.argCount())) out.append(", ").append(name(v));
    }

    private void keys(Insn i, Keys k) {
        out.append(' ').append(name(i.arg(0))).append(", ");
        edge(i.edges().getFirst());
        for (int n = 0; n < k.values().size(); n++) {
            out.append(", ").append(k.values().get(n)).append(": ");
            edge(i.edges().get(n + 1));
        }
    }

    private void edge(Edge e) {
        out.append(blocks.getOrDefault(e.target(), "(no block)"));
        if (!e.args().isEmpty()) args("(", e.args(), ")");
    }

    private void args(String open, List<Value> values, String close) {
        out.append(values.stream().map(this::name).collect(Collectors.joining(", ", open, close)));
    }

    private String name(Value v) {
        return v instanceof Const c ? c.toString() : names.getOrDefault(v, "(lost " + v + ")");
    }

    private static String prefix(Linkage l) {
        return l == Linkage.INTERNAL ? "" : l.text() + " ";
    }

    static String types(Signature s) {
        String params = s.params().stream().map(Type::text).collect(Collectors.joining(", ", "(", ")"));
        return s.result() == Type.NONE ? params : params + " -> " + s.result().text();
    }
}
