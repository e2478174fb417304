package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.SysReg;
import java.util.List;

/** System instructions and registers: who may, what happens, interrupts. */
final class SystemUnit {
    private static final SysReg[] REGS = SysReg.values();

    private final MorelloCore core;
    private final Registers regs;
    private final SystemState sys;
    private final Timers timers;
    private final Counters counters;

    SystemUnit(MorelloCore core) {
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

    /** ADR, ADRP and ADRDP: an address in A64, a capability in C64. */
    void addressOf(int word) {
        int d = word & 31;
        if (d == 31) return;
        boolean page = word < 0;
        boolean relativeToPcc = !core.c64 || !page || field(word, 23, 1) != 0;
        long low = field(word, 29, 2);
        long imm;
        if (core.c64 && page) {
            long raw = (long) field(word, 5, 18) << 2 | low;
            imm = (relativeToPcc ? raw << 44 >> 44 : raw) << 12;
        } else {
            long raw = ((long) (word << 8) >> 13 << 2 | low) << (page ? 12 : 0);
            imm = raw;
        }
        regs.x[PCC] = core.pc;
        if (relativeToPcc) {
            long value = imm + core.pc - (core.c64 ? 0 : core.pccOffset());
            if (page) value &= -4096;
            if (!core.c64) {
                regs.setInt(d, value);
                return;
            }
            derive(d, PCC, value);
        } else {
            int from = (sys.cctlr() & SystemState.ADRDPB) != 0 ? 28 : DDC;
            derive(d, from, regs.x[from] + imm & -4096);
        }
    }

    private void derive(int d, int from, long value) {
        regs.move(d, from);
        regs.setValue(d, value);
    }

    /** An address for PC without the byte that TBI ignores. */
    long withoutTag(long address) {
        int regime = sys.regime(sys.el);
        long tcr = sys.v[SystemState.TCR[regime]];
        if (regime == 1 || sys.isHost() && regime == 2) {
            int select = (int) (address >>> 55) & 1;
            boolean ignored = (tcr >>> (37 + select) & 1) != 0 && (tcr >>> (51 + select) & 1) == 0;
            return ignored ? address << 8 >> 8 : address;
        }
        boolean ignored = (tcr >>> 20 & 1) != 0 && (tcr >>> 29 & 1) == 0;
        return ignored ? address << 8 >>> 8 : address;
    }

    // ----------------------------------------------------------------------------------------------- instructions

    /** Runs a branch, exception or system instruction; true if the core must look at its program counter again. */
    boolean run(A64 op, int word) {
        switch (op) {
            case BR, RET, BLR -> {
                int n = field(word, 5, 5);
                long to = (n == 31 ? 0 : regs.x[n]) + core.pccOffset();
                if (op == A64.BLR) core.link(core.pc + 4);
                core.jump(core.pc, withoutTag(to));
                return true;
            }
            case ERET -> {
                if (sys.el == 0) throw core.undefined();
                core.exceptions.returnFrom();
                return true;
            }
            case SVC -> throw call(Syndrome.SVC, word, sys.defaultTarget());
            case HVC -> {
                if (core.board.firmwareCall(core, false)) return core.next();
                boolean enabled = sys.hasEl2 && sys.el > 0 && !sys.isSecureBelow() && (sys.hasEl3 ? (sys.get(SysReg.SCR_EL3) & SystemState.SCR_HCE) != 0
                        : (sys.get(SysReg.HCR_EL2) >>> 29 & 1) == 0);
                if (!enabled) throw core.undefined();
                throw call(Syndrome.HVC, word, Math.max(2, sys.el));
            }
            case SMC -> {
                return secureMonitorCall(word);
            }
            case BRK -> throw core.fault.of(Syndrome.of(Syndrome.BRK, field(word, 5, 16)), sys.defaultTarget());
            case HLT -> {
                if (field(word, 5, 16) == 0xf000 && core.board.semihosting(core)) return core.next();
                throw core.undefined();
            }
            case HINT -> {
                return hint(field(word, 5, 7));
            }
            case CLREX -> core.atomic().clearMonitor();
            case ISB -> {
                return core.next();
            }
            case MSR_IMM -> {
                return pstateField(word);
            }
            case MSR_REG, MRS -> {
                return register(word);
            }
            case SYS -> {
                return maintenance(word);
            }
            case DCPS1, DCPS2, DCPS3, DRPS, SYSL -> throw core.undefined();
            default -> {
                core.atomic().run(op, word);
            }
        }
        return false;
    }

    private Fault call(int kind, int word, int target) {
        Fault f = core.fault.of(Syndrome.of(kind, field(word, 5, 16)), target);
        f.after = true;
        return f;
    }

    private boolean secureMonitorCall(int word) {
        if (sys.el == 0) throw core.undefined();
        if (sys.el == 1 && (sys.hcr() & SystemState.HCR_TSC) != 0)
            throw core.fault.of(Syndrome.of(Syndrome.SMC, field(word, 5, 16)), 2);
        if (core.board.firmwareCall(core, true)) return core.next();
        if (!sys.hasEl3 || (sys.get(SysReg.SCR_EL3) & SystemState.SCR_SMD) != 0) throw core.undefined();
        throw call(Syndrome.SMC, word, 3);
    }

    private boolean hint(int what) {
        if (what == 3) {
            if (sys.el < 2 && (sys.hcr() & SystemState.HCR_TWI) != 0) throw core.fault.of(Syndrome.of(Syndrome.WFX, 0x1e << 20), 2);
            if (!interruptPending()) {
                core.waiting = true;
                core.stopSoon();
            }
            return core.next();
        }
        return false;
    }

    private boolean pstateField(int word) {
        int crm = field(word, 8, 4);
        switch (field(word, 16, 3) << 3 | field(word, 5, 3)) {
            case 3 -> {
                if (sys.el == 0) throw core.undefined();
                sys.uao = (crm & 1) != 0;
            }
            case 4 -> {
                if (sys.el == 0) throw core.undefined();
                sys.pan = (crm & 1) != 0;
                core.forgetPages();
            }
            case 5 -> {
                if (sys.el == 0) throw core.undefined();
                selectStack(crm & 1);
            }
            case 036 -> interruptMask(word, sys.daif | crm);
            case 037 -> interruptMask(word, sys.daif & ~crm);
            default -> throw core.undefined();
        }
        return core.next();
    }

    private void interruptMask(int word, int mask) {
        if (sys.el == 0 && (sys.sctlr() >>> 9 & 1) == 0) throw trap(word, sys.defaultTarget(), 31);
        sys.daif = mask & 15;
    }

    /** In Restricted, SPSel is zero and ignores what is written (rule RGKSN). */
    private void selectStack(int bit) {
        if (!core.executive) return;
        core.saveBank();
        sys.spsel = bit != 0;
        core.loadBank();
    }

    // ------------------------------------------------------------------------------------------------- registers

    private Fault trap(int word, int target, int rt) {
        return core.fault.of(Syndrome.of(Syndrome.SYSREG, Syndrome.systemRegister(word, rt)), target);
    }

    /** MRS and MSR of integers. */
    private boolean register(int word) {
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
            case SPSEL -> selectStack((int) value & 1);
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

    // ----------------------------------------------------------------------------------------------- maintenance

    /** SYS: caches have no state here, address caches do; the instructions that name an address still check it. */
    private boolean maintenance(int word) {
        int op1 = field(word, 16, 3);
        int crn = field(word, 12, 4);
        int crm = field(word, 8, 4);
        int op2 = field(word, 5, 3);
        int rt = word & 31;
        long address = rt == 31 ? 0 : regs.x[rt];
        int lowest = op1 == 3 ? 0 : op1 == 4 || op1 == 5 ? 2 : op1 == 6 ? 3 : 1;
        if (sys.el < lowest) throw core.undefined();
        if (crn == 8) {
            if (!core.systemAccess) throw trapSystem(word, rt);
            core.forgetPages();
            core.forgetOthers();
            return core.next();
        }
        if (crn != 7) throw core.undefined();
        if (crm == 8 || crm == 9) {
            if (!core.systemAccess) throw trapSystem(word, rt);
            addressTranslation(op1, op2, address);
        } else if (op1 == 3 && crm == 4 && op2 == 1) {
            if (sys.el == 0 && (sys.sctlr() >>> 14 & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
            zero(rt, address);
        } else if (op1 == 3 && op2 == 1 || op1 == 0 && crm == 6 && op2 == 1) {
            if (op1 == 3 && sys.el == 0 && (sys.sctlr() >>> 26 & 1) == 0) throw trap(word, sys.defaultTarget(), rt);
            byAddress(rt, address, op1 == 0);
        } else if (!core.systemAccess) {
            throw trapSystem(word, rt);
        }
        return core.next();
    }

    private Fault trapSystem(int word, int rt) {
        return core.fault.of(Syndrome.of(Syndrome.SYSREG, Syndrome.systemRegister(word, rt)), sys.capabilityTarget());
    }

    private int authority(int rt) {
        return core.c64 ? rt == 31 ? ZERO : rt : DDC;
    }

    /** DC ZVA. */
    private void zero(int rt, long address) {
        int rc = authority(rt);
        long a = address + (rc == DDC ? core.ddcOffset() : 0) & -64;
        core.check(rc, a, 64, PERM_STORE, true);
        for (int i = 0; i < 64; i += 8) core.write(a + i, 8, 0, sys.el == 0);
    }

    private void byAddress(int rt, long address, boolean invalidates) {
        int rc = authority(rt);
        long a = address + (rc == DDC ? core.ddcOffset() : 0) & -64;
        try {
            core.check(rc, a, 64, invalidates ? PERM_STORE : PERM_LOAD, invalidates);
        } catch (Fault f) {
            f.syndrome |= Syndrome.CACHE_MAINTENANCE | Syndrome.WRITE;
            throw f;
        }
    }

    private void addressTranslation(int op1, int op2, long address) {
        boolean write = (op2 & 1) != 0;
        boolean user = op1 == 0 && (op2 & 2) != 0;
        int el = sys.el;
        sys.el = op1 == 4 && op2 < 2 ? 2 : op1 == 6 ? 3 : 1;
        long par = core.translation.probe(address, write ? Translation.WRITE : Translation.READ, user);
        sys.el = el;
        sys.set(SysReg.PAR_EL1, par);
    }

    // ------------------------------------------------------------------------------------------------ interrupts

    boolean interruptPending() {
        return core.board.interruptLine(core.number) != 0;
    }

    /** Takes an interrupt if one is signalled and not masked. */
    void takeInterrupt() {
        int line = core.board.interruptLine(core.number);
        if (line == 0) return;
        boolean fast = (line & 2) != 0;
        long scr = sys.hasEl3 ? sys.get(SysReg.SCR_EL3) : 0;
        int target = (scr & (fast ? SystemState.SCR_FIQ : SystemState.SCR_IRQ)) != 0 ? 3
                : (sys.hcr() & (SystemState.HCR_TGE | (fast ? SystemState.HCR_FMO : SystemState.HCR_IMO))) != 0 && sys.el < 3 ? 2 : 1;
        if (target < sys.el) return;
        boolean masked = (sys.daif & (fast ? 1 : 2)) != 0;
        if (target == sys.el || target == 1 && sys.el == 1) {
            if (masked) return;
        } else if (target == 1 && masked && sys.el != 0) {
            return;
        } else if (target == 1 && sys.el == 0 && masked) {
            return;
        }
        core.exceptions.take(0, target, fast ? 0x100 : 0x80, null);
    }
}
