package dev.ufork.target;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CommonAssembler;
import dev.ufork.asm.Label;
import dev.ufork.asm.Reference;
import dev.ufork.asm.RelocKind;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Pos;
import dev.ufork.ir.Type;
import dev.ufork.isa.Op;
import dev.ufork.mir.MBlock;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MInsn;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.mir.MView;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.Allocation;
import dev.ufork.regalloc.Edit;
import dev.ufork.regalloc.Loc;
import dev.ufork.regalloc.RegKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a function whose registers are chosen: prologue, blocks, moves, epilogues, recovery. Targets say with which instructions. */
public abstract class Emitter {
    private static final int FEW_SAVED = 3;

    /** For each run of recoverable instructions: its begin, its end, where to go on; each relative to the word itself. */
    private static final SectionId RECOVERY = new SectionId("__recovery", SectionId.Kind.CONSTANT);

    protected final MFunction function;
    protected final Frame frame;
    private final MView view;
    private final Allocation allocation;
    private final CommonAssembler<?> asm;
    private final CallConv convention;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final Map<Integer, Label> tables = new HashMap<>();
    private final boolean[] empty;
    private Pos line = Pos.NONE;

    protected Emitter(MFunction function, MView view, Allocation allocation, CommonAssembler<?> asm, CallConv convention, boolean savedBelowSpills) {
        this.function = function;
        this.view = view;
        this.allocation = allocation;
        this.asm = asm;
        this.convention = convention;
        this.frame = new Frame(function, view, allocation, convention, savedBelowSpills);
        this.empty = new boolean[function.blockIdCount()];
    }

    // What targets say.

    protected abstract void prologue();

    protected abstract void epilogue();

    /** A row that may name a place in the frame, whose distance is among the values. */
    protected abstract void row(Op op, List<MOperand> operands, long[] values);

    /** A macro that only this target has. */
    protected abstract void special(MacroOp op, long[] values);

    /** Branches to {@code to} if the row says so, or if it does not. */
    protected abstract void branch(Op op, long[] values, boolean opposite, Label to);

    protected abstract void jump(Label to);

    /** An entry of a jump table: four bytes. */
    protected abstract void tableEntry(Label to);

    protected abstract void jumpTo(long register);

    protected abstract void ret();

    protected abstract void tailCall(Symbol to);

    /** What is never reached. */
    protected abstract void stop();

    protected abstract void call(Symbol to);

    protected abstract void callTo(long register);

    protected abstract void move(RegKind kind, int to, int from);

    protected abstract void store(RegKind kind, int from, long offset);

    protected abstract void load(RegKind kind, int to, long offset);

    protected abstract void number(long d, long value);

    protected abstract void nothing(long d);

    protected abstract void stackAddress(long d, long offset);

    protected abstract void perCpuAddress(long d, long offset);

    protected abstract void symbolAddress(long d, Symbol symbol);

    protected abstract void tableAddress(long d, Label table);

    /** Bounds {@code c} exactly. */
    protected abstract void bound(long c, long length);

    /** The relocation of a word that is to hold a place's distance from it. */
    protected abstract RelocKind distance();

    public final void run() {
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
                case MInsn.Row(var op, var operands, _) -> row(op, operands, values(operands, registers));
                case MInsn.Macro(Selector.Arrive _, _, _) -> { }
                case MInsn.Macro(var op, var operands, _) -> macro(op, values(operands, registers));
                case MInsn.Copies _ -> { }
                case MInsn.Exit exit -> exit(exit, block, registers, next);
            }
        }
    }

    private void exit(MInsn.Exit exit, MBlock block, int[] registers, MBlock next) {
        switch (exit) {
            case MInsn.Jump _ -> jump(block.edges().getFirst(), next);
            case MInsn.Branch(var op, var operands, _) -> {
                MBlock.Edge taken = block.edges().get(0);
                MBlock.Edge other = block.edges().get(1);
                boolean rarer = destination(other.target()) != next && taken.target().frequency() < other.target().frequency();
                boolean turned = destination(taken.target()) == next || rarer;
                if (destination(taken.target()) != destination(other.target()))
                    branch(op, values(operands, registers), turned, target(turned ? other : taken));
                jump(turned ? taken : other, next);
            }
            case MInsn.Table(Macro.JumpTable(int table), var operands, _) -> {
                jumpTo(values(operands, registers)[0]);
                asm.bind(table(table));
                for (MBlock.Edge e : block.edges()) tableEntry(target(e));
            }
            case MInsn.Leave(Macro op, var operands, _) -> leave(op, values(operands, registers));
            case MInsn.Stop _ -> stop();
            case MInsn.Table _, MInsn.Leave _ -> throw new IllegalStateException("not an exit of a function: " + exit);
        }
    }

    private void jump(MBlock.Edge edge, MBlock next) {
        MBlock to = destination(edge.target());
        if (to == next) return;
        // To return is not dearer than to jump to where that is done.
        if (to.insns().size() == 1 && to.exit() instanceof MInsn.Leave && frame.saved().size() <= FEW_SAVED)
            block(to, function.blocks().indexOf(to));
        else jump(target(edge));
    }

    private void leave(Macro op, long[] v) {
        epilogue();
        switch (op) {
            case Macro.Return _ -> ret();
            case Macro.TailCall(String symbol) -> tailCall(new Symbol(symbol));
            case Macro.TailCallRegister _ -> jumpTo(v[0]);
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

    private void edit(Edit edit) {
        switch (edit) {
            case Edit.Move(Loc.Reg(int from), Loc.Reg(int to), RegKind kind) -> move(kind, to, from);
            case Edit.Move(Loc.Reg(int from), Loc.Slot(int to), RegKind kind) -> store(kind, from, frame.spill(to));
            case Edit.Move(Loc.Slot(int from), Loc.Reg(int to), RegKind kind) -> load(kind, to, frame.spill(from));
            case Edit.Move(Loc.Slot _, Loc.Slot _, _) -> throw new IllegalStateException("a move from slot to slot");
            case Edit.Remat(int insn, Loc.Reg(int to)) -> macro(((MInsn.Macro) view.insn(insn)).op(), new long[] {to});
        }
    }

    private void macro(MacroOp op, long[] v) {
        if (!(op instanceof Macro common)) {
            special(op, v);
            return;
        }
        switch (common) {
            case Macro.Number(long value) -> number(v[0], value);
            case Macro.Null _ -> nothing(v[0]);
            case Macro.SlotAddress(int slot, long length) -> {
                stackAddress(v[0], frame.resolve(new FrameOffset(new MOperand.Area.Slot(slot), 0)));
                if (length > 0) bound(v[0], length);
            }
            case Macro.PerCpuAddress(long offset, long length) -> {
                perCpuAddress(v[0], offset);
                if (length > 0) bound(v[0], length);
            }
            case Macro.SymbolAddress(String symbol) -> symbolAddress(v[0], new Symbol(symbol));
            case Macro.Call(String symbol, _, _) -> call(new Symbol(symbol));
            case Macro.CallRegister _ -> callTo(v[0]);
            case Macro.TableBase(int table) -> tableAddress(v[0], table(table));
            case Macro.JumpTable _, Macro.Return _, Macro.TailCall _, Macro.TailCallRegister _ -> throw new IllegalStateException(op + " ends a block");
        }
    }

    private Label table(int number) {
        return tables.computeIfAbsent(number, n -> new Label(function.name() + "_table" + n));
    }

    /** Where a fault abandons the call; whatever registers hold, csp is as the prologue left it. */
    private void recovery(Label begin) {
        Label end = new Label(function.name() + "_recovery");
        asm.bind(end);
        function.source().recoveryValue().ifPresent(c -> {
            if (c.type() == Type.CAP) nothing(convention.result());
            else number(convention.result(), c.value());
        });
        epilogue();
        ret();
        asm.section(RECOVERY);
        for (Label place : List.of(begin, end, end)) asm.element(new CodeElement.Word(new Reference(distance(), place)));
        asm.section(SectionId.TEXT);
    }

    private void line(Pos pos) {
        if (!pos.isKnown() || pos.equals(line)) return;
        line = pos;
        asm.element(new CodeElement.Line(pos.file(), pos.line(), 0));
    }
}
