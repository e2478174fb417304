package dev.ufork.emulator.morello;

import dev.ufork.emulator.Clock;
import dev.ufork.isa.morello.SysReg;

/** The generic timer of one core: four comparators on one counter that ticks once in sixteen instants. */
final class Timers {
    static final long FREQUENCY = 62_500_000;
    private static final int INSTANTS_PER_TICK = 16;
    private static final int PHYSICAL = 0;
    private static final int VIRTUAL = 1;
    private static final int HYPERVISOR = 2;
    private static final int SECURE = 3;

    private final MorelloCore core;
    private final long[] compare = new long[4];
    private final int[] control = new int[4];
    private final Clock.Alarm[] alarms = new Clock.Alarm[4];

    Timers(MorelloCore core) {
        this.core = core;
        for (int i = 0; i < 4; i++) {
            int kind = i;
            alarms[i] = core.clock.alarm(() -> update(kind));
        }
    }

    private static int kind(SysReg reg) {
        return switch (reg) {
            case CNTP_TVAL_EL0, CNTP_CTL_EL0, CNTP_CVAL_EL0, CNTP_TVAL_EL02, CNTP_CTL_EL02, CNTP_CVAL_EL02 -> PHYSICAL;
            case CNTV_TVAL_EL0, CNTV_CTL_EL0, CNTV_CVAL_EL0, CNTV_TVAL_EL02, CNTV_CTL_EL02, CNTV_CVAL_EL02 -> VIRTUAL;
            case CNTHP_TVAL_EL2, CNTHP_CTL_EL2, CNTHP_CVAL_EL2 -> HYPERVISOR;
            case CNTPS_TVAL_EL1, CNTPS_CTL_EL1, CNTPS_CVAL_EL1 -> SECURE;
            default -> -1;
        };
    }

    boolean owns(SysReg reg) {
        return kind(reg) >= 0 || reg == SysReg.CNTVCT_EL0 || reg == SysReg.CNTPCT_EL0 || reg == SysReg.CNTVOFF_EL2;
    }

    private long ticks() {
        core.tellTime();
        return core.clock.now() / INSTANTS_PER_TICK;
    }

    private long offset(int kind) {
        return kind == VIRTUAL ? core.sys.get(SysReg.CNTVOFF_EL2) : 0;
    }

    long read(SysReg reg) {
        if (reg == SysReg.CNTPCT_EL0) return ticks();
        if (reg == SysReg.CNTVCT_EL0) return ticks() - offset(VIRTUAL);
        if (reg == SysReg.CNTVOFF_EL2) return core.sys.get(reg);
        int kind = kind(reg);
        String name = reg.name();
        if (name.contains("_CVAL_")) return compare[kind];
        if (name.contains("_TVAL_")) return (int) (compare[kind] - (ticks() - offset(kind))) & 0xffffffffL;
        return control[kind] | (isDue(kind) ? 4 : 0);
    }

    void write(SysReg reg, long value) {
        if (reg == SysReg.CNTVOFF_EL2) {
            core.sys.set(reg, value);
            update(VIRTUAL);
            return;
        }
        int kind = kind(reg);
        String name = reg.name();
        if (name.contains("_CVAL_")) compare[kind] = value;
        else if (name.contains("_TVAL_")) compare[kind] = ticks() - offset(kind) + (int) value;
        else control[kind] = (int) value & 3;
        update(kind);
        core.deviceTouched();
    }

    private boolean isDue(int kind) {
        return (control[kind] & 1) != 0 && ticks() - offset(kind) - compare[kind] >= 0;
    }

    private void update(int kind) {
        boolean due = isDueNow(kind);
        core.board.timerLine(core.number, kind, due && (control[kind] & 2) == 0);
        if ((control[kind] & 1) == 0 || due) alarms[kind].clear();
        else alarms[kind].set((compare[kind] + offset(kind)) * INSTANTS_PER_TICK);
    }

    /** As the clock stands; alarms fire between instructions. */
    private boolean isDueNow(int kind) {
        return (control[kind] & 1) != 0 && core.clock.now() / INSTANTS_PER_TICK - offset(kind) - compare[kind] >= 0;
    }
}
