package dev.ufork.emulator.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.CoreView;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;

/** Reports each instruction, and by comparison with the state before, each register that it changed. */
final class Tracing implements CoreView {
    /** c0 to c30, csp and DDC. */
    private static final int[] REGISTERS = java.util.stream.IntStream.concat(java.util.stream.IntStream.rangeClosed(0, 31),
            java.util.stream.IntStream.of(Registers.DDC)).toArray();

    private final Trace trace;
    /** The one whose instruction is under way. */
    private MorelloCore core;
    private final long[] x = new long[REGISTERS.length];
    private final long[] upper = new long[REGISTERS.length];
    private final boolean[] tag = new boolean[REGISTERS.length];

    Tracing(Trace trace) {
        this.trace = trace;
    }

    boolean wantsLoads(long address) {
        return trace.wantsLoads(address);
    }

    void load(long a, int size) {
        trace.load(this, a, size);
    }

    void before(MorelloCore core, int word) {
        this.core = core;
        trace.before(this);
        if (!trace.wantsText()) {
            trace.instruction(core.number, core.pc, word, "");
            return;
        }
        trace.instruction(core.number, core.pc, word, Morello.print(word, core.c64 ? Mode.C64 : Mode.A64, core.pc));
        for (int i = 0; i < REGISTERS.length; i++) {
            x[i] = core.regs.x[REGISTERS[i]];
            upper[i] = core.regs.pesbt(REGISTERS[i]);
            tag[i] = core.regs.tag(REGISTERS[i]);
        }
    }

    void after(MorelloCore core) {
        if (!trace.wantsText()) return;
        Registers regs = core.regs;
        for (int i = 0; i < REGISTERS.length; i++) {
            int r = REGISTERS[i];
            if (x[i] == regs.x[r] && upper[i] == regs.pesbt(r) && tag[i] == regs.tag(r)) continue;
            boolean plain = !regs.tag(r) && CC128M.memoryForm(regs.pesbt(r)) == 0;
            trace.register(core.number, text(r), plain ? "0x%x".formatted(regs.x[r]) : regs.capability(r).toString());
        }
    }

    private static String text(int r) {
        return r == Registers.DDC ? "ddc" : r == Registers.SP ? "csp" : "c" + r;
    }

    void trap(MorelloCore core, CoreReport.Trap taken) {
        trace.trap(core.number, taken);
    }

    // ------------------------------------------------------------------------------------------ the core, to look at

    @Override public int number() {
        return core.number;
    }

    @Override public long pc() {
        return core.pc;
    }

    @Override public int registers() {
        return REGISTERS.length;
    }

    @Override public String name(int register) {
        return text(REGISTERS[register]);
    }

    @Override public boolean tag(int register) {
        return core.regs.tag(REGISTERS[register]);
    }

    @Override public long value(int register) {
        return core.regs.x[REGISTERS[register]];
    }

    @Override public long upper(int register) {
        return core.regs.pesbt(REGISTERS[register]);
    }
}
