package dev.ufork.ir;

import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Attribute.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A function: a signature and, unless it is external, blocks of which the first is the entry. */
public final class Function implements Symbol {
    private final String name;
    private final Signature signature;
    private Linkage linkage;
    private InlineHint inline = InlineHint.AUTO;
    private Pos pos = Pos.NONE;
    private OptionalLong recovery = OptionalLong.empty();
    private OptionalLong stackBound = OptionalLong.empty();

    private final List<Block> blocks = new ArrayList<>();
    private final List<StackSlot> slots = new ArrayList<>();
    private final Map<Long, Const> ints = new HashMap<>();
    private final Map<Long, Const> longs = new HashMap<>();
    private Const nullCap;
    private int valueCount;
    private int blockIdCount;

    /** Made by {@link Module#function} and {@link Module#external}. */
    Function(String name, Signature signature, Linkage linkage) {
        this.name = name;
        this.signature = signature;
        this.linkage = linkage;
    }

    @Override
    public String name() {
        return name;
    }

    public Signature signature() {
        return signature;
    }

    @Override
    public Linkage linkage() {
        return linkage;
    }

    public void linkage(Linkage l) {
        linkage = l;
    }

    public boolean isExternal() {
        return linkage == Linkage.EXTERN;
    }

    public InlineHint inline() {
        return inline;
    }

    public void inline(InlineHint hint) {
        inline = hint;
    }

    /** Where the function is declared. */
    public Pos pos() {
        return pos;
    }

    public void pos(Pos p) {
        pos = p;
    }

    /**
     * If present, a fault raised by an instruction of this function abandons the call, which returns this value: for a
     * result of type cap the null capability, for none nothing. What a callee raises is not recovered here, unless the callee
     * is {@linkplain InlineHint#ALWAYS part of} this function.
     */
    public OptionalLong recovery() {
        return recovery;
    }

    public void recovery(long value) {
        recovery = OptionalLong.of(value);
    }

    /** The recovery value as a constant of the result's type; empty without recovery or without result. */
    public Optional<Const> recoveryValue() {
        if (recovery.isEmpty() || signature.result() == Type.NONE) return Optional.empty();
        return Optional.of(constant(signature.result(), recovery.getAsLong()));
    }

    /** If present, the most bytes of stack that a call may take, everything it calls included; external functions are not counted. */
    public OptionalLong stackBound() {
        return stackBound;
    }

    public void stackBound(long bytes) {
        stackBound = OptionalLong.of(bytes);
    }

    /** In the order in which they are laid out; the first is the entry. May be changed, but for the first. */
    public List<Block> blocks() {
        return blocks;
    }

    public Block entry() {
        return blocks.getFirst();
    }

    /** The arguments: the entry block's parameters. */
    public List<Param> params() {
        return entry().params();
    }

    public List<StackSlot> slots() {
        return slots;
    }

    public StackSlot addSlot(String slotName, long size, int align) {
        StackSlot s = new StackSlot(slots.size(), slotName, size, align);
        slots.add(s);
        return s;
    }

    /** A new block without parameters, placed last. */
    public Block addBlock() {
        Block b = new Block(this, blockIdCount++);
        blocks.add(b);
        return b;
    }

    /** One more than the greatest {@link Value#id}. */
    public int valueCount() {
        return valueCount;
    }

    /** One more than the greatest {@link Block#id}. */
    public int blockIdCount() {
        return blockIdCount;
    }

    int nextValueId() {
        return valueCount++;
    }

    /** The one constant of a type and value; the value is cut to the type's width. For cap only 0, the null capability. */
    public Const constant(Type type, long value) {
        switch (type) {
            case I32 -> {
                long v = (int) value;
                Const c = ints.get(v);
                if (c == null) ints.put(v, c = new Const(nextValueId(), type, v));
                return c;
            }
            case I64 -> {
                Const c = longs.get(value);
                if (c == null) longs.put(value, c = new Const(nextValueId(), type, value));
                return c;
            }
            case CAP -> {
                if (value != 0) throw new IrException("the only capability constant is null, not " + value);
                if (nullCap == null) nullCap = new Const(nextValueId(), type, 0);
                return nullCap;
            }
            default -> throw new IrException("there is no constant of type " + type.text());
        }
    }

    /** A loose instruction without edges, its operands checked against the opcode's row. */
    public Insn insn(Opcode op, Attribute attribute, Pos at, Value... args) {
        return new Insn(nextValueId(), op, Shapes.resultType(op, attribute, args), attribute, List.of(), at, args);
    }

    public Insn insn(Opcode op, Pos at, Value... args) {
        return insn(op, Attribute.None.NONE, at, args);
    }

    /** A loose terminator with edges. */
    public Insn terminator(Opcode op, Attribute attribute, Pos at, List<Edge> edges, Value... args) {
        Shapes.resultType(op, attribute, args);
        return new Insn(nextValueId(), op, Type.NONE, attribute, edges, at, args);
    }

    /** Rewrites every use of a {@linkplain Value#replaceWith replaced} value. */
    public void settle() {
        for (Block b : blocks) {
            for (Insn i = b.first(); i != null; i = i.next) {
                for (int k = 0; k < i.argCount(); k++) {
                    Value v = i.arg(k);
                    if (v.isReplaced()) i.arg(k, v.resolve());
                }
                for (int n = 0; n < i.edgeCount(); n++) {
                    List<Value> args = i.edge(n).args();
                    for (int k = 0; k < args.size(); k++) {
                        Value v = args.get(k);
                        if (v.isReplaced()) args.set(k, v.resolve());
                    }
                }
            }
        }
    }

    @Override
    public String toString() {
        return "@" + name;
    }
}
