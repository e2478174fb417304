package dev.ufork.ir;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import java.util.Arrays;
import java.util.List;

/**
 * One instruction, and the value it yields. Opcode, type and attribute are fixed; operands, place and position may change.
 * Instructions of a block form a list linked through themselves, so moving and removing one is free.
 */
public final class Insn extends Value {
    private static final Value[] NO_ARGS = {};
    private static final List<Edge> NO_EDGES = List.of();

    private final Opcode op;
    private final Attribute attribute;
    private final Value[] args;
    private final List<Edge> edges;
    private Pos pos;

    Block block;
    Insn prev;
    Insn next;

    Insn(int id, Opcode op, Type type, Attribute attribute, List<Edge> edges, Pos pos, Value... args) {
        super(id, type);
        this.op = op;
        this.attribute = attribute;
        this.edges = edges.isEmpty() ? NO_EDGES : List.copyOf(edges);
        this.pos = pos;
        this.args = args.length == 0 ? NO_ARGS : args;
    }

    public Opcode op() {
        return op;
    }

    public int argCount() {
        return args.length;
    }

    public Value arg(int i) {
        return args[i];
    }

    public void arg(int i, Value v) {
        args[i] = v;
    }

    /** The operands; edges' arguments are not among them. Not to be changed. */
    public List<Value> args() {
        return Arrays.asList(args);
    }

    /** Ways out, for a terminator; else empty. */
    public List<Edge> edges() {
        return edges;
    }

    public int edgeCount() {
        return edges.size();
    }

    /** As {@link #edges}, one by one: passes ask this of every instruction, and most have none. */
    public Edge edge(int k) {
        return edges.get(k);
    }

    public Attribute attribute() {
        return attribute;
    }

    /** The access of a load, store or atomic. */
    public Access access() {
        return (Access) attribute;
    }

    /** The callee of a {@link Opcode#CALL}, {@link Opcode#TAIL_CALL} or {@link Opcode#FUNCTION}. */
    public Function callee() {
        return (Function) attribute;
    }

    /** The types that a call or intrinsic is made with. */
    public Attribute.Signature signature() {
        return switch (attribute) {
            case Function f -> f.signature();
            case Intrinsic i -> i.signature();
            case Attribute.Signature s -> s;
            default -> throw new IrException(op.text() + " has no signature");
        };
    }

    public Pos pos() {
        return pos;
    }

    public void pos(Pos p) {
        pos = p;
    }

    /** The block it stands in; null while it stands nowhere. */
    public Block block() {
        return block;
    }

    public Insn next() {
        return next;
    }

    public Insn prev() {
        return prev;
    }

    public boolean isTerminator() {
        return op.isTerminator();
    }

    public boolean mayRead() {
        return has(Effect.READS) || isOrderedAccess();
    }

    /** Writes memory or state, or is an access that must happen exactly as written. */
    public boolean mayWrite() {
        return has(Effect.WRITES) || isOrderedAccess();
    }

    public boolean mayFault() {
        return has(Effect.FAULTS);
    }

    /** No effect, and no terminator: may be dropped, repeated and moved at will. */
    public boolean isPure() {
        return (op == Opcode.INTRINSIC ? Opcode.mask(((Intrinsic) attribute).effects()) : op.effects()) == 0;
    }

    /** May be dropped when nobody uses its value. */
    public boolean isRemovable() {
        return !mayWrite() && !isTerminator();
    }

    private boolean has(Effect e) {
        return op == Opcode.INTRINSIC ? ((Intrinsic) attribute).effects().contains(e) : op.has(e);
    }

    private boolean isOrderedAccess() {
        return attribute instanceof Access a && !a.isPlain();
    }

    /** Takes the instruction out of its block. */
    public void remove() {
        block.unlink(this);
    }

    /** Puts a loose instruction, or moves a placed one, in front of another. */
    public void moveBefore(Insn other) {
        if (block != null) remove();
        other.block.linkBefore(this, other);
    }

    @Override
    public String toString() {
        return "v" + id() + " " + op.text();
    }
}
