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
import dev.ufork.asm.RelocKind;
import dev.ufork.asm.Symbol;
import dev.ufork.ir.IrException;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.isa.Insn;
import dev.ufork.isa.Op;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.XReg;
import dev.ufork.mir.MFunction;
import dev.ufork.mir.MOperand;
import dev.ufork.mir.MOperand.FrameOffset;
import dev.ufork.mir.MView;
import dev.ufork.mir.MacroOp;
import dev.ufork.regalloc.Allocation;
import dev.ufork.regalloc.RegKind;
import dev.ufork.target.Emitter;
import dev.ufork.target.Frame;
import java.util.List;

/** The instructions of a function whose registers are chosen. */
final class Emit extends Emitter {
    private static final int SP = XReg.SP.number();
    private static final int TP = XReg.TP.number();

    private final Assembler asm;

    Emit(MFunction function, MView view, Allocation allocation, Assembler asm) {
        super(function, view, allocation, asm, RvConvention.PURE_CAPABILITY, false);
        this.asm = asm;
    }

    // Control.

    @Override
    protected void branch(Op op, long[] values, boolean opposite, Label to) {
        RvOp row = opposite ? RvCompareRules.invert((RvOp) op) : (RvOp) op;
        asm.branch(row, XReg.of(values[0]), XReg.of(values[1]), to);
    }

    @Override
    protected void jump(Label to) {
        asm.jump(to);
    }

    @Override
    protected void tableEntry(Label to) {
        asm.fullJump(to);
    }

    @Override
    protected void jumpTo(long register) {
        asm.insn(JALR, 0, 0, register);
    }

    @Override
    protected void ret() {
        asm.ret();
    }

    @Override
    protected void tailCall(Symbol to) {
        asm.tail(to);
    }

    @Override
    protected void stop() {
        asm.insn(EBREAK);
    }

    @Override
    protected void call(Symbol to) {
        asm.call(to);
    }

    @Override
    protected void callTo(long register) {
        asm.insn(JALR, RvConvention.PURE_CAPABILITY.link(), 0, register);
    }

    // Instructions.

    @Override
    protected void row(Op op, List<MOperand> operands, long[] v) {
        RvOp row = (RvOp) op;
        boolean far = operands.size() == 3 && operands.get(1) instanceof FrameOffset && !RvRules.fits12(v[1]);
        if (!far) {
            asm.insn(row, v);
            return;
        }
        // Only a load can go far: what it loads into holds the address before.
        if (op == SD || op == SC) throw tooLarge();
        asm.li(XReg.of(v[0]), v[1]).insn(CIncOffset, v[0], SP, v[0]).insn(row, v[0], 0, v[0]);
    }

    private IrException tooLarge() {
        return new IrException("%s: the frame of %s is too large for the values it spills; make the function smaller"
            .formatted(function.source().pos(), function.name()));
    }

    private long near(long offset) {
        if (!RvRules.fits12(offset)) throw tooLarge();
        return offset;
    }

    @Override
    protected void move(RegKind kind, int to, int from) {
        if (kind == RegKind.CAP) asm.insn(CMove, to, from);
        else asm.insn(ADDI, to, from, 0);
    }

    @Override
    protected void store(RegKind kind, int from, long offset) {
        asm.insn(kind == RegKind.CAP ? SC : SD, from, near(offset), SP);
    }

    @Override
    protected void load(RegKind kind, int to, long offset) {
        asm.insn(kind == RegKind.CAP ? LC : LD, to, near(offset), SP);
    }

    @Override
    protected void number(long d, long value) {
        asm.li(XReg.of(d), value);
    }

    @Override
    protected void nothing(long d) {
        asm.insn(CMove, d, 0);
    }

    @Override
    protected void stackAddress(long d, long offset) {
        moved(d, SP, offset);
    }

    @Override
    protected void perCpuAddress(long d, long offset) {
        moved(d, TP, offset);
    }

    @Override
    protected void symbolAddress(long d, Symbol symbol) {
        asm.lgc(XReg.of(d), symbol);
    }

    @Override
    protected void tableAddress(long d, Label table) {
        asm.lla(XReg.of(d), table);
    }

    @Override
    protected void bound(long c, long length) {
        asm.insn(CSetBoundsImmediate, c, c, length);
    }

    private void moved(long d, long base, long offset) {
        if (RvRules.fits12(offset)) asm.insn(CIncOffsetImmediate, d, base, offset);
        else asm.li(XReg.of(d), offset).insn(CIncOffset, d, base, d);
    }

    @Override
    protected void special(MacroOp op, long[] v) {
        switch ((RvMacro) op) {
            case RvMacro.Amo(RvOp row, boolean acquire, boolean release) -> asm.insn(ordered(row.insn(v), acquire, release));
            case RvMacro.CompareAndSwap cas -> compareAndSwap(cas, v);
            case RvMacro.Select(RvOp unless, RegKind kind) -> {
                Label skip = skip(unless, v);
                move(kind, (int) v[3], (int) v[2]);
                asm.bind(skip);
            }
            case RvMacro.SelectNumber(RvOp unless, long number) -> {
                Label skip = skip(unless, v);
                asm.insn(ADDI, v[3], 0, number).bind(skip);
            }
        }
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

    // The frame.

    @Override
    protected void prologue() {
        if (frame.size() == 0) return;
        adjustStack(-frame.size());
        asm.element(new CodeElement.Frame(new Rule.Address(SP, frame.size())));
        for (Frame.Saved s : frame.saved()) {
            asm.insn(SC, s.register(), near(s.offset()), SP);
            asm.element(new CodeElement.Frame(new Rule.Saved(s.register(), s.offset() - frame.size())));
        }
    }

    @Override
    protected void epilogue() {
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

    @Override
    protected RelocKind distance() {
        return Reloc.R_RISCV_32_PCREL;
    }
}
