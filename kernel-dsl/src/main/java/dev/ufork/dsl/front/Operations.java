package dev.ufork.dsl.front;

import dev.ufork.dsl.Op;
import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import java.util.List;

/** The lowering rule of every {@link Op} whose operands are plain values, and of the methods of {@code java.lang}. */
final class Operations {
    /** Stack memory up to this size is zeroed without a loop. */
    private static final int UNROLLED_BYTES = 256;

    private final Expressions expressions;
    private final FunctionBuilder b;

    Operations(Body body, Expressions expressions) {
        this.expressions = expressions;
        this.b = body.builder();
    }

    Value write(Op op, List<Value> v) {
        return switch (op) {
            case CAP_TAG -> all(Opcode.CAP_TAG, v);
            case CAP_ADDRESS -> all(Opcode.CAP_ADDR, v);
            case CAP_BASE -> all(Opcode.CAP_BASE, v);
            case CAP_LENGTH -> all(Opcode.CAP_LENGTH, v);
            case CAP_OFFSET -> all(Opcode.CAP_OFFSET, v);
            case CAP_PERMS -> all(Opcode.CAP_PERMS, v);
            case CAP_TYPE -> all(Opcode.CAP_TYPE, v);
            case CAP_UPPER -> all(Opcode.CAP_HIGH, v);
            case CAP_IS_SEALED -> all(Opcode.CAP_SEALED, v);
            case CAP_IS_NULL -> b.op(Opcode.CAP_SAME, v.get(0), b.nullCap());
            case CAP_SAME -> all(Opcode.CAP_SAME, v);
            case CAP_IS_SUBSET -> b.op(Opcode.CAP_SUBSET, v.get(1), v.get(0));

            case CAP_PLUS -> all(Opcode.CAP_ADD, v);
            case CAP_AT -> all(Opcode.CAP_SETADDR, v);
            case CAP_BOUNDED -> all(Opcode.CAP_BOUNDX, v);
            case CAP_BOUNDED_AT_LEAST -> all(Opcode.CAP_BOUND, v);
            case CAP_RESTRICT -> all(Opcode.CAP_ANDPERM, v);
            case CAP_SEAL_ENTRY -> all(Opcode.CAP_SENTRY, v);
            case CAP_SEALED_BY -> all(Opcode.CAP_SEAL, v);
            case CAP_UNSEALED_BY -> all(Opcode.CAP_UNSEAL, v);
            case CAP_UNTAGGED -> all(Opcode.CAP_CLEARTAG, v);
            case CAP_BUILD -> all(Opcode.CAP_BUILD, v);
            case CAP_ROUND_LENGTH -> all(Opcode.CAP_ROUND, v);
            case CAP_ALIGN_MASK -> all(Opcode.CAP_MASK, v);

            case LOAD8 -> load(Mem.U8, v);
            case LOAD16 -> load(Mem.U16, v);
            case LOAD32 -> load(Mem.I32, v);
            case LOAD64 -> load(Mem.I64, v);
            case LOAD_CAP -> load(Mem.CAP, v);
            case LOAD_TAGS -> v.get(1) instanceof Const c ? b.loadTags(v.get(0), c.value()) : b.loadTags(b.op(Opcode.CAP_ADD, v.get(0), v.get(1)), 0);
            case STORE8 -> store(Mem.U8, v);
            case STORE16 -> store(Mem.U16, v);
            case STORE32 -> store(Mem.I32, v);
            case STORE64 -> store(Mem.I64, v);
            case STORE_CAP -> store(Mem.CAP, v);
            case TEXT_BYTES, WORD_BITS -> v.get(0);

            case ATOMIC_LOAD32 -> b.load(ordered(Mem.I32, MemoryOrder.ACQUIRE), v.get(0));
            case ATOMIC_LOAD64 -> b.load(ordered(Mem.I64, MemoryOrder.ACQUIRE), v.get(0));
            case ATOMIC_LOAD_CAP -> b.load(ordered(Mem.CAP, MemoryOrder.ACQUIRE), v.get(0));
            case ATOMIC_STORE32 -> publish(Mem.I32, v);
            case ATOMIC_STORE64 -> publish(Mem.I64, v);
            case ATOMIC_STORE_CAP -> publish(Mem.CAP, v);
            case ATOMIC_SWAP32 -> atomic(Opcode.SWAP, Mem.I32, v);
            case ATOMIC_SWAP64 -> atomic(Opcode.SWAP, Mem.I64, v);
            case ATOMIC_SWAP_CAP -> atomic(Opcode.SWAP, Mem.CAP, v);
            case ATOMIC_ADD32 -> atomic(Opcode.ATOMIC_ADD, Mem.I32, v);
            case ATOMIC_ADD64 -> atomic(Opcode.ATOMIC_ADD, Mem.I64, v);
            case ATOMIC_AND32 -> atomic(Opcode.ATOMIC_AND, Mem.I32, v);
            case ATOMIC_AND64 -> atomic(Opcode.ATOMIC_AND, Mem.I64, v);
            case ATOMIC_OR32 -> atomic(Opcode.ATOMIC_OR, Mem.I32, v);
            case ATOMIC_OR64 -> atomic(Opcode.ATOMIC_OR, Mem.I64, v);
            case ATOMIC_XOR32 -> atomic(Opcode.ATOMIC_XOR, Mem.I32, v);
            case ATOMIC_XOR64 -> atomic(Opcode.ATOMIC_XOR, Mem.I64, v);
            case ATOMIC_CAS32 -> b.op(Opcode.EQ, atomic(Opcode.CAS, Mem.I32, v), v.get(1));
            case ATOMIC_CAS64 -> b.op(Opcode.EQ, atomic(Opcode.CAS, Mem.I64, v), v.get(1));
            case ATOMIC_CAS_CAP -> b.op(Opcode.CAP_SAME, atomic(Opcode.CAS, Mem.CAP, v), v.get(1));
            case FENCE -> {
                b.fence(MemoryOrder.SEQ_CST);
                yield null;
            }

            case UNSIGNED_LT -> all(Opcode.LTU, v);
            case UNSIGNED_LE -> all(Opcode.LEU, v);
            case UNSIGNED_GT -> b.op(Opcode.LTU, v.get(1), v.get(0));
            case UNSIGNED_GE -> b.op(Opcode.LEU, v.get(1), v.get(0));
            case UNSIGNED_DIV -> expressions.divide(Opcode.DIVU, v.get(0), v.get(1));
            case UNSIGNED_REM -> expressions.divide(Opcode.REMU, v.get(0), v.get(1));
            case UNSIGNED_MIN -> b.select(all(Opcode.LTU, v), v.get(0), v.get(1));
            case UNSIGNED_MAX -> b.select(all(Opcode.LTU, v), v.get(1), v.get(0));
            case UNSIGNED_TO_LONG -> all(Opcode.ZEXT, v);
            case MULTIPLY_HIGH -> all(Opcode.MULHS, v);
            case UNSIGNED_MULTIPLY_HIGH -> all(Opcode.MULHU, v);
            default -> throw new IllegalStateException("no rule for " + op);
        };
    }

    private Value all(Opcode op, List<Value> operands) { return b.op(op, operands.toArray(Value[]::new)); }

    // ---- memory

    private Value load(Mem mem, List<Value> v) {
        if (v.get(1) instanceof Const c) return b.load(mem, v.get(0), c.value());
        return b.load(mem, b.op(Opcode.CAP_ADD, v.get(0), v.get(1)), 0);
    }

    private Value store(Mem mem, List<Value> v) {
        if (v.get(1) instanceof Const c) b.store(mem, v.get(0), c.value(), v.get(2));
        else b.store(mem, b.op(Opcode.CAP_ADD, v.get(0), v.get(1)), 0, v.get(2));
        return null;
    }

    private static Access ordered(Mem mem, MemoryOrder order) { return new Access(mem, 0, order, false); }

    private Value publish(Mem mem, List<Value> v) {
        b.store(ordered(mem, MemoryOrder.RELEASE), v.get(0), v.get(1));
        return null;
    }

    private Value atomic(Opcode op, Mem mem, List<Value> v) {
        return b.atomic(op, ordered(mem, MemoryOrder.ACQ_REL), v.get(0), v.subList(1, v.size()).toArray(Value[]::new));
    }

    /** Zeroed memory in the frame. */
    Value stack(long size, int align) {
        Value at = b.stack(b.slot("local" + b.function().slots().size(), size, Math.max(align, Mem.CAP.bytes())));
        long done = 0;
        if (size > UNROLLED_BYTES) done = zeroInLoop(at, size & -Mem.CAP.bytes());
        for (Mem mem : new Mem[] {Mem.CAP, Mem.I64, Mem.I32, Mem.U16, Mem.U8}) {
            for (; done + mem.bytes() <= size; done += mem.bytes()) b.store(mem, at, done, mem == Mem.CAP ? b.nullCap() : mem == Mem.I64 ? b.i64(0) : b.i32(0));
        }
        return at;
    }

    private long zeroInLoop(Value at, long size) {
        Variable offset = b.variable(Type.I64, "offset");
        Block head = b.block(), end = b.block();
        b.set(offset, b.i64(0));
        b.jump(head);
        b.at(head);
        b.store(Mem.CAP, b.op(Opcode.CAP_ADD, at, b.get(offset)), 0, b.nullCap());
        b.set(offset, b.op(Opcode.ADD, b.get(offset), b.i64(Mem.CAP.bytes())));
        b.branch(b.op(Opcode.LTU, b.get(offset), b.i64(size)), head, end);
        b.seal(head);
        b.seal(end);
        b.at(end);
        return size;
    }

    // ---- java.lang

    Value java(JavaCall call, List<Value> v) {
        Value a = v.get(0);
        boolean wide = a.type() == Type.I64;
        return switch (call) {
            case MIN -> b.select(all(Opcode.LTS, v), a, v.get(1));
            case MAX -> b.select(all(Opcode.LTS, v), v.get(1), a);
            case ABS -> b.select(b.op(Opcode.LTS, a, zero(wide)), b.op(Opcode.SUB, zero(wide), a), a);
            case MULTIPLY_HIGH -> all(Opcode.MULHS, v);
            case UNSIGNED_MULTIPLY_HIGH -> all(Opcode.MULHU, v);
            case BIT_COUNT -> all(Opcode.POPCNT, v);
            case LEADING_ZEROS -> all(Opcode.CLZ, v);
            case TRAILING_ZEROS -> all(Opcode.CTZ, v);
            case ROTATE_LEFT -> rotate(Opcode.SHL, Opcode.SHRU, v);
            case ROTATE_RIGHT -> rotate(Opcode.SHRU, Opcode.SHL, v);
            case REVERSE_BYTES -> all(Opcode.BSWAP, v);
            case COMPARE -> compare(Opcode.LTS, v);
            case COMPARE_UNSIGNED -> compare(Opcode.LTU, v);
            case DIVIDE_UNSIGNED -> expressions.divide(Opcode.DIVU, a, v.get(1));
            case REMAINDER_UNSIGNED -> expressions.divide(Opcode.REMU, a, v.get(1));
            case UNSIGNED_INT_TO_LONG -> all(Opcode.ZEXT, v);
            case UNSIGNED_BYTE -> b.op(Opcode.AND, a, b.i32(0xff));
            case UNSIGNED_SHORT -> b.op(Opcode.AND, a, b.i32(0xffff));
        };
    }

    private Const zero(boolean wide) { return wide ? b.i64(0) : b.i32(0); }

    private Value rotate(Opcode one, Opcode other, List<Value> v) {
        Value back = v.get(1) instanceof Const c ? b.i32((int) -c.value()) : b.op(Opcode.SUB, b.i32(0), v.get(1));
        return b.op(Opcode.OR, b.op(one, v.get(0), v.get(1)), b.op(other, v.get(0), back));
    }

    /** -1, 0 or 1. */
    private Value compare(Opcode less, List<Value> v) { return b.op(Opcode.SUB, b.op(less, v.get(1), v.get(0)), b.op(less, v.get(0), v.get(1))); }
}
