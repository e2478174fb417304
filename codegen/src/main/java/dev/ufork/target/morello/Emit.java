package dev.ufork.target.morello;

import static dev.ufork.isa.morello.A64.BRK;
import static dev.ufork.isa.morello.A64.LDR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.A64.ORR_LOG_SHIFT_64;
import static dev.ufork.isa.morello.A64.STR_IMM_GEN_UNSIGNED_64;
import static dev.ufork.isa.morello.Cheri.*;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodeElement.Frame.Rule;
import dev.ufork.asm.Label;
import dev.ufork.asm.RelocKind;
import dev.ufork.asm.Symbol;
import dev.ufork.isa.Field;
import dev.ufork.isa.Op;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.isa.morello.SysReg;
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
    private static final int SP = MoConvention.R31;
    private static final int ZERO = MoConvention.R31;
    private static final int SCRATCH = MoConvention.SCRATCH;
    private static final int UXTX = 3;
    /** DWARF number of c0; c31 is csp. */
    private static final int DWARF_C0 = 198;
    /** Frames up to this size can be made by the store that saves the first registers. */
    private static final long PRE_INDEX = 1008;

    private final Assembler asm;

    Emit(MFunction function, MView view, Allocation allocation, Assembler asm) {
        super(function, view, allocation, asm, MoConvention.PURE_CAPABILITY, true);
        this.asm = asm;
    }

    // Control.

    @Override
    protected void branch(Op op, long[] values, boolean opposite, Label to) {
        MorelloOp row = opposite ? Assembler.opposite((MorelloOp) op) : (MorelloOp) op;
        if (opposite && row == op) values[0] ^= 1;
        asm.branch(row, values, to);
    }

    @Override
    protected void jump(Label to) {
        asm.jump(to);
    }

    @Override
    protected void tableEntry(Label to) {
        asm.jump(to);
    }

    @Override
    protected void jumpTo(long register) {
        asm.insn(BR_C_C, register);
    }

    @Override
    protected void ret() {
        asm.insn(RET_C_C, MoConvention.PURE_CAPABILITY.link());
    }

    @Override
    protected void tailCall(Symbol to) {
        asm.jump(to);
    }

    @Override
    protected void stop() {
        asm.insn(BRK, 1);
    }

    @Override
    protected void call(Symbol to) {
        asm.call(to);
    }

    @Override
    protected void callTo(long register) {
        asm.insn(BLR_C_C, register);
    }

    // Instructions.

    @Override
    protected void row(Op op, List<MOperand> operands, long[] v) {
        MorelloOp row = (MorelloOp) op;
        if (operands.getLast() instanceof FrameOffset) onStack(row, v[0], v[v.length - 1]);
        else asm.insn(row, v);
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

    @Override
    protected void move(RegKind kind, int to, int from) {
        if (kind == RegKind.CAP) asm.insn(CPY_C_C_C, to, from);
        else asm.insn(ORR_LOG_SHIFT_64, to, ZERO, from, 0, 0);
    }

    @Override
    protected void store(RegKind kind, int from, long offset) {
        onStack(kind == RegKind.CAP ? STR_C_RIB_C : STR_IMM_GEN_UNSIGNED_64, from, offset);
    }

    @Override
    protected void load(RegKind kind, int to, long offset) {
        onStack(kind == RegKind.CAP ? LDR_C_RIB_C : LDR_IMM_GEN_UNSIGNED_64, to, offset);
    }

    @Override
    protected void number(long d, long value) {
        asm.li(d, value);
    }

    @Override
    protected void nothing(long d) {
        asm.li(d, 0);
    }

    @Override
    protected void stackAddress(long d, long offset) {
        moved(d, SP, offset);
    }

    @Override
    protected void perCpuAddress(long d, long offset) {
        int key = SysReg.TPIDR_EL0.key();
        asm.insn(MRS_C_I_C, d, key >>> 14 & 1, key >>> 11 & 7, key >>> 7 & 15, key >>> 3 & 15, key & 7);
        moved(d, d, offset);
    }

    @Override
    protected void symbolAddress(long d, Symbol symbol) {
        asm.got(d, symbol);
    }

    /** The lowest bit of a code pointer says C64. */
    @Override
    protected void tableAddress(long d, Label table) {
        asm.adr(d, table, 1);
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

    @Override
    protected void bound(long c, long length) {
        if (length < 64) {
            asm.insn(SCBNDS_C_CI_C, c, c, length);
        } else if (length < 1024 && length % 16 == 0) {
            asm.insn(SCBNDS_C_CI_S, c, c, length / 16);
        } else {
            asm.li(SCRATCH, length);
            asm.insn(SCBNDSE_C_CR_C, c, c, SCRATCH);
        }
    }

    @Override
    protected void special(MacroOp op, long[] v) {
        CompareAndSwap cas = (CompareAndSwap) op;
        if (cas.op().pattern().indexOf("A") >= 0) asm.insn(cas.op(), cas.acquire() ? 1 : 0, cas.release() ? 1 : 0, v[3], v[0], v[1]);
        else asm.insn(cas.op(), v[3], v[0], v[1]);
    }

    // The frame.

    /** Whether the first store of saved registers moves the stack pointer too, and the last load moves it back. */
    private boolean preIndexed() {
        return !frame.saved().isEmpty() && frame.saved().getFirst().offset() == 0 && frame.size() <= PRE_INDEX;
    }

    @Override
    protected void prologue() {
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

    @Override
    protected void epilogue() {
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

    @Override
    protected RelocKind distance() {
        return Reloc.R_AARCH64_PREL32;
    }
}
