package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreView;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.xcheri.Xcheri;

/** Reports each instruction, and by comparison with the state before, each register that it changed. */
final class Tracing implements CoreView {
    private static final int REGISTERS = 64;

    /** General registers and DDC, as {@link CoreView} numbers them. */
    private static final int GENERAL = 32;

    private final Trace trace;
    /** The one whose instruction is under way. */
    private Hart hart;
    private final long[] x = new long[REGISTERS];
    private final long[] upper = new long[REGISTERS];
    private final boolean[] tag = new boolean[REGISTERS];

    Tracing(Trace trace) {
        this.trace = trace;
    }

    boolean wantsLoads(long address) {
        return trace.wantsLoads(address);
    }

    void load(long va, int size) {
        trace.load(this, va, size);
    }

    void before(Hart hart) {
        this.hart = hart;
        trace.before(this);
        int word = hart.word(hart.pc);
        if (!trace.wantsText()) {
            trace.instruction(hart.number, hart.pc, word, "");
            return;
        }
        Mode mode = hart.capabilityMode ? Mode.CAPABILITY : Mode.INTEGER;
        String text = Xcheri.ISA.decode(word, mode).map(insn -> Xcheri.ISA.print(insn, mode, hart.pc)).orElse("illegal");
        trace.instruction(hart.number, hart.pc, word, text);
        for (int r = 0; r < REGISTERS; r++) {
            x[r] = hart.regs.x[r];
            upper[r] = hart.regs.upper(r);
            tag[r] = hart.regs.tag(r);
        }
    }

    void after(Hart hart) {
        if (!trace.wantsText()) return;
        for (int r = 0; r < REGISTERS; r++) {
            if (r == Registers.SINK || r == Registers.PCC) continue;
            boolean same = x[r] == hart.regs.x[r] && upper[r] == hart.regs.upper(r) && tag[r] == hart.regs.tag(r);
            if (!same) trace.register(hart.number, Registers.name(r), HartReport.text(hart.regs, r));
        }
    }

    void trap(Hart hart, CoreReport.Trap taken) {
        trace.trap(hart.number, taken);
    }

    // ------------------------------------------------------------------------------------------ the core, to look at

    private static int of(int register) {
        return register < GENERAL ? register : Registers.DDC;
    }

    @Override public int number() {
        return hart.number;
    }

    @Override public long pc() {
        return hart.pc;
    }

    @Override public int registers() {
        return GENERAL + 1;
    }

    @Override public String name(int register) {
        return Registers.name(of(register));
    }

    @Override public boolean tag(int register) {
        return hart.regs.tag(of(register));
    }

    @Override public long value(int register) {
        return hart.regs.x[of(register)];
    }

    @Override public long upper(int register) {
        return hart.regs.upper(of(register));
    }
}
