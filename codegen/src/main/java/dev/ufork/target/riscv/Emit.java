package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.BEQ;
import static dev.ufork.isa.riscv.Base.BNE;
import static dev.ufork.isa.riscv.Base.EBREAK;
import static dev.ufork.isa.riscv.Base.JALR;
import static dev.ufork.isa.riscv.Base.LD;
import static dev.ufork.isa.riscv.Base.SD;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffset;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffsetImmediate;
import static dev.ufork.isa.riscv.xcheri.Cheri.CMove;
import static dev.ufork.isa.riscv.xcheri.Cheri.CSetBoundsImmediate;
import static dev.ufork.isa.riscv.xcheri.Cheri.CSetEqualExact;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.LC;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.SC;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Frame.Rule;
import dev.ufork.asm.Label;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.ir.Const;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Pos;
import dev.ufork.ir.Type;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.mir.MView;
import dev.ufork.regalloc.Allocation;
import dev.ufork.regalloc.Edit;
import dev.ufork.regalloc.Loc;
import dev.ufork.regalloc.RegKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a function whose registers are chosen: prologue, instructions, moves, epilogues, recovery. */
final class Emit {
    private static final int SP = XReg.SP.number();
    private static final int FEW_SAVED = 3;
    private static final int TP = XReg.TP.number();

    /** For each run of recoverable instructions: its begin, its end, where to go on; each relative to the word itself. */
    static final SectionId RECOVERY = new SectionId("__recovery", SectionId.Kind.CONSTANT);

    private final MFunction function;
    private final MView view;
    private final Allocation allocation;
    private final Assembler asm;
    private final Frame frame;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final Map<Integer, Label> tables = new HashMap<>();
    private final boolean[] empty;
    private Pos line = Pos.NONE;

    Emit(MFunction function, MView view, Allocation allocation, Assembler asm) {
        this.function = function;
        this.view = view;
        this.allocation = allocation;
        this.asm = asm;
        this.frame = new Frame(function, view, allocation);
        this.empty = new boolean[function.blockIdCount()];
    }

    void run() {
        boolean exported = function.source().linkage() == Linkage.EXPORT;
        asm.section(SectionId.TEXT).align(4);
        asm.begin(function.name(), CodeElement.Nature.FUNCTION,
            exported ? CodeElement.Binding.GLOBAL : CodeElement.Binding.LOCAL);
        line(function.source().pos());
        prologue();
        Label begin = new Label(function.name() + "_body");
        if (function.source().recovery().isPresent()) asm.bind(begin);
        List<MBlock> blocks = function.blocks();
        for (int b = 0; b < blocks.size(); b++) empty[blocks.get(b).id()] = isEmpty(blocks.get(b), b);
        for (int b = 0; b < blocks.size(); b++) {
            if (empty[blocks.get(b).id()]) continue;
            asm.bind(label(blocks.get(b)));
            block(blocks.get(b), b);
        }
        function.source().recovery().ifPresent(_ -> recovery(begin));
        asm.end();
    }

    // Blocks.

    /** Does the block do nothing but jump to another? */
    private boolean isEmpty(MBlock block, int number) {
        if (number == 0 || !(block.exit() instanceof MInsn.Jump)) return false;
        if (destination(block.edges().getFirst().target()) == block) return false;
        for (int i = view.first(number); i <= view.last(number); i++) {
            if (!allocation.before(i).isEmpty()) return false;
            boolean nothing = view.insn(i) instanceof MInsn.Copies || view.insn(i) instanceof MInsn.Jump || allocation.dropped(i);
            if (!nothing) return false;
        }
        return true;
    }

    /** Where an edge to the block really goes, past blocks known to be empty. */
    private MBlock destination(MBlock block) {
        MBlock at = block;
        for (int steps = 0; empty[at.id()] && steps < empty.length; steps++) at = at.edges().getFirst().target();
        return at;
    }

    private Label label(MBlock block) {
        return labels.computeIfAbsent(block.id(), id -> new Label(function.name() + "_" + id));
    }

    private Label target(MBlock.Edge edge) {
        return label(destination(edge.target()));
    }

    private void block(MBlock block, int number) {
        MBlock next = null;
        for (int n = number + 1; n < function.blocks().size() && next == null; n++)
            if (!empty[function.blocks().get(n).id()]) next = function.blocks().get(n);
        for (int i = view.first(number); i <= view.last(number); i++) {
            MInsn insn = view.insn(i);
            line(insn.pos());
            for (Edit e : allocation.before(i)) edit(e);
            if (allocation.dropped(i)) continue;
            int[] registers = allocation.registers(i);
            switch (insn) {
                case MInsn.Row(var op, var operands, _) -> row((RvOp) op, operands, registers);
                case MInsn.Macro(RvMacro op, var operands, _) -> macro(op, values(operands, registers));
                case MInsn.Macro _, MInsn.Copies _ -> { }
                case MInsn.Exit exit -> exit(exit, block, registers, next);
            }
        }
    }

    private void exit(MInsn.Exit exit, MBlock block, int[] registers, MBlock next) {
        switch (exit) {
            case MInsn.Jump _ -> jump(block.edges().getFirst(), next);
            case MInsn.Branch(var op, var operands, _) -> {
                long[] v = values(operands, registers);
                MBlock.Edge taken = block.edges().get(0);
                MBlock.Edge other = block.edges().get(1);
                boolean rarer = destination(other.target()) != next && taken.target().frequency() < other.target().frequency();
                boolean turned = destination(taken.target()) == next || rarer;
                RvOp test = turned ? RvCompareRules.invert((RvOp) op) : (RvOp) op;
                if (destination(taken.target()) != destination(other.target()))
                    asm.branch(test, XReg.of(v[0]), XReg.of(v[1]), target(turned ? other : taken));
                jump(turned ? taken : other, next);
            }
            case MInsn.Table(RvMacro.JumpTable(int table), var operands, _) -> {
                asm.insn(JALR, 0, 0, values(operands, registers)[0]);
                asm.bind(table(table));
                for (MBlock.Edge e : block.edges()) asm.fullJump(target(e));
            }
            case MInsn.Leave(RvMacro op, var operands, _) -> leave(op, values(operands, registers));
            case MInsn.Stop _ -> asm.insn(EBREAK);
            case MInsn.Table _, MInsn.Leave _ -> throw new IllegalStateException("not an exit of this target: " + exit);
        }
    }

    private void jump(MBlock.Edge edge, MBlock next) {
        MBlock to = destination(edge.target());
        if (to == next) return;
        // To return is not dearer than to jump to where that is done.
        if (to.insns().size() == 1 && to.exit() instanceof MInsn.Leave && frame.saved().size() <= FEW_SAVED)
            block(to, function.blocks().indexOf(to));
        else asm.jump(target(edge));
    }

    private void leave(RvMacro op, long[] v) {
        epilogue();
        switch (op) {
            case RvMacro.Return _ -> asm.ret();
            case RvMacro.TailCall(String symbol) -> asm.tail(new Symbol(symbol));
            case RvMacro.TailCallRegister _ -> asm.insn(JALR, 0, 0, v[0]);
            default -> throw new IllegalStateException(op + " does not leave a function");
        }
    }

    // Instructions.

    private long[] values(List<MOperand> operands, int[] registers) {
        long[] values = new long[operands.size()];
        int next = 0;
        for (int k = 0; k < values.length; k++) {
            values[k] = switch (operands.get(k)) {
                case MOperand.Virtual _ -> registers[next++];
                case MOperand.Real(int register) -> register;
                case MOperand.Imm(long value) -> value;
                case FrameOffset place -> frame.resolve(place);
            };
        }
        return values;
    }

    private void row(RvOp op, List<MOperand> operands, int[] registers) {
        long[] v = values(operands, registers);
        boolean far = operands.size() == 3 && operands.get(1) instanceof FrameOffset && !RvRules.fits12(v[1]);
        if (!far) {
            asm.insn(op, v);
            return;
        }
        // Only a load can go far: what it loads into holds the address before.
        if (op == SD || op == SC) throw tooLarge();
        XReg d = XReg.of(v[0]);
        asm.li(d, v[1]).insn(CIncOffset, v[0], SP, v[0]).insn(op, v[0], 0, v[0]);
    }

    private IrException tooLarge() {
        return new IrException("%s: the frame of %s is too large for the values it spills; make the function smaller"
            .formatted(function.source().pos(), function.name()));
    }

    private void edit(Edit edit) {
        switch (edit) {
            case Edit.Move(Loc.Reg(int from), Loc.Reg(int to), RegKind kind) -> {
                if (kind == RegKind.CAP) asm.insn(CMove, to, from);
                else asm.insn(ADDI, to, from, 0);
            }
            case Edit.Move(Loc.Reg(int from), Loc.Slot(int to), RegKind kind) ->
                asm.insn(kind == RegKind.CAP ? SC : SD, from, near(frame.spill(to)), SP);
            case Edit.Move(Loc.Slot(int from), Loc.Reg(int to), RegKind kind) ->
                asm.insn(kind == RegKind.CAP ? LC : LD, to, near(frame.spill(from)), SP);
            case Edit.Move(Loc.Slot _, Loc.Slot _, _) -> throw new IllegalStateException("a move from slot to slot");
            case Edit.Remat(int insn, Loc.Reg(int to)) -> macro((RvMacro) ((MInsn.Macro) view.insn(insn)).op(), new long[] {to});
        }
    }

    private long near(long offset) {
        if (!RvRules.fits12(offset)) throw tooLarge();
        return offset;
    }

    private void macro(RvMacro op, long[] v) {
        switch (op) {
            case RvMacro.Constant(long value) -> asm.li(XReg.of(v[0]), value);
            case RvMacro.Null _ -> asm.insn(CMove, v[0], 0);
            case RvMacro.SlotAddress(int slot, long length) -> {
                moved(v[0], SP, frame.resolve(new FrameOffset(new MOperand.Area.Slot(slot), 0)));
                if (length > 0) asm.insn(CSetBoundsImmediate, v[0], v[0], length);
            }
            case RvMacro.SymbolAddress(String symbol) -> asm.lgc(XReg.of(v[0]), new Symbol(symbol));
            case RvMacro.PerCpuAddress(long offset, long length) -> {
                moved(v[0], TP, offset);
                if (length > 0) asm.insn(CSetBoundsImmediate, v[0], v[0], length);
            }
            case RvMacro.Amo(RvOp row, boolean acquire, boolean release) -> asm.insn(ordered(row.insn(v), acquire, release));
            case RvMacro.CompareAndSwap cas -> compareAndSwap(cas, v);
            case RvMacro.Select(RvOp unless, RegKind kind) -> {
                Label skip = skip(unless, v);
                edit(new Edit.Move(new Loc.Reg((int) v[2]), new Loc.Reg((int) v[3]), kind));
                asm.bind(skip);
            }
            case RvMacro.SelectNumber(RvOp unless, long number) -> {
                Label skip = skip(unless, v);
                asm.insn(ADDI, v[3], 0, number).bind(skip);
            }
            case RvMacro.Call(String symbol, _) -> asm.call(new Symbol(symbol));
            case RvMacro.CallRegister _ -> asm.insn(JALR, RvConvention.LINK, 0, v[0]);
            case RvMacro.TableBase(int table) -> asm.lla(XReg.of(v[0]), table(table));
            case RvMacro.JumpTable _, RvMacro.Return _, RvMacro.TailCall _, RvMacro.TailCallRegister _ ->
                throw new IllegalStateException(op + " ends a block");
        }
    }

    private void moved(long d, long base, long offset) {
        if (RvRules.fits12(offset)) asm.insn(CIncOffsetImmediate, d, base, offset);
        else asm.li(XReg.of(d), offset).insn(CIncOffset, d, base, d);
    }

    private static Insn ordered(Insn insn, boolean acquire, boolean release) {
        long[] values = insn.values();
        values[insn.op().pattern().indexOf("aq")] = acquire ? 1 : 0;
        values[insn.op().pattern().indexOf("rl")] = release ? 1 : 0;
        return new Insn(insn.op(), values);
    }

    private void compareAndSwap(RvMacro.CompareAndSwap cas, long[] v) {
        Label again = new Label(function.name() + "_again");
        Label out = new Label(function.name() + "_out");
        asm.bind(again).insn(ordered(cas.load().insn(v[0], v[2]), cas.order().acquires(), cas.order() == MemoryOrder.SEQ_CST));
        if (cas.capability()) {
            asm.insn(CSetEqualExact, v[1], v[0], v[3]);
            asm.branch(BEQ, XReg.of(v[1]), XReg.ZERO, out);
        } else {
            asm.branch(BNE, XReg.of(v[0]), XReg.of(v[3]), out);
        }
        asm.insn(ordered(cas.store().insn(v[1], v[4], v[2]), false, cas.order().releases()));
        asm.branch(BNE, XReg.of(v[1]), XReg.ZERO, again);
        asm.bind(out);
    }

    private Label skip(RvOp unless, long[] v) {
        Label skip = new Label(function.name() + "_skip");
        asm.branch(unless, XReg.of(v[0]), XReg.of(v[1]), skip);
        return skip;
    }

    private Label table(int number) {
        return tables.computeIfAbsent(number, n -> new Label(function.name() + "_table" + n));
    }

    // The frame.

    private void prologue() {
        if (frame.size() == 0) return;
        adjustStack(-frame.size());
        asm.element(new CodeElement.Frame(new Rule.Address(SP, frame.size())));
        for (Frame.Saved s : frame.saved()) {
            asm.insn(SC, s.register(), near(s.offset()), SP);
            asm.element(new CodeElement.Frame(new Rule.Saved(s.register(), s.offset() - frame.size())));
        }
    }

    private void epilogue() {
        if (frame.size() == 0) return;
        for (Frame.Saved s : frame.saved()) asm.insn(LC, s.register(), s.offset(), SP);
        adjustStack(frame.size());
    }

    private void adjustStack(long bytes) {
        if (RvRules.fits12(bytes)) {
            asm.insn(CIncOffsetImmediate, SP, SP, bytes);
        } else {
            asm.li(XReg.of(RvConvention.SCRATCH), bytes);
            asm.insn(CIncOffset, SP, SP, RvConvention.SCRATCH);
        }
    }

    /** Where a fault abandons the call; whatever registers hold, csp is as the prologue left it. */
    private void recovery(Label begin) {
        Label end = new Label(function.name() + "_recovery");
        asm.bind(end);
        Optional<Const> value = function.source().recoveryValue();
        value.ifPresent(c -> {
            if (c.type() == Type.CAP) asm.insn(CMove, XReg.A0.number(), 0);
            else asm.li(XReg.A0, c.value());
        });
        epilogue();
        asm.ret();
        asm.section(RECOVERY);
        for (Label place : List.of(begin, end, end))
            asm.element(new CodeElement.Word(new Reference(Reloc.R_RISCV_32_PCREL, place)));
        asm.section(SectionId.TEXT);
    }

    private void line(Pos pos) {
        if (!pos.isKnown() || pos.equals(line)) return;
        line = pos;
        asm.element(new CodeElement.Line(pos.file(), pos.line(), 0));
    }
}
