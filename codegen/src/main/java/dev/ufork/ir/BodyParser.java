package dev.ufork.ir;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.Order;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the lines between a function's braces.
 *
 * <p>Blocks may stand in any order, and an instruction needs its operands to exist. So heads are read first, and then the
 * blocks in the order of a walk from the entry, which meets every block after its dominators.
 */
final class BodyParser {
    private final Module module;
    private final Function function;
    private final List<Cursor> lines;
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Map<Block, List<Cursor>> texts = new LinkedHashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, StackSlot> slots = new HashMap<>();

    BodyParser(Module module, Function function, List<Cursor> lines) {
        this.module = module;
        this.function = function;
        this.lines = lines;
    }

    void parse() {
        List<Cursor> text = null;
        for (Cursor c : lines) {
            if (c.acceptWord("slot")) slot(c);
            else if (text == null || c.isHead()) text = head(c);
            else text.add(c);
        }
        if (blocks.isEmpty()) throw new IrException("%s has no block".formatted(function));
        List<Block> todo = new ArrayList<>(blocks.values().stream().toList().reversed());
        while (!todo.isEmpty()) {
            Block b = todo.removeLast();
            List<Cursor> body = texts.remove(b);
            if (body == null) continue;
            for (Cursor c : body) insn(b, c);
            if (b.isTerminated()) for (Edge e : b.edges()) todo.add(e.target());
        }
    }

    private void slot(Cursor c) {
        String name = c.slot();
        long size = c.number();
        c.expect("align");
        slots.put(name, function.addSlot(name, size, (int) c.number()));
        c.end();
    }

    private List<Cursor> head(Cursor c) {
        String name = c.word("a block such as b0");
        Block b = blocks.isEmpty() ? function.entry() : function.addBlock();
        if (blocks.put(name, b) != null) throw c.complain("there is a block " + name + " already");
        int n = 0;
        if (c.accept("(")) {
            do {
                String param = c.word("a parameter such as v0");
                c.expect(":");
                Type type = Parser.type(c);
                boolean entry = b == function.entry();
                if (entry && (n >= b.params().size() || b.params().get(n).type() != type)) {
                    throw c.complain("the entry's parameters are not those of the signature");
                }
                define(c, param, entry ? b.params().get(n) : b.addParam(type));
                n++;
            } while (c.accept(","));
            c.expect(")");
        }
        c.expect(":");
        c.end();
        if (n != b.params().size()) throw c.complain("the entry's parameters are not those of the signature");
        List<Cursor> text = new ArrayList<>();
        texts.put(b, text);
        return text;
    }

    private void define(Cursor c, String name, Value v) {
        if (values.put(name, v) != null) throw c.complain(name + " has a definition already");
    }

    private void insn(Block b, Cursor c) {
        if (b.isTerminated()) throw c.complain("the block has ended");
        String word = c.word("an instruction");
        String result = null;
        if (c.accept("=")) {
            result = word;
            word = c.word("an operation");
        }
        Insn i;
        try {
            i = operation(c, word);
        } catch (IrException e) {
            throw e.getMessage().startsWith("line ") ? e : c.complain(e.getMessage());
        }
        if (!c.atEnd()) i.pos(c.position());
        c.end();
        b.append(i);
        if ((result == null) != (i.type() == Type.NONE)) {
            throw c.complain(result == null ? "the result of " + word + " needs a name" : word + " has no result");
        }
        if (result != null) define(c, result, i);
    }

    private Insn operation(Cursor c, String word) {
        String[] parts = word.split("\\.");
        int used = parts.length;
        Opcode op = Opcode.byText(word);
        while (op == null && --used > 0) op = Opcode.byText(String.join(".", List.of(parts).subList(0, used)));
        if (op == null) throw c.complain("there is no operation " + word);
        List<String> suffixes = List.of(parts).subList(used, parts.length);
        if (op.carries() == Access.class) return access(c, op, suffixes);
        if (op.carries() == Order.class) return function.insn(op, new Order(order(c, suffixes.getFirst())), Pos.NONE);
        if (!suffixes.isEmpty()) throw c.complain("there is no operation " + word);
        if (op.carries() == Slot.class) return function.insn(op, new Slot(slotNamed(c)), Pos.NONE);
        if (op == Opcode.CALL_CAP || op == Opcode.TAIL_CALL_CAP) return callCap(c, op);
        if (op == Opcode.INTRINSIC) return intrinsic(c);
        if (op.carries() == Attribute.Symbol.class) return symbol(c, op);
        if (op == Opcode.PANIC) {
            Message message = new Message(new String(c.string(), StandardCharsets.UTF_8));
            Value[] number = c.accept(",") ? new Value[] {value(c)} : new Value[0];
            return function.terminator(op, message, Pos.NONE, List.of(), number);
        }
        return op == Opcode.SWITCH ? switchOn(c) : plain(c, op);
    }

    private Insn plain(Cursor c, Opcode op) {
        int edges = op == Opcode.JUMP ? 1 : op == Opcode.BRANCH ? 2 : 0;
        List<Value> args = new ArrayList<>();
        int want = op == Opcode.RETURN ? (function.signature().result() == Type.NONE ? 0 : 1) : op.operands().length();
        for (int k = 0; k < want; k++) {
            if (k > 0) c.expect(",");
            args.add(value(c));
        }
        List<Edge> ways = new ArrayList<>();
        for (int k = 0; k < edges; k++) {
            if (k + want > 0) c.expect(",");
            ways.add(edge(c));
        }
        Value[] operands = args.toArray(Value[]::new);
        return op.isTerminator()
            ? function.terminator(op, Attribute.None.NONE, Pos.NONE, ways, operands)
            : function.insn(op, Pos.NONE, operands);
    }

    private Insn access(Cursor c, Opcode op, List<String> suffixes) {
        Mem mem = Mem.I64;
        MemoryOrder order = MemoryOrder.PLAIN;
        boolean device = false;
        for (int k = 0; k < suffixes.size(); k++) {
            if (k == 0 && op != Opcode.LOAD_TAGS) mem = mem(c, suffixes.get(k));
            else if (suffixes.get(k).equals("device")) device = true;
            else order = order(c, suffixes.get(k));
        }
        List<Value> args = new ArrayList<>();
        args.add(value(c));
        boolean minus = c.accept("-");
        if (!minus) c.expect("+");
        long offset = c.number();
        while (c.accept(",")) args.add(value(c));
        return function.insn(op, new Access(mem, minus ? -offset : offset, order, device), Pos.NONE, args.toArray(Value[]::new));
    }

    private static Mem mem(Cursor c, String text) {
        for (Mem m : Mem.values()) if (m.text().equals(text)) return m;
        throw c.complain("there is no access '" + text + "'");
    }

    private static MemoryOrder order(Cursor c, String text) {
        for (MemoryOrder o : MemoryOrder.values()) if (o.text().equals(text)) return o;
        throw c.complain("there is no memory order '" + text + "'");
    }

    private StackSlot slotNamed(Cursor c) {
        String name = c.slot();
        StackSlot s = slots.get(name);
        if (s == null) throw c.complain("there is no slot $" + name);
        return s;
    }

    private Insn symbol(Cursor c, Opcode op) {
        String name = c.symbol();
        Attribute.Symbol s = module.find(name).orElseThrow(() -> c.complain("there is no symbol @" + name));
        if (!op.isCall()) return function.insn(op, s, Pos.NONE);
        Value[] args = list(c).toArray(Value[]::new);
        return op.isTerminator() ? function.terminator(op, s, Pos.NONE, List.of(), args) : function.insn(op, s, Pos.NONE, args);
    }

    private Insn callCap(Cursor c, Opcode op) {
        List<Value> args = new ArrayList<>();
        args.add(value(c));
        args.addAll(list(c));
        c.expect(":");
        Signature s = Parser.signature(c);
        Value[] operands = args.toArray(Value[]::new);
        return op.isTerminator() ? function.terminator(op, s, Pos.NONE, List.of(), operands) : function.insn(op, s, Pos.NONE, operands);
    }

    private Insn intrinsic(Cursor c) {
        String name = new String(c.string(), StandardCharsets.UTF_8);
        List<Value> args = list(c);
        c.expect(":");
        Signature signature = Parser.signature(c);
        List<Effect> effects = new ArrayList<>();
        for (Effect e : Effect.values()) if (c.acceptWord(e.name().toLowerCase())) effects.add(e);
        return function.insn(Opcode.INTRINSIC, new Intrinsic(name, signature, effects), Pos.NONE, args.toArray(Value[]::new));
    }

    private Insn switchOn(Cursor c) {
        Value on = value(c);
        c.expect(",");
        List<Edge> edges = new ArrayList<>();
        List<Long> keys = new ArrayList<>();
        edges.add(edge(c));
        while (c.accept(",")) {
            keys.add(c.number());
            c.expect(":");
            edges.add(edge(c));
        }
        return function.terminator(Opcode.SWITCH, new Keys(keys), Pos.NONE, edges, on);
    }

    private Edge edge(Cursor c) {
        String name = c.word("a block such as b1");
        Block b = blocks.get(name);
        if (b == null) throw c.complain("there is no block " + name);
        return new Edge(b, c.peek("(") ? list(c) : List.of());
    }

    private List<Value> list(Cursor c) {
        List<Value> all = new ArrayList<>();
        c.expect("(");
        while (!c.accept(")")) {
            if (!all.isEmpty()) c.expect(",");
            all.add(value(c));
        }
        return all;
    }

    private Value value(Cursor c) {
        if (c.acceptWord("null")) return function.constant(Type.CAP, 0);
        if (c.atNumber()) {
            long n = c.number();
            return c.accept("L") ? function.constant(Type.I64, n) : function.constant(Type.I32, n);
        }
        String name = c.word("a value");
        Value v = values.get(name);
        if (v == null) throw c.complain(name + " is not known here: it has no definition that dominates this use");
        return v;
    }
}
