package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.isa.morello.SysReg;

/** SYS: caches have no state here, address caches do; the instructions that name an address still check it. */
final class Maintenance {
    private final MorelloCore core;
    private final Registers regs;
    private final SystemState sys;

    Maintenance(MorelloCore core) {
        this.core = core;
        regs = core.regs;
        sys = core.sys;
    }

    private static int field(int word, int at, int width) {
        return word >>> at & (1 << width) - 1;
    }

    /** True, because the core must look at its program counter again. */
    boolean run(int word) {
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
            boolean one = op1 == 0 && (op2 & 1) != 0;
            core.translation.invalidated(one, address << 20 >> 8);
            core.forgetPages();
            core.forgetOthers();
            return core.next();
        }
        if (crn != 7) throw core.undefined();
        if (crm == 8 || crm == 9) {
            if (!core.systemAccess) throw trapSystem(word, rt);
            addressTranslation(op1, op2, address);
        } else if (op1 == 3 && crm == 4 && op2 == 1) {
            if (sys.el == 0 && (sys.sctlr() >>> 14 & 1) == 0) throw core.system.registers.trap(word, sys.defaultTarget(), rt);
            zero(rt, address);
        } else if (op1 == 3 && op2 == 1 || op1 == 0 && crm == 6 && op2 == 1) {
            if (op1 == 3 && sys.el == 0 && (sys.sctlr() >>> 26 & 1) == 0) throw core.system.registers.trap(word, sys.defaultTarget(), rt);
            byAddress(rt, address, op1 == 0);
        } else if (op1 == 3) {
            throw core.undefined();
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
}
