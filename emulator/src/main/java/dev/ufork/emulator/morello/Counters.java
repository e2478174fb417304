package dev.ufork.emulator.morello;

import dev.ufork.isa.morello.SysReg;

/** The performance monitors: a cycle counter and four event counters, of which instructions and cycles count. */
final class Counters {
    private static final int EVENTS = 4;
    private static final int CYCLE = 31;
    private static final int INST_RETIRED = 8;
    private static final int CPU_CYCLES = 0x11;

    private final MorelloCore core;
    /** What a counter had when it was stopped, or what it must add to the running count. */
    private final long[] offset = new long[EVENTS + 1];
    private final boolean[] running = new boolean[EVENTS + 1];
    private long enabled;
    private int selected;

    Counters(MorelloCore core) {
        this.core = core;
    }

    boolean owns(SysReg reg) {
        return switch (reg) {
            case PMCR_EL0, PMCNTENSET_EL0, PMCNTENCLR_EL0, PMCCNTR_EL0, PMSELR_EL0, PMXEVTYPER_EL0, PMXEVCNTR_EL0, PMEVCNTR0_EL0, PMEVCNTR1_EL0,
                 PMEVCNTR2_EL0, PMEVCNTR3_EL0, PMEVTYPER0_EL0, PMEVTYPER1_EL0, PMEVTYPER2_EL0, PMEVTYPER3_EL0, PMCCFILTR_EL0 -> true;
            default -> false;
        };
    }

    private long source(int i) {
        if (i == EVENTS) {
            core.tellTime();
            return core.clock.now();
        }
        int event = (int) core.sys.v[SysReg.PMEVTYPER0_EL0.ordinal() + i] & 0xffff;
        if (event == CPU_CYCLES) {
            core.tellTime();
            return core.clock.now();
        }
        return event == INST_RETIRED ? core.retiredNow() : 0;
    }

    private long count(int i) {
        return running[i] ? source(i) + offset[i] : offset[i];
    }

    private void set(int i, long value) {
        offset[i] = running[i] ? value - source(i) : value;
    }

    private void update() {
        boolean on = (core.sys.get(SysReg.PMCR_EL0) & 1) != 0;
        for (int i = 0; i <= EVENTS; i++) {
            boolean run = on && (enabled >>> (i == EVENTS ? CYCLE : i) & 1) != 0;
            if (run == running[i]) continue;
            long value = count(i);
            running[i] = run;
            set(i, value);
        }
    }

    private static int number(SysReg reg, SysReg first) {
        return reg.ordinal() - first.ordinal();
    }

    long read(SysReg reg) {
        return switch (reg) {
            case PMCNTENSET_EL0, PMCNTENCLR_EL0 -> enabled;
            case PMCCNTR_EL0 -> count(EVENTS);
            case PMSELR_EL0 -> selected;
            case PMXEVCNTR_EL0 -> selected < EVENTS ? count(selected) & 0xffffffffL : 0;
            case PMXEVTYPER_EL0 -> selected < EVENTS ? core.sys.v[SysReg.PMEVTYPER0_EL0.ordinal() + selected] : core.sys.get(SysReg.PMCCFILTR_EL0);
            case PMEVCNTR0_EL0, PMEVCNTR1_EL0, PMEVCNTR2_EL0, PMEVCNTR3_EL0 -> count(number(reg, SysReg.PMEVCNTR0_EL0)) & 0xffffffffL;
            default -> core.sys.get(reg);
        };
    }

    void write(SysReg reg, long value) {
        switch (reg) {
            case PMCR_EL0 -> {
                if ((value & 4) != 0) set(EVENTS, 0);
                if ((value & 2) != 0) for (int i = 0; i < EVENTS; i++) set(i, 0);
                core.sys.set(reg, core.sys.get(reg) & ~0x79L | value & 0x79);
                update();
            }
            case PMCNTENSET_EL0 -> enable(enabled | value & (1L << CYCLE | (1 << EVENTS) - 1));
            case PMCNTENCLR_EL0 -> enable(enabled & ~value);
            case PMCCNTR_EL0 -> set(EVENTS, value);
            case PMSELR_EL0 -> selected = (int) value & 31;
            case PMXEVCNTR_EL0 -> {
                if (selected < EVENTS) set(selected, value & 0xffffffffL);
            }
            case PMXEVTYPER_EL0 -> {
                if (selected < EVENTS) type(selected, value);
                else core.sys.set(SysReg.PMCCFILTR_EL0, value);
            }
            case PMEVCNTR0_EL0, PMEVCNTR1_EL0, PMEVCNTR2_EL0, PMEVCNTR3_EL0 -> set(number(reg, SysReg.PMEVCNTR0_EL0), value & 0xffffffffL);
            case PMEVTYPER0_EL0, PMEVTYPER1_EL0, PMEVTYPER2_EL0, PMEVTYPER3_EL0 -> type(number(reg, SysReg.PMEVTYPER0_EL0), value);
            default -> core.sys.set(reg, value);
        }
    }

    private void enable(long mask) {
        enabled = mask;
        update();
    }

    private void type(int i, long value) {
        long now = count(i);
        core.sys.v[SysReg.PMEVTYPER0_EL0.ordinal() + i] = value;
        set(i, now);
    }
}
