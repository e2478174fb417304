package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.SysReg;
import java.util.List;

/** MRS and MSR: what the system registers are at reset, who may reach them, and what reading or writing them does. */
final class SystemRegisters {
    private final MorelloCore core;
    private final Registers regs;
    private final SystemState sys;
    private final Timers timers;
    final Counters counters;

    SystemRegisters(MorelloCore core) {
        this.core = core;
        regs = core.regs;
        sys = core.sys;
        timers = new Timers(core);
        counters = new Counters(core);
        reset();
    }

    private static int field(int word, int at, int width) {
        return word >>> at & (1 << width) - 1;
    }

    private record Constant(SysReg register, long value) {}

    /** Identification as the public QEMU's Morello CPU has it; levels and interrupt controller are added. */
    private static final List<Constant> IDENTIFICATION = List.of(
            new Constant(SysReg.MIDR_EL1, 0x410fd083L), new Constant(SysReg.VPIDR_EL2, 0x410fd083L), new Constant(SysReg.CTR_EL0, 0x8444c004L),
            new Constant(SysReg.DCZID_EL0, 4), new Constant(SysReg.CLIDR_EL1, 0x0a200023), new Constant(SysReg.ID_PFR0_EL1, 0x131),
            new Constant(SysReg.ID_PFR1_EL1, 0x00010001), new Constant(SysReg.ID_DFR0_EL1, 0x03010066), new Constant(SysReg.ID_MMFR0_EL1, 0x10201105),
            new Constant(SysReg.ID_MMFR1_EL1, 0x40000000), new Constant(SysReg.ID_MMFR2_EL1, 0x01260000), new Constant(SysReg.ID_MMFR3_EL1, 0x02102211),
            new Constant(SysReg.ID_ISAR0_EL1, 0x02101110), new Constant(SysReg.ID_ISAR1_EL1, 0x13112111), new Constant(SysReg.ID_ISAR2_EL1, 0x21232042),
            new Constant(SysReg.ID_ISAR3_EL1, 0x01112131), new Constant(SysReg.ID_ISAR4_EL1, 0x00011142), new Constant(SysReg.ID_ISAR5_EL1, 0x00011121),
            new Constant(SysReg.MVFR0_EL1, 0x10110222), new Constant(SysReg.MVFR1_EL1, 0x12111111), new Constant(SysReg.MVFR2_EL1, 0x43),
            new Constant(SysReg.ID_AA64PFR0_EL1, 0x00110011), new Constant(SysReg.ID_AA64PFR1_EL1, 1 << 20), new Constant(SysReg.ID_AA64DFR0_EL1, 0x00707500),
            new Constant(SysReg.ID_AA64ISAR0_EL1, 0x0000100010212120L), new Constant(SysReg.ID_AA64ISAR1_EL1, 0x00100001),
            new Constant(SysReg.ID_AA64MMFR0_EL1, 0x0f000025), new Constant(SysReg.ID_AA64MMFR1_EL1, 0x10212120), new Constant(SysReg.ID_AA64MMFR2_EL1, 0x11),
            new Constant(SysReg.CNTFRQ_EL0, Timers.FREQUENCY), new Constant(SysReg.PMCR_EL0, 0x41002040), new Constant(SysReg.OSLSR_EL1, 10),
            new Constant(SysReg.PMCEID0_EL0, 0x20101));
    private static final long[] CACHES = {0x701fe00a, 0x201fe012, 0x707fe07a};

    void reset() {
        for (Constant c : IDENTIFICATION) sys.set(c.register, c.value);
        sys.set(SysReg.MPIDR_EL1, 0x80000000L | core.number);
        sys.set(SysReg.VMPIDR_EL2, 0x80000000L | core.number);
        int levels = (sys.hasEl2 ? 1 << 8 : 0) | (sys.hasEl3 ? 1 << 12 : 0);
        int controller = core.board.isControllerRegister(SysReg.ICC_SRE_EL1) ? 1 : 0;
        sys.set(SysReg.ID_AA64PFR0_EL1, sys.get(SysReg.ID_AA64PFR0_EL1) | levels | controller << 24);
        sys.set(SysReg.ID_PFR1_EL1, sys.get(SysReg.ID_PFR1_EL1) | controller << 28 | (sys.hasEl2 ? 1 << 12 : 0) | (sys.hasEl3 ? 1 << 4 : 0));
        if (sys.hasEl3) sys.set(SysReg.SCR_EL3, 0x430);
    }

    /** A system instruction that is trapped. */
    Fault trap(int word, int target, int rt) {
        return core.fault.of(Syndrome.of(Syndrome.SYSREG, Syndrome.systemRegister(word, rt)), target);
    }

    /** MRS and MSR of integers. */
    boolean register(int word) {
        SysReg reg = SysReg.of(SysReg.keyOf(word)).map(this::redirected).orElseThrow(core::undefined);
        boolean read = field(word, 21, 1) != 0;
        int rt = word & 31;
        Access.require(core, reg, read);
        if (Access.isCapabilityOnly(reg)) throw core.undefined();
        if (!core.systemAccess && !Access.isFree(reg))
            throw core.fault.of(Syndrome.of(Syndrome.SYSREG, Syndrome.systemRegister(word, rt)), sys.capabilityTarget());
        checkTraps(word, reg, rt, read);
        if (read) {
            regs.setInt(rt == 31 ? SINK : rt, readRegister(reg));
            return false;
        }
        writeRegister(reg, rt == 31 ? 0 : regs.x[rt]);
        return core.next();
    }

    /** With HCR_EL2.E2H, EL2 that names EL1's registers means its own. */
    private SysReg redirected(SysReg reg) {
        if (sys.el != 2 || !sys.isHost()) return reg;
        return Access.hostAlias(reg);
    }

    private void checkTraps(int word, SysReg reg, int rt, boolean read) {
        switch (reg) {
            case FPCR, FPSR -> {
                if (sys.fpTrap() != 0) throw core.fault.of(Syndrome.of(Syndrome.FP_ACCESS, 0x1e << 20), sys.fpTrap());
            }
            case CNTVCT_EL0, CNTPCT_EL0 -> {
                if ((sys.cctlr() & SystemState.PERMVCT) == 0 && !core.systemAccess)
                    throw trap(word, sys.capabilityTarget(), rt);
                int bit = reg == SysReg.CNTVCT_EL0 ? 1 : 0;
                if (sys.el == 0 && (sys.get(SysReg.CNTKCTL_EL1) >>> bit & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
            }
            case CNTFRQ_EL0 -> {
                if (sys.el == 0 && (sys.get(SysReg.CNTKCTL_EL1) & 3) == 0) throw trap(word, sys.defaultTarget(), rt);
            }
            case DAIF -> {
                if (sys.el == 0 && (sys.sctlr() >>> 9 & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
            }
            case CTR_EL0 -> {
                if (sys.el == 0 && (sys.sctlr() >>> 15 & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
            }
            default -> {
                if (sys.el == 0 && reg.name().startsWith("PM") && reg != SysReg.PMUSERENR_EL0 && (sys.get(SysReg.PMUSERENR_EL0) & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
                if (sys.el == 0 && reg.name().startsWith("CNT")) throw trap(word, sys.defaultTarget(), rt);
            }
        }
        int el3Trap = reg == SysReg.CPACR_EL1 && sys.hasEl3 && (sys.get(SysReg.CPTR_EL3) >>> 31 & 1) != 0 ? 3 : 0;
        if (el3Trap != 0 && sys.el < 3) throw trap(word, 3, rt);
    }

    private long readRegister(SysReg reg) {
        if (core.board.isControllerRegister(reg)) return core.board.readController(core, reg);
        return switch (reg) {
            case NZCV -> (long) core.nzcv() << 28;
            case DAIF -> sys.daif << 6;
            case CURRENTEL -> sys.el << 2;
            case SPSEL -> sys.spsel && core.executive ? 1 : 0;
            case PAN -> sys.pan ? 1 << 22 : 0;
            case UAO -> sys.uao ? 1 << 23 : 0;
            case MIDR_EL1 -> sys.el == 1 && sys.el2Enabled() ? sys.get(SysReg.VPIDR_EL2) : sys.get(reg);
            case MPIDR_EL1 -> sys.el == 1 && sys.el2Enabled() ? sys.get(SysReg.VMPIDR_EL2) : sys.get(reg);
            case DCZID_EL0 -> sys.el == 0 && (sys.sctlr() >>> 14 & 1) == 0 ? 0x14 : 4;
            case CCSIDR_EL1 -> CACHES[(int) Math.min(sys.get(SysReg.CSSELR_EL1) & 15, CACHES.length - 1)];
            case ISR_EL1 -> (core.board.interruptLine(core.number) & 1) << 7 | (core.board.interruptLine(core.number) & 2) << 5;
            default -> timers.owns(reg) ? timers.read(reg) : counters.owns(reg) ? counters.read(reg) : sys.v[slot(reg)];
        };
    }

    /** Where a register is kept: Restricted code that names the thread register of a level means its own. */
    private int slot(SysReg reg) {
        boolean thread = switch (reg) {
            case TPIDR_EL0, TPIDR_EL1, TPIDR_EL2, TPIDR_EL3 -> true;
            default -> false;
        };
        return thread && !core.executive ? SysReg.RTPIDR_EL0.ordinal() : reg.ordinal();
    }

    private void writeRegister(SysReg reg, long value) {
        if (core.board.isControllerRegister(reg)) {
            core.board.writeController(core, reg, value);
            core.deviceTouched();
            return;
        }
        switch (reg) {
            case NZCV -> core.nzcv((int) (value >>> 28));
            case DAIF -> sys.daif = (int) (value >>> 6) & 15;
            case SPSEL -> core.system.selectStack((int) value & 1);
            case PAN -> {
                sys.pan = (value >>> 22 & 1) != 0;
                core.forgetPages();
            }
            case UAO -> sys.uao = (value >>> 23 & 1) != 0;
            case CCTLR_EL0, CCTLR_EL1, CCTLR_EL2, CCTLR_EL3, SCTLR_EL1, SCTLR_EL2, SCTLR_EL3, CPACR_EL1, CPTR_EL2, CPTR_EL3, HCR_EL2, SCR_EL3,
                 CHCR_EL2, CSCR_EL3 -> control(reg, value);
            default -> {
                if (timers.owns(reg)) timers.write(reg, value);
                else if (counters.owns(reg)) counters.write(reg, value);
                else store(reg, value);
            }
        }
    }

    private void control(SysReg reg, long value) {
        sys.set(reg, value);
        if (Translation.concerns(reg)) core.forgetPages();
        core.contextChanged();
    }

    private void store(SysReg reg, long value) {
        boolean changed = sys.get(reg) != value;
        if (reg.isCapability()) sys.storeInt(slot(reg), value);
        else sys.set(reg, value & writable(reg));
        if (changed && Translation.concerns(reg)) core.forgetPages();
    }

    /** The bits that keep what is written. */
    private static long writable(SysReg reg) {
        return switch (reg) {
            case AFSR0_EL1, AFSR1_EL1, AMAIR_EL1, ACTLR_EL1 -> 0;
            case FPCR -> 0x07ff0000;
            case FPSR -> 0xf800009fL;
            case CSSELR_EL1 -> 15;
            default -> -1;
        };
    }

    /** MRS and MSR of capabilities. */
    boolean capabilityRegister(int word) {
        SysReg reg = SysReg.of(SysReg.keyOf(word)).map(this::redirected).orElseThrow(core::undefined);
        boolean read = field(word, 20, 1) != 0;
        int rt = word & 31;
        Access.require(core, reg, read);
        if (!reg.isCapability()) throw core.undefined();
        if (!core.systemAccess && !Access.isFree(reg))
            throw core.fault.of(Syndrome.of(Syndrome.CAP_SYSREG, Syndrome.systemRegister(word, rt) & ~1 | (read ? 1 : 0)), sys.capabilityTarget());
        int trap = sys.capabilityTrap(sys.el);
        if (trap != 0) throw core.fault.of(Syndrome.of(Syndrome.CAP_ACCESS, 0), trap);
        if (read) {
            if (reg == SysReg.DDC) regs.move(rt == 31 ? SINK : rt, DDC);
            else sys.load(regs, rt == 31 ? SINK : rt, slot(reg));
            return false;
        }
        if (reg == SysReg.DDC) {
            regs.move(DDC, rt == 31 ? ZERO : rt);
            core.ddcChanged();
        } else {
            sys.store(slot(reg), regs, rt == 31 ? ZERO : rt);
        }
        return core.next();
    }
}
