package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Global;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A random module, the same for the same seed, that is aimed at the rules for faults: a row of small scenes in each of which a
 * pass could add a fault, lose one, or move one past something that can be seen.
 *
 * <p>Every loaded value goes into the sum that is returned or told, as in {@link RandomProgram}, whose signature and symbols this
 * has. About one scene in ten faults; which are reached depends on the arguments.
 */
public final class FaultyProgram {
    private static final int DATA = RandomProgram.DATA_BYTES;
    /** Distances that leave the representable space of small objects, or almost. */
    private static final long[] FAR = {256, 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 20, 1L << 33, -(1 << 12), -(1 << 14), -(1L << 40)};
    private static final Mem[] NUMBERS = {Mem.U8, Mem.S16, Mem.I32, Mem.I64};
    private static final long LOAD_PERMISSION = 1 << 2;

    private final Random random;
    private final Module module;
    private final Function observe;
    private final Global shared = Global.zeroed("shared", Global.Kind.DATA, 128, 64);
    private final FunctionBuilder b;
    private final Variable sum;
    private final Value data;

    private FaultyProgram(long seed) {
        random = new Random(seed);
        module = new Module("faulty" + seed);
        observe = module.external("observe", Signature.of(Type.I32, Type.I64));
        module.add(new Global("keep", Linkage.EXPORT, Global.Kind.CONST, 32, 16, new byte[0], List.of(new Global.CapInit(0, shared, 0))));
        module.add(shared);
        b = new FunctionBuilder(module.function("main", Linkage.EXPORT, RandomProgram.MAIN));
        sum = b.variable(Type.I64, "sum");
        b.set(sum, b.param(2));
        data = b.param(0);
    }

    /** A module whose exported function {@code main} has the signature {@link RandomProgram#MAIN}. */
    public static Module of(long seed) {
        FaultyProgram p = new FaultyProgram(seed);
        for (int n = 3 + p.random.nextInt(6); n > 0; n--) {
            if (p.random.nextInt(3) == 0) p.sometimes(FaultyProgram::scene);
            else p.scene();
        }
        p.b.ret(p.b.get(p.sum));
        p.b.finish();
        return p.module;
    }

    private void scene() {
        switch (random.nextInt(11)) {
            case 0 -> loadBeforeDeadEnd();
            case 1 -> unrepresentableOnTheWay();
            case 2 -> pointerThatStepsOut();
            case 3 -> aliasingStores();
            case 4 -> tagUnderStores();
            case 5 -> deviceAround();
            case 6 -> invariantInLoopThatMayNotRun();
            case 7 -> storedButNotLoadable();
            case 8 -> stateMachine();
            case 9 -> strideFromAnArgument();
            default -> faultBehindCall();
        }
    }

    // What scenes are made of.

    private boolean rarely() {
        return random.nextInt(10) == 0;
    }

    private void mix(Value v) {
        Value wide = switch (v.type()) {
            case CAP -> b.op(Opcode.SEXT, b.op(Opcode.CAP_TAG, v));
            case I32 -> b.op(Opcode.SEXT, v);
            default -> v;
        };
        b.set(sum, b.op(Opcode.ADD, b.op(Opcode.MUL, b.get(sum), b.i64(31)), wide));
    }

    private Mem mem() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    /** An offset in the data, or now and then just out of it. */
    private long offset(Mem mem) {
        long at = rarely() ? random.nextBoolean() ? DATA : -mem.bytes() : random.nextInt(DATA);
        return at & -mem.bytes();
    }

    private Value condition() {
        return b.op(Opcode.LTS, b.op(Opcode.AND, b.param(1), b.i32(7)), b.i32(random.nextInt(8)));
    }

    private void tell() {
        b.call(observe, b.get(sum));
    }

    private void sometimes(Consumer<FaultyProgram> what) {
        Block yes = b.block();
        Block end = b.block();
        b.branch(condition(), yes, end);
        b.seal(yes);
        b.at(yes);
        what.accept(this);
        if (!b.terminated()) b.jump(end);
        b.seal(end);
        b.at(end);
    }

    /** {@code for (i = first; i < limit; i++) body(i)}; the limit may be one of the arguments. */
    private void loop(long first, Value limit, Consumer<Value> body) {
        Variable i = b.variable(Type.I64, "i");
        b.set(i, b.i64(first));
        Block head = b.block();
        Block inside = b.block();
        Block end = b.block();
        b.jump(head);
        b.at(head);
        b.branch(b.op(Opcode.LTS, b.get(i), limit), inside, end);
        b.seal(inside);
        b.at(inside);
        body.accept(b.get(i));
        b.set(i, b.op(Opcode.ADD, b.get(i), b.i64(1)));
        b.jump(head);
        b.seal(head);
        b.seal(end);
        b.at(end);
    }

    /** A number of turns: constant, or from the arguments, which may say none. */
    private Value turns(int most) {
        return random.nextBoolean() ? b.i64(random.nextInt(most + 1)) : b.op(Opcode.SEXT, b.op(Opcode.AND, b.param(1), b.i32(most)));
    }

    // The scenes.

    /** The value is wanted on one way only; the fault happens on both. */
    private void loadBeforeDeadEnd() {
        Mem m = mem();
        Value v = b.load(m, data, offset(m));
        Block dead = b.block();
        Block on = b.block();
        b.branch(b.op(Opcode.EQ, b.op(Opcode.AND, b.param(1), b.i32(15)), b.i32(random.nextInt(16))), dead, on);
        b.seal(dead);
        b.at(dead);
        mix(v);
        if (random.nextBoolean()) b.panic("dead end", b.get(sum));
        else b.ret(b.get(sum));
        b.seal(on);
        b.at(on);
        tell();
        mix(v);
    }

    /** There and back again: the tag may be lost on the way, and stays lost. */
    private void unrepresentableOnTheWay() {
        long far = FAR[random.nextInt(FAR.length)];
        long near = 8L * random.nextInt(8);
        Value there = b.op(Opcode.CAP_ADD, data, random.nextBoolean() ? b.i64(far) : b.op(Opcode.ADD, b.i64(far), b.op(Opcode.AND, b.param(2), b.i64(24))));
        if (random.nextBoolean()) mix(there);
        Value back = random.nextBoolean() ? b.op(Opcode.CAP_ADD, there, b.i64(near - far))
            : b.op(Opcode.CAP_SETADDR, there, b.op(Opcode.ADD, b.op(Opcode.CAP_ADDR, data), b.i64(near)));
        mix(back);
        sometimes(p -> p.mix(p.b.load(Mem.I32, back, 0)));
    }

    /** An index that begins outside, or moves far between the accesses that are made. */
    private void pointerThatStepsOut() {
        long scale = 1L << random.nextInt(13);
        long from = random.nextInt(4) == 0 ? -random.nextInt(5000) : 0;
        long wanted = random.nextInt(4);
        loop(0, turns(6), i -> {
            Value at = b.op(Opcode.CAP_ADD, data, b.op(Opcode.ADD, b.op(Opcode.MUL, i, b.i64(scale)), b.i64(from)));
            if (random.nextInt(3) == 0) mix(at);
            Block use = b.block();
            Block end = b.block();
            Value inside = b.op(Opcode.LTU, b.op(Opcode.ADD, b.op(Opcode.MUL, i, b.i64(scale)), b.i64(from)), b.i64(DATA));
            b.branch(rarely() ? b.op(Opcode.EQ, i, b.i64(wanted)) : inside, use, end);
            b.seal(use);
            b.at(use);
            mix(b.load(Mem.U8, at, 0));
            if (random.nextBoolean()) b.store(Mem.U8, at, 0, i);
            b.jump(end);
            b.seal(end);
            b.at(end);
        });
    }

    /** Two pointers that may be the same, or overlap, in different widths. */
    private void aliasingStores() {
        Mem m = mem();
        Value p = b.op(Opcode.CAP_ADD, data, b.op(Opcode.AND, b.param(2), b.i64(8)));
        Value q = random.nextBoolean() ? b.op(Opcode.CAP_ADD, data, b.i64(8)) : b.select(condition(), p, b.global(shared));
        mix(b.load(m, q, 0));
        b.store(mem(), p, 0, b.get(sum));
        mix(b.load(m, q, 0));
        if (rarely()) mix(b.load(Mem.I64, q, DATA));
        b.store(m, q, 0, b.i64(random.nextInt(1000)));
        mix(b.load(Mem.I64, p, 0));
    }

    /** A stored byte takes the tag of the sixteen around it. */
    private void tagUnderStores() {
        long at = 16L * random.nextInt(DATA / 16);
        b.store(Mem.CAP, data, at, random.nextInt(4) == 0 ? b.nullCap() : data);
        mix(b.load(Mem.CAP, data, at));
        Mem m = mem();
        long byteAt = offset(m);
        sometimes(p -> p.b.store(m, data, byteAt, p.b.i64(5)));
        mix(b.loadTags(data, at & -64));
        Value loaded = b.load(Mem.CAP, data, at);
        mix(loaded);
        sometimes(p -> p.mix(p.b.load(Mem.U8, loaded, 1)));
    }

    /** Accesses to a device happen once each, in order, before a fault that follows and not after one that precedes. */
    private void deviceAround() {
        Access read = new Access(Mem.I32, 4L * random.nextInt(8), MemoryOrder.PLAIN, true);
        Access write = new Access(Mem.I32, 4L * random.nextInt(8), MemoryOrder.PLAIN, true);
        Mem m = mem();
        loop(0, turns(3), i -> {
            mix(b.load(read, data));
            mix(b.load(m, data, offset(m)));
            b.store(write, data, i);
            if (random.nextBoolean()) mix(b.load(read, data));
            if (rarely()) b.store(m, data, DATA, i);
        });
    }

    /** What the loop reads is the same each time, and out of bounds; but there may be no time, or something before it. */
    private void invariantInLoopThatMayNotRun() {
        Mem m = mem();
        long at = random.nextInt(3) == 0 ? DATA : offset(m);
        boolean tells = random.nextBoolean();
        boolean guarded = random.nextBoolean();
        loop(0, turns(3), i -> {
            if (tells) tell();
            if (guarded) sometimes(p -> p.mix(p.b.load(m, data, at)));
            else mix(b.load(m, data, at));
            if (random.nextInt(3) == 0) b.store(Mem.U8, data, random.nextInt(DATA), i);
        });
    }

    /** A value just stored does not stand for a load that is not permitted. */
    private void storedButNotLoadable() {
        Value writeOnly = b.op(Opcode.CAP_ANDPERM, data, b.i64(~LOAD_PERMISSION));
        b.store(Mem.I64, writeOnly, 8, b.get(sum));
        sometimes(p -> p.mix(p.b.load(Mem.I64, random.nextInt(3) == 0 ? writeOnly : data, 8)));
    }

    /** What a byte means depends on those before it; some states look out of bounds, some tell. */
    private void stateMachine() {
        Variable state = b.variable(Type.I32, "state");
        b.set(state, b.i32(random.nextInt(3)));
        loop(0, turns(15), i -> {
            Value c = b.load(Mem.U8, b.op(Opcode.CAP_ADD, data, i), 0);
            mix(c);
            Block end = b.block();
            List<Block> states = List.of(b.block(), b.block(), b.block());
            b.switchOn(b.get(state), end, List.of(0L, 1L, 2L), states);
            for (Block s : states) {
                b.seal(s);
                b.at(s);
                state(state, c);
                b.jump(end);
            }
            b.seal(end);
            b.at(end);
        });
        mix(b.get(state));
    }

    private void state(Variable state, Value c) {
        if (rarely()) mix(b.load(Mem.U8, data, DATA));
        if (random.nextInt(3) == 0) tell();
        Block other = b.block();
        Block end = b.block();
        b.set(state, b.i32(random.nextInt(4)));
        b.branch(b.op(Opcode.LTS, c, b.i32(random.nextInt(256))), other, end);
        b.seal(other);
        b.at(other);
        b.set(state, b.i32(random.nextInt(3)));
        b.jump(end);
        b.seal(end);
        b.at(end);
    }

    /** A column of a matrix whose rows are as long as an argument says: within the data, or not, or backwards. */
    private void strideFromAnArgument() {
        Value row = b.op(Opcode.SUB, b.op(Opcode.AND, b.param(2), b.i64(random.nextBoolean() ? 15 : 255)), b.i64(random.nextInt(3) * 4L));
        long first = random.nextInt(4);
        boolean stores = random.nextInt(3) == 0;
        loop(0, turns(7), i -> {
            Value index = b.op(Opcode.ADD, random.nextBoolean() ? b.op(Opcode.MUL, i, row) : b.op(Opcode.MUL, row, i), b.i64(first));
            Value at = b.op(Opcode.CAP_ADD, data, b.op(Opcode.SHL, index, b.i32(3)));
            mix(b.load(Mem.I64, at, 0));
            if (rarely()) mix(at);
            if (stores) b.store(Mem.I32, at, 4, i);
        });
    }

    private void faultBehindCall() {
        Mem m = mem();
        long at = offset(m);
        if (random.nextBoolean()) mix(b.load(m, data, at));
        tell();
        mix(b.load(m, data, at));
        b.store(m, data, offset(m), b.get(sum));
        tell();
    }
}
