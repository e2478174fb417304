package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.xcheri.Xcheri;

/** Reports each instruction, and by comparison with the state before, each register that it changed. */
final class Tracing {
    private static final int REGISTERS = 64;

    private final Trace trace;
    private final long[] x = new long[REGISTERS];
    private final long[] upper = new long[REGISTERS];
    private final boolean[] tag = new boolean[REGISTERS];

    Tracing(Trace trace) {
        this.trace = trace;
    }

    void before(Hart hart) {
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
}
