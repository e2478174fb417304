package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;
import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;

/** PCC and what hangs on it: where a core goes next, in which mode, with which stack pointer and DDC, and what instructions mean there. */
class ProgramCounter extends MemoryUnit {
    boolean c64;
    boolean executive = true;
    boolean systemAccess = true;
    /** Of {@link Decoding}. */
    int context;

    /** Address of the next instruction while the loop is not running. */
    long pc;
    /** What is added to an A64 address: DDC's base if CCTLR.DDCBO is set. */
    private long ddcOffset;

    ProgramCounter(Registers regs, SystemState sys, Bus bus, Clock clock, CodeCache code) {
        super(regs, sys, bus, clock, code);
    }

    /** The link register after a branch at {@code next - 4}: a capability in C64, sealed if CCTLR.SBL says so. */
    void link(long next) {
        if (c64) linkCap(next);
        else regs.setInt(30, next - pccOffset());
    }

    void linkCap(long next) {
        regs.x[PCC] = next;
        regs.move(30, PCC);
        regs.x[30] = c64 ? next | 1 : next;
        if ((sys.cctlr() & SystemState.SBL) != 0) regs.setUpper(30, CC128M.asSentry(regs.pesbt(30)), regs.tag(30));
    }

    /** PCC's base if A64 code addresses are relative to it. */
    long pccOffset() {
        return (sys.cctlr() & SystemState.PCCBO) != 0 ? regs.baseOf(PCC) : 0;
    }

    /** Moves the program counter; PCC loses its tag where its bounds cannot follow. */
    void jump(long from, long to) {
        regs.x[PCC] = from;
        regs.setValue(PCC, to);
        pc = to;
    }

    /** The instruction after a rare one that changed the context. */
    boolean next() {
        long from = pc;
        jump(from, from + 4);
        return true;
    }

    /** PCC becomes what is in {@code TEMP}, with bit 0 of the address as the new mode. */
    void branchTo(int r) {
        if (regs.isSealed(r)) regs.clearTag(r);
        boolean wasExecutive = executive;
        boolean willBeExecutive = regs.permits(r, PERM_EXECUTIVE);
        if (wasExecutive != willBeExecutive) saveBank();
        regs.move(PCC, r);
        c64 = (regs.x[PCC] & 1) != 0;
        regs.x[PCC] &= ~1L;
        pc = regs.x[PCC];
        pccChanged();
        if (wasExecutive != willBeExecutive) loadBank();
    }

    void saveBank() {
        sys.store(sys.spBank(executive), regs, SP);
        sys.store(sys.ddcBank(executive), regs, DDC);
    }

    void loadBank() {
        sys.load(regs, SP, sys.spBank(executive));
        sys.load(regs, DDC, sys.ddcBank(executive));
        ddcChanged();
    }

    void pccChanged() {
        int perms = regs.permissions(PCC);
        executive = (perms & PERM_EXECUTIVE) != 0;
        systemAccess = (perms & PERM_SYSTEM) != 0;
        contextChanged();
    }

    void ddcChanged() {
        regs.decode(DDC);
        ddcOffset = (sys.cctlr() & SystemState.DDCBO) != 0 ? regs.baseOf(DDC) : 0;
    }

    /** Exception level, mode or an enabling register has changed. */
    void contextChanged() {
        boolean aligned = (sys.sctlr() & (sys.el == 0 ? 1 << 4 : 1 << 3)) != 0;
        context = (c64 ? Decoding.C64 : 0) | (sys.capabilityTrap(sys.el) != 0 ? Decoding.CAPABILITY_TRAP : 0)
                | (sys.fpTrap() != 0 ? Decoding.FP_TRAP : 0) | (aligned ? Decoding.SP_ALIGNED : 0);
        regimeChanged();
        ddcChanged();
    }

    long ddcOffset() {
        return ddcOffset;
    }
}
