package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Global;
import dev.ufork.ir.InlineHint;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random module, the same for the same seed: functions that calculate, loop, branch, move and narrow capabilities, load and
 * store through them within and now and then beyond their bounds, call each other, recover, and panic.
 *
 * <p>Every loaded value goes into a checksum that is returned, or printed by the panic, so that no load is dead. Addresses
 * never do, for where stack slots and functions are is nobody's business.
 */
public final class RandomProgram {
    public static final Signature MAIN = Signature.of(Type.I64, Type.CAP, Type.I32, Type.I64);
    public static final int DATA_BYTES = 256;
    private static final int[] NUMBERS = {0, 1, -1, 2, 3, 7, 8, 10, 31, 32, 63, 100, 255, 256, 1000, 4096, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final Opcode[] BINARY = {Opcode.ADD, Opcode.ADD, Opcode.SUB, Opcode.MUL, Opcode.AND, Opcode.OR, Opcode.XOR};
    private static final Opcode[] SHIFTS = {Opcode.SHL, Opcode.SHRU, Opcode.SHRS};
    private static final Opcode[] COMPARES = {Opcode.EQ, Opcode.NE, Opcode.LTS, Opcode.LES, Opcode.LTU, Opcode.LEU};
    private static final Opcode[] DIVISIONS = {Opcode.DIVS, Opcode.DIVU, Opcode.REMS, Opcode.REMU};
    private static final Opcode[] UNARY = {Opcode.CLZ, Opcode.CTZ, Opcode.POPCNT, Opcode.BSWAP};

    private final Random random;
    private final Module module;
    private final List<Function> callable = new ArrayList<>();
    private final Function external;
    private final Global shared = Global.zeroed("shared", Global.Kind.DATA, 128, 64);
    private final Global table;

    // The function being written.
    private FunctionBuilder b;
    private final List<Variable> ints = new ArrayList<>();
    private final List<Variable> longs = new ArrayList<>();
    private final List<Variable> caps = new ArrayList<>();
    private Variable sum;
    private int budget;

    private RandomProgram(long seed) {
        random = new Random(seed);
        module = new Module("random" + seed);
        external = module.external("observe", Signature.of(Type.I32, Type.I64));
        byte[] words = new byte[64];
        random.nextBytes(words);
        table = new Global("table", Linkage.EXPORT, Global.Kind.CONST, 64, 64, words, List.of());
        module.add(new Global("keep", Linkage.EXPORT, Global.Kind.CONST, 32, 16, new byte[0],
            List.of(new Global.CapInit(0, shared, 0))));
        module.add(shared);
        module.add(table);
    }

    /** A module whose exported function {@code main} has the signature {@link #MAIN}. */
    public static Module of(long seed) {
        RandomProgram p = new RandomProgram(seed);
        int helpers = p.random.nextInt(3);
        for (int k = 0; k < helpers; k++) p.function("f" + k, Linkage.INTERNAL, 6);
        p.function("main", Linkage.EXPORT, 22);
        return p.module;
    }

    private void function(String name, Linkage linkage, int statements) {
        Function f = module.function(name, linkage, MAIN);
        if (linkage == Linkage.INTERNAL) {
            int kind = random.nextInt(6);
            if (kind == 0) f.recovery(random.nextInt(100) - 50);
            else if (kind < 3) f.inline(InlineHint.values()[kind]);
        }
        b = new FunctionBuilder(f);
        ints.clear();
        longs.clear();
        caps.clear();
        budget = statements;
        sum = declare(Type.I64, "sum", b.param(2), new ArrayList<>());
        declare(Type.I32, "x", b.param(1), ints);
        declare(Type.I32, "y", b.i32(number()), ints);
        declare(Type.I64, "l", b.param(2), longs);
        declare(Type.I64, "m", b.op(Opcode.SEXT, b.param(1)), longs);
        declare(Type.CAP, "p", b.param(0), caps);
        declare(Type.CAP, "q", b.global(random.nextBoolean() ? shared : table), caps);
        if (random.nextBoolean()) declare(Type.CAP, "s", slot(), caps);
        statements(3);
        while (!b.terminated() && budget > 0) statements(3);
        if (!b.terminated()) {
            for (Variable v : ints) mix(b.op(Opcode.SEXT, b.get(v)));
            for (Variable v : longs) mix(b.get(v));
            b.ret(b.get(sum));
        }
        b.finish();
        callable.add(f);
    }

    private Variable declare(Type t, String name, Value v, List<Variable> into) {
        Variable x = b.variable(t, name);
        b.set(x, v);
        into.add(x);
        return x;
    }

    /** A stack slot, zeroed. */
    private Value slot() {
        int size = 16 * (1 + random.nextInt(3));
        Value s = b.stack(b.slot("s" + b.function().slots().size(), size, 16));
        for (int at = 0; at < size; at += 16) b.store(Mem.CAP, s, at, b.nullCap());
        return s;
    }

    private int number() {
        return random.nextInt(4) == 0 ? random.nextInt() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Opcode one(Opcode[] of) {
        return of[random.nextInt(of.length)];
    }

    private void mix(Value v) {
        b.set(sum, b.op(Opcode.ADD, b.op(Opcode.MUL, b.get(sum), b.i64(31)), v));
    }

    private void statements(int depth) {
        int n = 1 + random.nextInt(5);
        for (int k = 0; k < n && !b.terminated() && budget-- > 0; k++) statement(depth);
    }

    private void statement(int depth) {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> b.set(one(ints), intValue(3));
            case 3, 4 -> b.set(one(longs), longValue(3));
            case 5, 6, 7 -> load();
            case 8, 9 -> store();
            case 10, 11 -> moveCap();
            case 12 -> special();
            case 13 -> call();
            case 14, 15 -> choice(depth);
            case 16, 17 -> loop(depth);
            case 18 -> switchOver(depth);
            default -> panicSometimes();
        }
    }

    private Value intValue(int depth) {
        if (depth == 0) return random.nextInt(3) == 0 ? b.i32(number()) : b.get(one(ints));
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> b.op(one(BINARY), intValue(depth - 1), intValue(depth - 1));
            case 4 -> b.op(one(SHIFTS), intValue(depth - 1), random.nextBoolean() ? b.i32(random.nextInt(40)) : intValue(depth - 1));
            case 5 -> b.op(one(DIVISIONS), intValue(depth - 1), b.i32(nonZero()));
            case 6 -> b.op(one(COMPARES), intValue(depth - 1), intValue(depth - 1));
            case 7 -> b.op(one(COMPARES), longValue(depth - 1), longValue(depth - 1));
            case 8 -> b.op(Opcode.TRUNC, longValue(depth - 1));
            case 9 -> b.op(random.nextBoolean() ? Opcode.SEXT8 : Opcode.SEXT16, intValue(depth - 1));
            case 10 -> b.select(intValue(depth - 1), intValue(depth - 1), intValue(depth - 1));
            default -> b.op(one(UNARY), intValue(depth - 1));
        };
    }

    private int nonZero() {
        int n = number();
        return n == 0 ? 5 : n;
    }

    private Value longValue(int depth) {
        if (depth == 0) return random.nextInt(3) == 0 ? b.i64(random.nextBoolean() ? number() : random.nextLong()) : b.get(one(longs));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> b.op(one(BINARY), longValue(depth - 1), longValue(depth - 1));
            case 3 -> b.op(one(SHIFTS), longValue(depth - 1), random.nextBoolean() ? b.i32(random.nextInt(70)) : intValue(depth - 1));
            case 4 -> b.op(one(DIVISIONS), longValue(depth - 1), b.i64(random.nextBoolean() ? nonZero() : random.nextLong() | 1));
            case 5 -> b.op(Opcode.ZEXT, intValue(depth - 1));
            case 6 -> b.op(Opcode.SEXT, intValue(depth - 1));
            case 7 -> b.select(intValue(depth - 1), longValue(depth - 1), longValue(depth - 1));
            case 8 -> {
                Opcode[] asks = {Opcode.CAP_OFFSET, Opcode.CAP_LENGTH, Opcode.CAP_PERMS};
                yield b.op(one(asks), b.get(one(caps)));
            }
            default -> b.op(random.nextBoolean() ? Opcode.MULHU : Opcode.MULHS, longValue(depth - 1), longValue(depth - 1));
        };
    }

    private static int aligned(int offset, Mem mem) {
        return offset & -mem.bytes();
    }

    /** An offset that is mostly within the smaller objects. */
    private int offset(Mem mem) {
        return aligned(random.nextInt(30) == 0 ? random.nextInt(600) - 300 : random.nextInt(16), mem);
    }

    private void load() {
        Mem mem = Mem.values()[random.nextInt(Mem.values().length)];
        Value c = b.get(one(caps));
        boolean device = mem != Mem.CAP && random.nextInt(12) == 0;
        MemoryOrder order = random.nextInt(12) == 0 ? MemoryOrder.ACQUIRE : MemoryOrder.PLAIN;
        Value v = b.load(new Access(mem, offset(mem), order, device), c);
        switch (v.type()) {
            case I32 -> {
                mix(b.op(Opcode.SEXT, v));
                b.set(one(ints), v);
            }
            case I64 -> {
                mix(v);
                b.set(one(longs), v);
            }
            default -> {
                mix(b.op(Opcode.SEXT, b.op(Opcode.CAP_TAG, v)));
                if (random.nextInt(4) == 0) b.set(one(caps), v);
            }
        }
    }

    private void store() {
        Mem mem = Mem.values()[random.nextInt(Mem.values().length)];
        Value c = b.get(one(caps));
        boolean device = mem != Mem.CAP && random.nextInt(12) == 0;
        Value v = switch (mem) {
            case CAP -> random.nextBoolean() ? b.get(caps.get(0)) : b.nullCap();
            case I64 -> longValue(1);
            default -> random.nextInt(4) == 0 ? longValue(1) : intValue(1);
        };
        b.store(new Access(mem, offset(mem), MemoryOrder.PLAIN, device), c, v);
        if (random.nextInt(3) == 0) {
            Value again = b.load(mem, c, 0);
            if (again.type() == Type.I32) mix(b.op(Opcode.SEXT, again));
            else mix(again.type() == Type.I64 ? again : b.op(Opcode.SEXT, b.op(Opcode.CAP_TAG, again)));
        }
    }

    private void moveCap() {
        Variable from = one(caps);
        Value c = b.get(from);
        Value moved = switch (random.nextInt(12)) {
            case 0, 1, 2 -> b.op(Opcode.CAP_ADD, c, b.i64(random.nextInt(5) == 0 ? -16 : 16 * random.nextInt(2)));
            case 3, 4 -> b.op(Opcode.CAP_ADD, c, b.op(Opcode.AND, longValue(1), b.i64(16)));
            case 5 -> b.op(Opcode.CAP_BOUNDX, c, b.i64(16L * (1 + random.nextInt(3))));
            case 6 -> random.nextInt(6) == 0 ? b.op(Opcode.CAP_ANDPERM, c, b.i64(random.nextBoolean() ? ~4L : ~8L)) : c;
            case 7 -> random.nextInt(6) == 0 ? b.op(Opcode.CAP_CLEARTAG, c) : c;
            case 8 -> b.get(caps.get(0));
            case 9 -> b.op(Opcode.CAP_SETADDR, c, b.op(Opcode.ADD, b.op(Opcode.CAP_BASE, c), b.i64(16L * random.nextInt(3))));
            case 10 -> b.global(random.nextBoolean() ? shared : table);
            default -> from == caps.get(0) && random.nextInt(8) == 0
                ? b.op(Opcode.CAP_ADD, b.op(Opcode.CAP_ADD, b.param(0), b.i64(0x10_0000)), b.i64(-0x10_0000))
                : b.select(intValue(1), c, b.get(one(caps)));
        };
        b.set(one(caps), moved);
        if (random.nextBoolean()) mix(b.op(Opcode.SEXT, b.op(Opcode.CAP_TAG, moved)));
    }

    /** Atomics, fences and tags. */
    private void special() {
        Value c = b.get(one(caps));
        switch (random.nextInt(4)) {
            case 0 -> b.fence(MemoryOrder.SEQ_CST);
            case 1 -> mix(b.loadTags(b.op(Opcode.CAP_SETADDR, c, b.op(Opcode.CAP_BASE, c)), 0));
            case 2 -> mix(b.atomic(Opcode.ATOMIC_ADD, new Access(Mem.I64, 0, MemoryOrder.SEQ_CST, false), c, longValue(1)));
            default -> mix(b.op(Opcode.SEXT, b.atomic(Opcode.CAS, new Access(Mem.I32, 0, MemoryOrder.ACQ_REL, false), c, intValue(1), intValue(1))));
        }
    }

    private void call() {
        if (callable.isEmpty() || random.nextInt(3) == 0) {
            mix(b.op(Opcode.SEXT, b.call(external, b.get(sum))));
            return;
        }
        Function f = one(callable);
        Value c = b.get(one(caps));
        mix(random.nextInt(4) == 0
            ? b.callCap(MAIN, b.sentry(f), c, intValue(1), longValue(1))
            : b.call(f, c, intValue(1), longValue(1)));
    }

    private void choice(int depth) {
        if (depth == 0) return;
        Block yes = b.block();
        Block no = b.block();
        Block end = b.block();
        b.branch(intValue(2), yes, random.nextBoolean() ? no : end);
        boolean both = b.current().terminator().edges().getLast().target() == no;
        b.seal(yes);
        b.at(yes);
        statements(depth - 1);
        if (!b.terminated()) b.jump(end);
        if (both) {
            b.seal(no);
            b.at(no);
            statements(depth - 1);
            if (!b.terminated()) b.jump(end);
        }
        b.seal(end);
        b.at(end);
    }

    /** A loop with a counter, over an array now and then. */
    private void loop(int depth) {
        if (depth == 0) return;
        Variable i = b.variable(Type.I32, "i");
        int step = random.nextInt(5) == 0 ? -1 : 1 + random.nextInt(2);
        int trips = random.nextInt(7);
        b.set(i, b.i32(step < 0 ? trips : random.nextInt(2)));
        Block head = b.block();
        Block body = b.block();
        Block next = b.block();
        Block end = b.block();
        boolean testsLast = random.nextInt(4) == 0;
        b.jump(testsLast ? body : head);
        if (!testsLast) {
            b.at(head);
            Value goOn = step < 0 ? b.op(Opcode.LTS, b.i32(0), b.get(i)) : b.op(Opcode.LTS, b.get(i), b.i32(trips));
            b.branch(goOn, body, end);
        }
        b.at(body);
        Value c = b.get(one(caps));
        if (random.nextInt(3) > 0) element(c, b.get(i));
        statements(depth - 1);
        if (random.nextInt(4) == 0 && !b.terminated()) {
            Block stay = b.block();
            b.branch(intValue(1), random.nextBoolean() ? end : next, stay);
            b.seal(stay);
            b.at(stay);
        }
        if (!b.terminated()) b.jump(next);
        b.seal(next);
        b.at(next);
        b.set(i, b.op(Opcode.ADD, b.get(i), b.i32(step)));
        if (testsLast) {
            b.branch(b.op(Opcode.LTU, b.get(i), b.i32(trips)), body, end);
        } else {
            b.jump(head);
        }
        b.seal(head);
        b.seal(body);
        b.seal(end);
        b.at(end);
        if (random.nextBoolean()) mix(b.op(Opcode.SEXT, b.get(i)));
    }

    /** a[i] is read or written, or both. */
    private void element(Value c, Value i) {
        int scale = random.nextInt(4);
        Mem mem = new Mem[] {Mem.U8, Mem.S16, Mem.I32, Mem.I64}[scale];
        Value at = b.op(Opcode.CAP_ADD, c, b.op(Opcode.SHL, b.op(Opcode.SEXT, i), b.i32(scale)));
        if (random.nextInt(3) > 0) {
            Value v = b.load(mem, at, aligned(random.nextInt(3) == 0 ? 8 : 0, mem));
            mix(v.type() == Type.I32 ? b.op(Opcode.SEXT, v) : v);
        }
        if (random.nextInt(3) == 0) b.store(mem, at, 0, mem == Mem.I64 ? longValue(1) : intValue(1));
    }

    private void switchOver(int depth) {
        if (depth == 0) return;
        int n = 1 + random.nextInt(4);
        List<Long> keys = new ArrayList<>();
        List<Block> targets = new ArrayList<>();
        Block end = b.block();
        for (int k = 0; k < n; k++) {
            keys.add((long) k);
            targets.add(random.nextInt(4) == 0 ? end : b.block());
        }
        b.switchOn(b.op(Opcode.AND, intValue(1), b.i32(3)), end, keys, targets);
        for (Block t : targets) {
            if (t == end) continue;
            b.seal(t);
            b.at(t);
            statements(depth - 1);
            if (!b.terminated()) b.jump(end);
        }
        b.seal(end);
        b.at(end);
    }

    private void panicSometimes() {
        Block dead = b.block();
        Block on = b.block();
        b.branch(b.op(Opcode.EQ, intValue(2), b.i32(number())), dead, on);
        b.seal(dead);
        b.at(dead);
        b.panic("stop", b.get(sum));
        b.seal(on);
        b.at(on);
    }
}
