package dev.ufork.ir.interp;

import dev.ufork.ir.Arithmetic;
import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Keys;
import dev.ufork.ir.Attribute.Message;
import dev.ufork.ir.Attribute.Slot;
import dev.ufork.ir.Attribute.Symbol;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.Edge;
import dev.ufork.ir.Function;
import dev.ufork.ir.InlineHint;
import dev.ufork.ir.Insn;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.StackSlot;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A machine for one module: runs its functions, one at a time, on memory that stays between runs. */
public final class Interpreter {
    private static final int MAX_DEPTH = 400;
    /** What a division by zero yields here; the IR leaves it open. */
    private static final long UNSPECIFIED = 0x5eed_0bad_5eed_0badL;

    private final Module module;
    private final CapFormat format;
    private final PagedMemory memory = new PagedMemory();
    private final Layout layout;
    private final CapAccess access;
    private final Map<String, External> externals = new HashMap<>();
    private final List<String> deviceLog = new ArrayList<>();
    private long steps;
    private long stepLimit = 10_000_000;
    private int depth;
    private long stackPointer = Layout.STACK_TOP;

    public Interpreter(Module module, CapFormat format) {
        this.module = module;
        this.format = format;
        this.layout = new Layout(module, format, memory);
        this.access = new CapAccess(format, memory);
    }

    public PagedMemory memory() {
        return memory;
    }

    /** A capability to data at an address: exactly bounded, may load and store integers and capabilities. */
    public Capability data(long address, long size) {
        return layout.slot(address, size);
    }

    /** The capability to a global or function of the module. */
    public Capability symbol(String name) {
        return layout.cap(module.find(name).orElseThrow(() -> new IrException("there is no symbol @" + name)));
    }

    /** Gives an external function or an intrinsic its body. */
    public void define(String name, External body) {
        externals.put(name, body);
    }

    /** A run ends as {@link Outcome.Exhausted} after this many instructions. */
    public void stepLimit(long limit) {
        stepLimit = limit;
    }

    /** Instructions executed by the last run. */
    public long steps() {
        return steps;
    }

    /** Every access to a device so far, as text: they are part of what a program does. */
    public List<String> deviceLog() {
        return deviceLog;
    }

    /** Runs a function with arguments as {@link Outcome.Returned} has values. */
    public Outcome run(String function, Object... args) {
        Symbol s = module.find(function).orElseThrow(() -> new IrException("there is no function @" + function));
        if (!(s instanceof Function f)) throw new IrException("@%s is no function".formatted(function));
        steps = 0;
        depth = 0;
        stackPointer = Layout.STACK_TOP;
        try {
            return new Outcome.Returned(invoke(f, List.of(args)));
        } catch (FaultSignal s2) {
            return new Outcome.Faulted(s2.fault, s2.pos);
        } catch (PanicSignal s2) {
            return s2.outcome;
        }
    }

    private Object invoke(Function f, List<Object> args) {
        if (f.isExternal()) return external(f.name(), args);
        if (++depth > MAX_DEPTH) throw new PanicSignal(new Outcome.Exhausted());
        long sp = stackPointer;
        try {
            return new Frame(f, args).run();
        } catch (FaultSignal s) {
            if (!s.escaped && f.recovery().isPresent()) return f.recoveryValue().map(this::constant).orElse(Outcome.NOTHING);
            if (f.inline() != InlineHint.ALWAYS) s.escaped = true;
            throw s;
        } finally {
            stackPointer = sp;
            depth--;
        }
    }

    private Object external(String name, List<Object> args) {
        External body = externals.get(name);
        if (body == null) throw new IrException("@%s is external and has no body here: define it".formatted(name));
        return body.call(args);
    }

    private Object constant(Const c) {
        return c.type() == Type.CAP ? Capability.integer(format, 0) : (Object) c.value();
    }

    /** One call: the values of its function, by id. */
    private final class Frame {
        private final Function function;
        private final Object[] values;
        private final Capability[] slots;

        Frame(Function function, List<Object> args) {
            this.function = function;
            this.values = new Object[function.valueCount()];
            this.slots = new Capability[function.slots().size()];
            if (args.size() != function.params().size()) {
                throw new IrException("%s takes %d arguments, not %d".formatted(function, function.params().size(), args.size()));
            }
            for (int i = 0; i < args.size(); i++) values[function.params().get(i).id()] = args.get(i);
            for (StackSlot s : function.slots()) {
                stackPointer = stackPointer - s.size() & -s.align();
                slots[s.index()] = layout.slot(stackPointer, s.size());
            }
        }

        private long integer(Insn i, int k) {
            return (Long) value(i.arg(k));
        }

        private Capability cap(Insn i, int k) {
            return (Capability) value(i.arg(k));
        }

        private Object value(Value v) {
            return v instanceof Const c ? constant(c) : values[v.id()];
        }

        private List<Object> arguments(Insn i, int from) {
            List<Object> args = new ArrayList<>();
            for (int k = from; k < i.argCount(); k++) args.add(value(i.arg(k)));
            return args;
        }

        Object run() {
            Block b = function.entry();
            while (true) {
                Insn i = b.first();
                for (; !i.isTerminator(); i = i.next()) {
                    step();
                    try {
                        values[i.id()] = compute(i);
                    } catch (FaultSignal s) {
                        if (!s.pos.isKnown()) s.pos = i.pos();
                        throw s;
                    }
                }
                step();
                Edge way = switch (i.op()) {
                    case JUMP -> i.edges().getFirst();
                    case BRANCH -> i.edges().get(integer(i, 0) != 0 ? 0 : 1);
                    case SWITCH -> i.edges().get(1 + ((Keys) i.attribute()).values().indexOf(integer(i, 0)));
                    default -> null;
                };
                if (way == null) return leave(i);
                follow(way);
                b = way.target();
            }
        }

        private void step() {
            if (++steps > stepLimit) throw new PanicSignal(new Outcome.Exhausted());
        }

        private void follow(Edge way) {
            Object[] passed = new Object[way.args().size()];
            for (int k = 0; k < passed.length; k++) passed[k] = value(way.args().get(k));
            for (int k = 0; k < passed.length; k++) values[way.target().params().get(k).id()] = passed[k];
        }

        private Object leave(Insn i) {
            return switch (i.op()) {
                case RETURN -> i.argCount() == 0 ? Outcome.NOTHING : value(i.arg(0));
                case TAIL_CALL -> invoke(i.callee(), arguments(i, 0));
                case TAIL_CALL_CAP -> invoke(target(cap(i, 0)), arguments(i, 1));
                case PANIC -> {
                    String number = i.argCount() == 0 ? "" : ": " + integer(i, 0);
                    throw new PanicSignal(((Message) i.attribute()).text() + number, i.pos());
                }
                default -> throw new IrException("%s: %s has been reached".formatted(function, i));
            };
        }

        private Function target(Capability c) {
            CapAccess.checkJump(c);
            Function f = layout.functionAt(c.cursor());
            if (f == null) throw new FaultSignal(new Fault(Fault.Kind.PAGE, c, c.cursor(), 0));
            return f;
        }

        private Object compute(Insn i) {
            return switch (i.op()) {
                case SELECT -> value(i.arg(integer(i, 0) != 0 ? 1 : 2));
                case CAP_ADD, CAP_SETADDR, CAP_BOUND, CAP_BOUNDX, CAP_ANDPERM -> CapArithmetic.make(i.op(), cap(i, 0), integer(i, 1));
                case CAP_CLEARTAG, CAP_SENTRY -> CapArithmetic.make(i.op(), cap(i, 0), 0);
                case CAP_SEAL, CAP_UNSEAL, CAP_BUILD -> CapArithmetic.make(i.op(), cap(i, 0), cap(i, 1));
                case CAP_ADDR, CAP_BASE, CAP_LENGTH, CAP_OFFSET, CAP_TAG, CAP_SEALED, CAP_PERMS, CAP_TYPE, CAP_HIGH ->
                    CapArithmetic.ask(i.op(), cap(i, 0));
                case CAP_SUBSET -> CapArithmetic.subset(cap(i, 0), cap(i, 1)) ? 1L : 0L;
                case CAP_SAME -> cap(i, 0).equals(cap(i, 1)) ? 1L : 0L;
                case CAP_ROUND -> format.representableLength(integer(i, 0));
                case CAP_MASK -> format.alignmentMask(integer(i, 0));
                case STACK -> slots[((Slot) i.attribute()).slot().index()];
                case GLOBAL, PER_CPU, FUNCTION -> layout.cap((Symbol) i.attribute());
                case LOAD -> load(i.access(), cap(i, 0));
                case STORE -> {
                    store(i.access(), cap(i, 0), value(i.arg(1)));
                    yield Outcome.NOTHING;
                }
                case SWAP, ATOMIC_ADD, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, CAS -> atomic(i);
                case LOAD_TAGS -> access.loadTags(cap(i, 0), i.access().offset());
                case FENCE -> Outcome.NOTHING;
                case CALL -> invoke(i.callee(), arguments(i, 0));
                case CALL_CAP -> invoke(target(cap(i, 0)), arguments(i, 1));
                case INTRINSIC -> external(((Intrinsic) i.attribute()).name(), arguments(i, 0));
                default -> Arithmetic.apply(i.op(), i.arg(0).type(), integer(i, 0), i.argCount() > 1 ? integer(i, 1) : 0)
                    .orElse(i.type() == Type.I32 ? (int) UNSPECIFIED : UNSPECIFIED);
            };
        }

        private Object load(Access a, Capability c) {
            Object v = a.mem() == Mem.CAP ? access.loadCap(c, a.offset()) : (Object) access.load(c, a.offset(), a.mem());
            if (a.device()) deviceLog.add("load.%s 0x%x".formatted(a.mem().text(), c.cursor() + a.offset()));
            return v;
        }

        private void store(Access a, Capability c, Object v) {
            if (a.mem() == Mem.CAP) access.storeCap(c, a.offset(), (Capability) v);
            else access.store(c, a.offset(), a.mem(), (Long) v);
            if (a.device()) {
                long bits = (Long) v & -1L >>> 64 - 8 * a.mem().bytes();
                deviceLog.add("store.%s 0x%x 0x%x".formatted(a.mem().text(), c.cursor() + a.offset(), bits));
            }
        }

        private Object atomic(Insn i) {
            Access a = i.access();
            Capability c = cap(i, 0);
            Object old = load(a, c);
            Object operand = value(i.arg(1));
            Object stored = switch (i.op()) {
                case SWAP -> operand;
                case ATOMIC_ADD -> arithmetic(Opcode.ADD, i, old, operand);
                case ATOMIC_AND -> arithmetic(Opcode.AND, i, old, operand);
                case ATOMIC_OR -> arithmetic(Opcode.OR, i, old, operand);
                case ATOMIC_XOR -> arithmetic(Opcode.XOR, i, old, operand);
                default -> old.equals(operand) ? value(i.arg(2)) : old;
            };
            store(a, c, stored);
            return old;
        }

        private Object arithmetic(Opcode op, Insn i, Object a, Object b) {
            return Arithmetic.apply(op, i.type(), (Long) a, (Long) b).orElseThrow();
        }
    }
}
