package dev.ufork.target;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Block;
import dev.ufork.ir.Cfg;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Param;
import dev.ufork.ir.Pos;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.Op;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.RegKind;
import dev.ufork.regalloc.RegView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Turns an IR function into machine instructions: everything about it that is the same for all targets.
 *
 * <p>Blocks are visited so that users come before what they use, and each block from its end. An instruction without
 * effects is lowered only if somebody has asked for its register; so a rule that covers several instructions just does not
 * ask for what lies between, and what nobody asks for disappears.
 */
public abstract class Selector {
    protected final Function function;
    protected final MFunction out;
    protected final Uses uses;
    protected final CallConv convention;
    private final Cfg cfg;
    private final Frequencies frequencies;
    private final Constants constants;
    private final int[] vregs;
    private final MBlock[] blocks;
    private final Value[] aliases;
    private List<MInsn> sequence = new ArrayList<>();
    private Block current;
    private Pos pos = Pos.NONE;

    protected Selector(Function function, CallConv convention) {
        this.function = function;
        this.convention = convention;
        this.out = new MFunction(function);
        this.cfg = new Cfg(function);
        this.uses = new Uses(function);
        this.vregs = new int[function.valueCount()];
        this.blocks = new MBlock[function.blockIdCount()];
        this.aliases = new Value[function.valueCount()];
        this.frequencies = new Frequencies(cfg);
        this.constants = new Constants(cfg, frequencies);
        Arrays.fill(vregs, -1);
        for (Block b : cfg.order()) {
            blocks[b.id()] = out.addBlock();
            blocks[b.id()].frequency(frequencies.of(b));
        }
    }

    /** Emits what computes {@code insn}, its result in {@link #result}. */
    protected abstract void lower(Insn insn);

    /** Emits the exit of the current block: {@code insn} is its terminator. */
    protected abstract void lowerExit(Insn insn);

    /** A value in whose register {@code v} is found as well, or {@code v} itself; looks one instruction deep. */
    protected abstract Value sameRegister(Value v);

    /** What makes a constant. */
    protected abstract MacroOp constant(Const c);

    /** What makes an address that needs no operands, or {@code null}. */
    protected abstract MacroOp address(Insn insn);

    /** The register that always reads as zero and null, or -1. */
    protected abstract int zeroRegister();

    protected abstract void storeArgument(Value v, long offset);

    protected abstract void loadArgument(Param p, int vreg, long offset);

    /** Copies the address in {@code from}, a capability, to {@code to}, an integer. */
    protected abstract void copyAddress(int from, int to);

    /** The machine function. */
    public final MFunction select() {
        for (Block b : cfg.order()) {
            Cfg.In only = cfg.onlyIncoming(b);
            for (int k = 0; k < b.params().size(); k++) {
                Param p = b.params().get(k);
                if (b == function.entry()) continue;
                if (only != null) aliases[p.id()] = only.edge().args().get(k);
                else blocks[b.id()].params().add(vregOf(p));
            }
        }
        for (Block b : cfg.order().reversed()) select(b);
        constants.define(b -> blocks[b.id()]);
        return out;
    }

    private void select(Block b) {
        current = b;
        MBlock block = blocks[b.id()];
        List<MInsn> reversed = new ArrayList<>();
        for (Insn i = b.last(); i != null; i = i.prev()) {
            if (!i.isTerminator() && i.isRemovable() && vregs[i.id()] < 0) continue;
            pos = i.pos();
            if (i.isTerminator()) lowerExit(i);
            else lower(i);
            Collections.reverse(sequence);
            reversed.addAll(sequence);
            sequence.clear();
        }
        if (b == function.entry()) {
            pos = function.pos();
            receiveArguments();
            Collections.reverse(sequence);
            reversed.addAll(sequence);
            sequence.clear();
        }
        Collections.reverse(reversed);
        block.insns().addAll(0, reversed);
    }

    // What rules say.

    public final Pos pos() {
        return pos;
    }

    public final void emit(Op op, MOperand... operands) {
        sequence.add(new MInsn.Row(op, List.of(operands), pos));
    }

    public final void emit(MacroOp op, MOperand... operands) {
        if (op.returns()) out.hasCalls();
        sequence.add(new MInsn.Macro(op, List.of(operands), pos));
    }

    public final void emit(MInsn insn) {
        sequence.add(insn);
    }

    public final int temp(RegKind kind) {
        return out.newRegister(kind);
    }

    /** Is what is being lowered part of a loop, so that a constant made outside costs nothing? */
    public final boolean inLoop() {
        return frequencies.depth(current) > 0;
    }

    public final int result(Insn insn) {
        return vregOf(insn);
    }

    public final MOperand.Virtual def(Insn insn) {
        return MOperand.def(vregOf(insn));
    }

    /** The value behind block parameters that only one edge feeds, and behind instructions that change no register. */
    public final Value peel(Value v) {
        while (true) {
            Value next = sameRegister(behind(v));
            if (next == v) return v;
            v = next;
        }
    }

    /** The value itself, where a block parameter stands for one value only. */
    public final Value behind(Value v) {
        v = v.resolve();
        while (v.id() < aliases.length && aliases[v.id()] != null) v = aliases[v.id()].resolve();
        return v;
    }

    /** The instruction that makes {@code v}, or {@code null}. */
    public final Insn maker(Value v) {
        return behind(v) instanceof Insn i ? i : null;
    }

    /** The operand to read {@code v} from. */
    public final MOperand in(Value v) {
        return peel(v) instanceof Const c && c.value() == 0 && zeroRegister() >= 0
            ? new MOperand.Real(zeroRegister())
            : MOperand.use(use(v));
    }

    /** The register to read {@code v} from. */
    public final int use(Value v) {
        v = peel(v);
        if (v instanceof Const c) return constants.use(constant(c), kind(c.type()), current, out::newRegister);
        if (v instanceof Insn i) {
            MacroOp address = address(i);
            if (address != null) return constants.use(address, RegKind.CAP, current, out::newRegister);
        }
        return vregOf(v);
    }

    /** The register of something else that is made without operands, and once. */
    public final int constant(MacroOp op, RegKind kind) {
        return constants.use(op, kind, current, out::newRegister);
    }

    public final int constantRegister(long value) {
        return use(function.constant(Type.I64, value));
    }

    private int vregOf(Value v) {
        if (v.id() >= vregs.length) throw new IllegalStateException("a value made during selection has no register");
        if (vregs[v.id()] < 0) vregs[v.id()] = out.newRegister(kind(v.type()));
        return vregs[v.id()];
    }

    public static RegKind kind(Type type) {
        return type == Type.CAP ? RegKind.CAP : RegKind.INT;
    }

    // Blocks and edges.

    public final MBlock block(Block b) {
        return blocks[b.id()];
    }

    /** The block that is being filled; rules that need more blocks than one continue in {@code next}. */
    public final MBlock currentBlock() {
        return blocks[current.id()];
    }

    public final MBlock newBlock(double frequency) {
        MBlock block = out.addBlock();
        block.frequency(frequency);
        return block;
    }

    /** An edge that may stand beside others: arguments are passed in a block of their own. */
    public final MBlock.Edge split(Edge edge, double share) {
        MBlock target = blocks[edge.target().id()];
        if (target.params().isEmpty()) return MBlock.Edge.to(target);
        List<MInsn> outer = sequence;
        sequence = new ArrayList<>();
        MBlock between = newBlock(Math.min(currentBlock().frequency() * share, target.frequency()));
        between.edges().add(pass(edge));
        emit(new MInsn.Jump(pos));
        between.insns().addAll(sequence);
        sequence = outer;
        return MBlock.Edge.to(between);
    }

    /** The edge of a jump, after the instructions that make its arguments. */
    public final MBlock.Edge pass(Edge edge) {
        MBlock target = blocks[edge.target().id()];
        if (target.params().isEmpty()) return MBlock.Edge.to(target);
        List<Integer> args = new ArrayList<>();
        List<Value> values = edge.args();
        for (int k = 0; k < values.size(); k++) args.add(argument(values.get(k), out.kind(target.params().get(k))));
        return new MBlock.Edge(target, args);
    }

    /** A register of the wanted kind; constants get one of their own, which can become the destination. */
    private int argument(Value v, RegKind kind) {
        Value from = peel(v);
        if (from instanceof Const c) {
            int own = temp(kind);
            emit(constant(c), MOperand.def(own));
            return own;
        }
        int vreg = use(v);
        if (out.kind(vreg) == kind) return vreg;
        int own = temp(kind);
        copyAddress(vreg, own);
        return own;
    }

    // Calls.

    private record Place(int register, long offset) {}

    /** Where the values of these types are passed: in registers as long as there are some, then on the stack. */
    private List<Place> places(List<Type> types) {
        List<Place> places = new ArrayList<>();
        long offset = 0;
        for (Type t : types) {
            if (places.size() < convention.arguments().length) {
                places.add(new Place(convention.arguments()[places.size()], 0));
                continue;
            }
            long size = Math.max(8, t.bytes());
            offset = (offset + size - 1) & -size;
            places.add(new Place(-1, offset));
            offset += size;
        }
        return places;
    }

    private void receiveArguments() {
        List<Param> params = function.params();
        List<Place> places = places(function.signature().params());
        List<RegView.Copy> copies = new ArrayList<>();
        List<MOperand> arrive = new ArrayList<>();
        for (int k = 0; k < params.size(); k++) {
            int vreg = vregs[params.get(k).id()];
            if (vreg < 0) continue;
            Place p = places.get(k);
            if (p.register() < 0) continue;
            int pinned = out.newPinned(out.kind(vreg), p.register());
            arrive.add(MOperand.def(pinned));
            copies.add(new RegView.Copy(vreg, pinned));
        }
        if (!arrive.isEmpty()) sequence.add(new MInsn.Macro(Arrive.ARRIVE, arrive, pos));
        if (!copies.isEmpty()) sequence.add(new MInsn.Copies(copies, pos));
        for (int k = 0; k < params.size(); k++) {
            int vreg = vregs[params.get(k).id()];
            if (vreg >= 0 && places.get(k).register() < 0) loadArgument(params.get(k), vreg, places.get(k).offset());
        }
    }

    /** The function's arguments come into being: emits nothing. */
    public enum Arrive implements MacroOp { ARRIVE }

    /** Puts arguments where a callee expects them; the operands are to be read by the call. */
    protected final List<MOperand> passArguments(List<Type> types, List<Value> values) {
        List<Place> places = places(types);
        List<RegView.Copy> copies = new ArrayList<>();
        List<MOperand> operands = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            Place p = places.get(k);
            if (p.register() >= 0) continue;
            storeArgument(values.get(k), p.offset());
            out.needOutgoing(p.offset() + Math.max(8, types.get(k).bytes()));
        }
        for (int k = 0; k < values.size(); k++) {
            Place p = places.get(k);
            if (p.register() < 0) continue;
            RegKind kind = kind(types.get(k));
            int pinned = out.newPinned(kind, p.register());
            copies.add(new RegView.Copy(pinned, argument(values.get(k), kind)));
            operands.add(MOperand.use(pinned));
        }
        if (!copies.isEmpty()) sequence.add(new MInsn.Copies(copies, pos));
        return operands;
    }

    /** Do these all travel in registers? */
    protected final boolean fitRegisters(List<Type> types) {
        return types.size() <= convention.arguments().length;
    }

    /** A call with its arguments passed and its result fetched. {@code target} is read too, unless {@code null}. */
    protected final void call(MacroOp op, MOperand target, Attribute.Signature signature, List<Value> values, Insn insn) {
        List<MOperand> operands = new ArrayList<>();
        if (target != null) operands.add(target);
        operands.addAll(passArguments(signature.params(), values));
        boolean wanted = signature.result() != Type.NONE && vregs[insn.id()] >= 0;
        int pinned = -1;
        if (wanted) {
            pinned = out.newPinned(kind(signature.result()), convention.result());
            operands.add(MOperand.def(pinned));
        }
        emit(op, operands.toArray(MOperand[]::new));
        if (wanted) emit(new MInsn.Copies(List.of(new RegView.Copy(result(insn), pinned)), pos));
    }

    /** The operand that a return reads, after its value has been put there. */
    protected final List<MOperand> returnValue(Value v) {
        return passArguments(List.of(v.type()), List.of(v));
    }
}
