package dev.ufork.ir;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.Order;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the body of a function, instruction by instruction, at the end of a current block.
 *
 * <p>Operands are checked as they come: a mistake throws {@link IrException} where it is made. Mutable locals are
 * {@link Variable}s; {@link #get} and {@link #set} make values of them, and block parameters where control flow joins. For
 * that the builder must know when all edges to a block are there: {@link #seal} it then, at the latest in
 * {@link #finish}. A loop header is sealed after its back edges.
 */
public final class FunctionBuilder {
    private final Function function;
    private final Variables variables;
    private Block current;
    private Pos pos;

    /** Starts at the end of the entry block of a function without body. */
    public FunctionBuilder(Function function) {
        if (function.isExternal()) throw new IrException("%s is external: it has no body to write".formatted(function));
        if (function.blocks().size() != 1 || function.entry().first() != null) {
            throw new IrException("%s has a body already".formatted(function));
        }
        this.function = function;
        this.variables = new Variables(function);
        this.current = function.entry();
        this.pos = function.pos();
    }

    public Function function() {
        return function;
    }

    // Where.

    /** A new block, not yet sealed. It is laid out when {@link #at} first comes to it. */
    public Block block(Type... params) {
        Block b = function.addBlock();
        for (Type t : params) b.addParam(t);
        return b;
    }

    /** Goes on at the end of a block, which is laid out behind those begun before. */
    public void at(Block b) {
        if (b.first() == null && b != function.entry()) {
            function.blocks().remove(b);
            int begun = function.blocks().size();
            while (begun > 1 && function.blocks().get(begun - 1).first() == null) begun--;
            function.blocks().add(begun, b);
        }
        current = b;
    }

    public Block current() {
        return current;
    }

    /** Whether the current block has its terminator, so that nothing can be added. */
    public boolean terminated() {
        return current.isTerminated();
    }

    /** The position of what follows. */
    public void position(Pos p) {
        pos = p;
    }

    public Pos position() {
        return pos;
    }

    // Variables.

    public Variable variable(Type type, String name) {
        return variables.declare(type, name);
    }

    public void set(Variable v, Value value) {
        variables.write(current, v, value);
    }

    public Value get(Variable v) {
        return variables.read(current, v);
    }

    /** Promises that no further edge will lead to a block. */
    public void seal(Block b) {
        variables.seal(b);
    }

    // Values.

    public Const i32(int value) {
        return function.constant(Type.I32, value);
    }

    public Const i64(long value) {
        return function.constant(Type.I64, value);
    }

    public Const nullCap() {
        return function.constant(Type.CAP, 0);
    }

    public Param param(int i) {
        return function.params().get(i);
    }

    /** Any operation that carries nothing besides its operands. */
    public Value op(Opcode op, Value... args) {
        return add(function.insn(op, pos, args));
    }

    public Value select(Value condition, Value ifTrue, Value ifFalse) {
        return op(Opcode.SELECT, condition, ifTrue, ifFalse);
    }

    public StackSlot slot(String name, long size, int align) {
        return function.addSlot(name, size, align);
    }

    /** The exactly bounded capability of a slot. */
    public Value stack(StackSlot slot) {
        return add(function.insn(Opcode.STACK, new Slot(slot), pos));
    }

    /** The exactly bounded capability of a global; of this CPU's copy for a per-CPU one. */
    public Value global(Global g) {
        Opcode op = g.kind() == Global.Kind.PER_CPU ? Opcode.PER_CPU : Opcode.GLOBAL;
        return add(function.insn(op, g, pos));
    }

    /** A sentry to a function. */
    public Value sentry(Function f) {
        return add(function.insn(Opcode.FUNCTION, f, pos));
    }

    // Memory.

    public Value load(Mem mem, Value cap, long offset) {
        return load(Access.of(mem, offset), cap);
    }

    public Value load(Access access, Value cap) {
        return add(function.insn(Opcode.LOAD, access, pos, cap));
    }

    public void store(Mem mem, Value cap, long offset, Value value) {
        store(Access.of(mem, offset), cap, value);
    }

    public void store(Access access, Value cap, Value value) {
        Access unsigned = new Access(access.mem().forStore(), access.offset(), access.order(), access.device());
        add(function.insn(Opcode.STORE, unsigned, pos, cap, value));
    }

    /** One of {@link Opcode#isAtomic}; the operands after the capability as the row says. */
    public Value atomic(Opcode op, Access access, Value cap, Value... operands) {
        Value[] args = new Value[operands.length + 1];
        args[0] = cap;
        System.arraycopy(operands, 0, args, 1, operands.length);
        return add(function.insn(op, access, pos, args));
    }

    public Value loadTags(Value cap, long offset) {
        return add(function.insn(Opcode.LOAD_TAGS, Access.of(Mem.I64, offset), pos, cap));
    }

    public void fence(MemoryOrder order) {
        add(function.insn(Opcode.FENCE, new Order(order), pos));
    }

    // Calls.

    /** The result is of type {@link Type#NONE} if the callee returns nothing. */
    public Value call(Function callee, Value... args) {
        return add(function.insn(Opcode.CALL, callee, pos, args));
    }

    public Value callCap(Signature signature, Value target, Value... args) {
        return add(function.insn(Opcode.CALL_CAP, signature, pos, targetFirst(target, args)));
    }

    public Value intrinsic(Intrinsic intrinsic, Value... args) {
        return add(function.insn(Opcode.INTRINSIC, intrinsic, pos, args));
    }

    // Terminators.

    public void jump(Block target, Value... args) {
        end(Opcode.JUMP, Attribute.None.NONE, List.of(Edge.to(target, args)));
    }

    public void branch(Value condition, Block ifTrue, Block ifFalse) {
        branch(condition, Edge.to(ifTrue), Edge.to(ifFalse));
    }

    public void branch(Value condition, Edge ifTrue, Edge ifFalse) {
        end(Opcode.BRANCH, Attribute.None.NONE, List.of(ifTrue, ifFalse), condition);
    }

    /** To {@code targets.get(i)} if the value is {@code keys.get(i)}, else to {@code otherwise}. */
    public void switchOn(Value value, Block otherwise, List<Long> keys, List<Block> targets) {
        if (keys.size() != targets.size()) {
            throw new IrException("switch: %d keys for %d targets".formatted(keys.size(), targets.size()));
        }
        List<Edge> edges = new ArrayList<>(keys.size() + 1);
        edges.add(Edge.to(otherwise));
        for (Block t : targets) edges.add(Edge.to(t));
        end(Opcode.SWITCH, new Keys(keys), edges, value);
    }

    public void ret() {
        end(Opcode.RETURN, Attribute.None.NONE, List.of());
    }

    public void ret(Value value) {
        end(Opcode.RETURN, Attribute.None.NONE, List.of(), value);
    }

    public void tailCall(Function callee, Value... args) {
        end(Opcode.TAIL_CALL, callee, List.of(), args);
    }

    public void tailCallCap(Signature signature, Value target, Value... args) {
        end(Opcode.TAIL_CALL_CAP, signature, List.of(), targetFirst(target, args));
    }

    public void panic(String message) {
        end(Opcode.PANIC, new Message(message), List.of());
    }

    /** A panic that prints a number behind its message. */
    public void panic(String message, Value number) {
        end(Opcode.PANIC, new Message(message), List.of(), number);
    }

    public void unreachable() {
        end(Opcode.UNREACHABLE, Attribute.None.NONE, List.of());
    }

    /** Seals what is left and drops blocks that were never begun and needless parameters. The function is then complete. */
    public Function finish() {
        for (Block b : List.copyOf(function.blocks())) seal(b);
        Prune.unreachableBlocks(function);
        for (Block b : function.blocks()) {
            if (!b.isTerminated()) throw new IrException("%s: %s does not end in a terminator".formatted(function, b));
        }
        Prune.parameters(function);
        return function;
    }

    private static Value[] targetFirst(Value target, Value... args) {
        Value[] all = new Value[args.length + 1];
        all[0] = target;
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private Insn add(Insn i) {
        requireOpen(i.op());
        current.append(i);
        return i;
    }

    private void end(Opcode op, Attribute attribute, List<Edge> edges, Value... args) {
        requireOpen(op);
        Insn i = function.terminator(op, attribute, pos, edges, args);
        current.append(i);
        for (Edge e : edges) variables.edge(current, e);
    }

    private void requireOpen(Opcode op) {
        if (current.isTerminated()) {
            throw new IrException("%s: %s already ends in %s; go to another block before adding %s"
                .formatted(function, current, current.last().op().text(), op.text()));
        }
    }
}
