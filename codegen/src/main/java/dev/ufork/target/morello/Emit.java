package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.BRK;
import static dev.ufork.isa.morello.A64.LDR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.A64.ORR_LOG_SHIFT_64;
import static dev.ufork.isa.morello.A64.STR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.Cheri.*;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Frame.Rule;
import dev.ufork.asm.Label;
import dev.ufork.asm.Reference;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.ir.Const;
import dev.ufork.ir.Linkage;
import dev.ufork.ir.Pos;
import dev.ufork.ir.Type;
import dev.ufork.isa.Field;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.isa.morello.SysReg;
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
    private static final int SP = MoConvention.R31;
    private static final int ZERO = MoConvention.R31;
    private static final int SCRATCH = MoConvention.SCRATCH;
    private static final int UXTX = 3;
    private static final int FEW_SAVED = 3;
    /** DWARF number of c0; c31 is csp. */
    private static final int DWARF_C0 = 198;
    /** Frames up to this size can be made by the store that saves the first registers. */
    private static final long PRE_INDEX = 1008;

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
                case MInsn.Row(var op, var operands, _) -> row((MorelloOp) op, operands, registers);
                case MInsn.Macro(MoMacro op, var operands, _) -> macro(op, values(operands, registers));
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
                if (destination(taken.target()) != destination(other.target())) branch((MorelloOp) op, v, turned, target(turned ? other : taken));
                jump(turned ? taken : other, next);
            }
            case MInsn.Table(MoMacro.JumpTable(int table), var operands, _) -> {
                asm.insn(BR_C_C, values(operands, registers)[0]);
                asm.bind(table(table));
                for (MBlock.Edge e : block.edges()) asm.jump(target(e));
            }
            case MInsn.Leave(MoMacro op, var operands, _) -> leave(op, values(operands, registers));
            case MInsn.Stop _ -> asm.insn(BRK, 1);
            case MInsn.Table _, MInsn.Leave _ -> throw new IllegalStateException("not an exit of this target: " + exit);
        }
    }

    private void branch(MorelloOp op, long[] operands, boolean opposite, Label to) {
        MorelloOp row = opposite ? Assembler.opposite(op) : op;
        if (opposite && row == op) operands[0] ^= 1;
        asm.branch(row, operands, to);
    }

    private void jump(MBlock.Edge edge, MBlock next) {
        MBlock to = destination(edge.target());
        if (to == next) return;
        // To return is not dearer than to jump to where that is done.
        if (to.insns().size() == 1 && to.exit() instanceof MInsn.Leave && frame.saved().size() <= FEW_SAVED)
            block(to, function.blocks().indexOf(to));
        else asm.jump(target(edge));
    }

    private void leave(MoMacro op, long[] v) {
        epilogue();
        switch (op) {
            case MoMacro.Return _ -> asm.insn(RET_C_C, MoConvention.LINK);
            case MoMacro.TailCall(String symbol) -> asm.jump(new Symbol(symbol));
            case MoMacro.TailCallRegister _ -> asm.insn(BR_C_C, v[0]);
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

    private void row(MorelloOp op, List<MOperand> operands, int[] registers) {
        long[] v = values(operands, registers);
        if (operands.getLast() instanceof FrameOffset) onStack(op, v[0], v[v.length - 1]);
        else asm.insn(op, v);
    }

    /** An access at csp + offset; a far place goes through the scratch register. */
    private void onStack(MorelloOp op, long register, long offset) {
        Field hole = op.pattern().field("imm");
        if (hole.fits(offset)) {
            asm.insn(op, register, SP, offset);
        } else {
            moved(SCRATCH, SP, offset);
            asm.insn(op, register, SCRATCH, 0);
        }
    }

    private void edit(Edit edit) {
        switch (edit) {
            case Edit.Move(Loc.Reg(int from), Loc.Reg(int to), RegKind kind) -> {
                if (kind == RegKind.CAP) asm.insn(CPY_C_C_C, to, from);
                else asm.insn(ORR_LOG_SHIFT_64, to, ZERO, from, 0, 0);
            }
            case Edit.Move(Loc.Reg(int from), Loc.Slot(int to), RegKind kind) ->
                onStack(kind == RegKind.CAP ? STR_C_RIB_C : STR_IMM_GEN_UNSIGNED_64, from, frame.spill(to));
            case Edit.Move(Loc.Slot(int from), Loc.Reg(int to), RegKind kind) ->
                onStack(kind == RegKind.CAP ? LDR_C_RIB_C : LDR_IMM_GEN_UNSIGNED_64, to, frame.spill(from));
            case Edit.Move(Loc.Slot _, Loc.Slot _, _) -> throw new IllegalStateException("a move from slot to slot");
            case Edit.Remat(int insn, Loc.Reg(int to)) -> macro((MoMacro) ((MInsn.Macro) view.insn(insn)).op(), new long[] {to});
        }
    }

    private void macro(MoMacro op, long[] v) {
        switch (op) {
            case MoMacro.Constant(long value) -> asm.li(v[0], value);
            case MoMacro.Null _ -> asm.li(v[0], 0);
            case MoMacro.SlotAddress(int slot, long length) -> {
                moved(v[0], SP, frame.resolve(new FrameOffset(new MOperand.Area.Slot(slot), 0)));
                bounded(v[0], length);
            }
            case MoMacro.SymbolAddress(String symbol) -> asm.got(v[0], new Symbol(symbol));
            case MoMacro.PerCpuAddress(long offset, long length) -> {
                SysReg thread = SysReg.TPIDR_EL0;
                int key = thread.key();
                asm.insn(MRS_C_I_C, v[0], key >>> 14 & 1, key >>> 11 & 7, key >>> 7 & 15, key >>> 3 & 15, key & 7);
                moved(v[0], v[0], offset);
                bounded(v[0], length);
            }
            case MoMacro.CompareAndSwap(var row, boolean acquire, boolean release) -> {
                if (row.pattern().indexOf("A") >= 0) asm.insn(row, acquire ? 1 : 0, release ? 1 : 0, v[3], v[0], v[1]);
                else asm.insn(row, v[3], v[0], v[1]);
            }
            case MoMacro.Call(String symbol, _) -> asm.call(new Symbol(symbol));
            case MoMacro.CallRegister _ -> asm.insn(BLR_C_C, v[0]);
            // The lowest bit of a code pointer says C64.
            case MoMacro.TableBase(int table) -> asm.adr(v[0], table(table), 1);
            case MoMacro.JumpTable _, MoMacro.Return _, MoMacro.TailCall _, MoMacro.TailCallRegister _ ->
                throw new IllegalStateException(op + " ends a block");
        }
    }

    private void moved(long d, long base, long offset) {
        if (offset == 0 && d == base) return;
        if (MoRules.fitsAdd(offset)) {
            asm.insn(ADD_C_CIS_C, d, base, offset < 0x1000 ? offset : offset >> 12, offset < 0x1000 ? 0 : 1);
        } else {
            asm.li(SCRATCH, offset);
            asm.insn(ADD_C_CRI_C, d, base, SCRATCH, UXTX, 0);
        }
    }

    private void bounded(long c, long length) {
        if (length < 64) {
            asm.insn(SCBNDS_C_CI_C, c, c, length);
        } else if (length < 1024 && length % 16 == 0) {
            asm.insn(SCBNDS_C_CI_S, c, c, length / 16);
        } else {
            asm.li(SCRATCH, length);
            asm.insn(SCBNDSE_C_CR_C, c, c, SCRATCH);
        }
    }

    private Label table(int number) {
        return tables.computeIfAbsent(number, n -> new Label(function.name() + "_table" + n));
    }

    // The frame.

    /** Whether the first store of saved registers moves the stack pointer too, and the last load moves it back. */
    private boolean preIndexed() {
        return !frame.saved().isEmpty() && frame.saved().getFirst().offset() == 0 && frame.size() <= PRE_INDEX;
    }

    private void prologue() {
        if (frame.size() == 0) return;
        List<Frame.Saved> saved = frame.saved();
        if (!preIndexed()) adjustStack(-frame.size());
        for (int k = 0; k < saved.size(); k += 2) {
            boolean first = k == 0 && preIndexed();
            long at = first ? -frame.size() : saved.get(k).offset();
            if (k + 1 < saved.size() && pairReaches(at)) asm.insn(first ? STP_C_RIBW_C : STP_C_RIB_C, saved.get(k).register(), saved.get(k + 1).register(), SP, at);
            else if (first) asm.insn(STR_C_RIBW_C, saved.get(k).register(), SP, at);
            else for (Frame.Saved s : saved.subList(k, Math.min(k + 2, saved.size()))) onStack(STR_C_RIB_C, s.register(), s.offset());
        }
        asm.element(new CodeElement.Frame(new Rule.Address(DWARF_C0 + SP, frame.size())));
        for (Frame.Saved s : saved) asm.element(new CodeElement.Frame(new Rule.Saved(DWARF_C0 + s.register(), s.offset() - frame.size())));
    }

    private static boolean pairReaches(long offset) {
        return STP_C_RIB_C.pattern().field("simm").fits(offset);
    }

    private void epilogue() {
        if (frame.size() == 0) return;
        List<Frame.Saved> saved = frame.saved();
        for (int k = (saved.size() - 1) / 2 * 2; k >= 0 && !saved.isEmpty(); k -= 2) {
            boolean last = k == 0 && preIndexed();
            boolean pair = k + 1 < saved.size();
            long at = saved.get(k).offset();
            if (last && pair) asm.insn(LDP_CC_RIAW_C, saved.get(0).register(), saved.get(1).register(), SP, frame.size());
            else if (last) asm.insn(LDR_C_RIAW_C, saved.get(0).register(), SP, frame.size());
            else if (pair && pairReaches(at)) asm.insn(LDP_C_RIB_C, saved.get(k).register(), saved.get(k + 1).register(), SP, at);
            else for (Frame.Saved s : saved.subList(k, Math.min(k + 2, saved.size()))) onStack(LDR_C_RIB_C, s.register(), s.offset());
        }
        if (!preIndexed()) adjustStack(frame.size());
    }

    private void adjustStack(long bytes) {
        if (MoRules.fitsAdd(-bytes)) {
            long n = -bytes;
            asm.insn(SUB_C_CIS_C, SP, SP, n < 0x1000 ? n : n >> 12, n < 0x1000 ? 0 : 1);
        } else {
            moved(SP, SP, bytes);
        }
    }

    /** Where a fault abandons the call; whatever registers hold, csp is as the prologue left it. */
    private void recovery(Label begin) {
        Label end = new Label(function.name() + "_recovery");
        asm.bind(end);
        Optional<Const> value = function.source().recoveryValue();
        value.ifPresent(c -> asm.li(0, c.type() == Type.CAP ? 0 : c.value()));
        epilogue();
        asm.insn(RET_C_C, MoConvention.LINK);
        asm.section(RECOVERY);
        for (Label place : List.of(begin, end, end))
            asm.element(new CodeElement.Word(new Reference(Reloc.R_AARCH64_PREL32, place)));
        asm.section(SectionId.TEXT);
    }

    private void line(Pos pos) {
        if (!pos.isKnown() || pos.equals(line)) return;
        line = pos;
        asm.element(new CodeElement.Line(pos.file(), pos.line(), 0));
    }
}
