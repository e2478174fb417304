package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.SysReg;

/** Branches by register, exceptions that are called for, PSTATE, and interrupts. System registers are {@link SystemRegisters}'. */
final class SystemUnit {
    private final MorelloCore core;
    private final Registers regs;
    private final SystemState sys;
    final SystemRegisters registers;
    private final Maintenance maintenance;

    SystemUnit(MorelloCore core) {
        this.core = core;
        regs = core.regs;
        sys = core.sys;
        registers = new SystemRegisters(core);
        maintenance = new Maintenance(core);
    }

    private static int field(int word, int at, int width) {
        return word >>> at & (1 << width) - 1;
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
                return registers.register(word);
            }
            case SYS -> {
                return maintenance.run(word);
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
        if (sys.el == 0 && (sys.sctlr() >>> 9 & 1) == 0) throw registers.trap(word, sys.defaultTarget(), 31);
        sys.daif = mask & 15;
    }

    /** In Restricted, SPSel is zero and ignores what is written (rule RGKSN). */
    void selectStack(int bit) {
        if (!core.executive) return;
        core.saveBank();
        sys.spsel = bit != 0;
        core.loadBank();
    }

    // ------------------------------------------------------------------------------------------------ interrupts

    boolean interruptPending() {
        return core.board.interruptLine(core.number) != 0 || virtualPending() || core.systemError != 0;
    }

    /** EL2 has made a virtual interrupt pending for EL1 (HCR_EL2.VI, which counts only with IMO). */
    private boolean virtualPending() {
        return sys.el < 2 && (sys.hcr() & (SystemState.HCR_VI | SystemState.HCR_IMO | SystemState.HCR_TGE)) == (SystemState.HCR_VI | SystemState.HCR_IMO);
    }

    /** Takes an interrupt if one is signalled and not masked; physical ones come first. */
    void takeInterrupt() {
        int level = sys.el;
        if (core.systemError != 0) takeSystemError();
        if (sys.el == level) takePhysical();
        if (sys.el == level && virtualPending() && (sys.daif & 2) == 0) core.exceptions.take(0, 1, 0x80, null);
    }

    /** Arm ARM, D1.13.4: it goes to the level that asks for it, otherwise to EL1; it is masked by PSTATE.A of that level only. */
    private void takeSystemError() {
        boolean toEl3 = sys.hasEl3 && (sys.get(SysReg.SCR_EL3) & SystemState.SCR_EA) != 0;
        int target = toEl3 ? 3 : (sys.hcr() & (SystemState.HCR_TGE | SystemState.HCR_AMO)) != 0 && sys.el < 3 ? 2 : 1;
        if (target < sys.el || (target == sys.el || target == 1) && (sys.daif & 4) != 0) return;
        int syndrome = core.systemError;
        core.systemError = 0;
        core.exceptions.take(syndrome, target, Exceptions.SYSTEM_ERROR, null);
    }

    private void takePhysical() {
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
