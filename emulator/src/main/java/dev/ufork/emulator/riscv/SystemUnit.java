package dev.ufork.emulator.riscv;

import dev.ufork.isa.riscv.xcheri.Scr;

/**
 * The instructions that may change everything: control registers, trap returns, domain crossing, waiting. There is no
 * semihosting: its call is a breakpoint like any other.
 */
final class SystemUnit {
    private static final int CINVOKE_DATA = 31;
    /** By number; null where there is no such register. */
    private static final Scr[] SPECIAL = new Scr[32];

    static {
        for (Scr scr : Scr.values()) SPECIAL[scr.number()] = scr;
    }

    private final Hart hart;
    private final Registers regs;
    private final Csrs csrs;

    SystemUnit(Hart hart) {
        this.hart = hart;
        this.regs = hart.regs;
        this.csrs = hart.csrs;
    }

    /** Executes the instruction at {@code pc}; the address of the next one. */
    long execute(long code, long pc) {
        long next = pc + Code.bytes(code);
        switch (Code.operation(code)) {
            case Code.CSRRW -> csr(code, regs.x[Code.rs1(code)], -1);
            case Code.CSRRS -> csr(code, -1, regs.x[Code.rs1(code)]);
            case Code.CSRRC -> csr(code, 0, regs.x[Code.rs1(code)]);
            case Code.CSRRWI -> csr(code, Code.rs1(code), -1);
            case Code.CSRRSI -> csr(code, -1, Code.rs1(code));
            case Code.CSRRCI -> csr(code, 0, Code.rs1(code));
            case Code.CSPECIALRW -> specialReadWrite(code, pc);
            case Code.CINVOKE -> next = invoke(Code.rs1(code), Code.rs2(code));
            case Code.MRET -> next = machineReturn();
            case Code.SRET -> next = supervisorReturn();
            case Code.WFI -> waitForInterrupt();
            case Code.SFENCE_VMA -> fence();
            // Stores drop the predecoded code they overwrite, so there is nothing to do.
            case Code.FENCE_I -> { }
            case Code.ECALL -> throw hart.trap.raised(Cause.ECALL_USER + hart.privilege, 0);
            case Code.EBREAK -> throw hart.trap.raised(Cause.BREAKPOINT, 0);
            default -> throw hart.trap.raised(Cause.ILLEGAL, 0);
        }
        return next;
    }

    private Trap illegal() {
        return hart.trap.fault(Cause.ILLEGAL, 0);
    }

    private void csr(long code, long value, long mask) {
        long old = csrs.access(Code.immediate(code) & 0xfff, value, mask);
        regs.setInteger(Code.rd(code), old);
    }

    private boolean mayAccessSystem() {
        return (regs.meta[Registers.PCC] & Registers.ASR) != 0;
    }

    /** CSpecialRW: reads a special capability register, and writes it unless the source is c0. */
    private void specialReadWrite(long code, long pc) {
        int number = Code.immediate(code);
        int source = Code.rs1(code);
        Scr scr = SPECIAL[number];
        if (scr == null || source != 0 && scr == Scr.PCC) throw illegal();
        int register = 32 + number;
        boolean reaches = hart.privilege >= switch (scr.level()) {
            case USER -> Hart.USER;
            case SUPERVISOR -> Hart.SUPERVISOR;
            case MACHINE -> Hart.MACHINE;
        };
        if (scr.needsAsr() && !mayAccessSystem() || !reaches)
            throw hart.trap.cheri(Cause.ACCESS_SYSTEM_REGISTERS, register);

        if (register == Registers.PCC) regs.x[Registers.PCC] = pc;
        long sourceUpper = regs.upper(source);
        long sourceCursor = regs.x[source];
        boolean sourceTag = regs.tag(source);
        readSpecial(Code.rd(code), register);
        if (source != 0) writeSpecial(register, sourceUpper, sourceCursor, sourceTag);
    }

    private void readSpecial(int cd, int register) {
        regs.copy(cd, register);
        boolean isReturnAddress = register == Registers.SEPCC || register == Registers.MEPCC || register == 32 + Scr.UEPCC.number();
        if (!isReturnAddress || (regs.x[cd] & 1) == 0) return;
        regs.x[cd] &= -2;
        if (Registers.FORMAT.isSealed(regs.upper(cd))) regs.untag(cd);
    }

    private void writeSpecial(int register, long upper, long cursor, boolean tag) {
        long oldMode = regs.x[register] & 3;
        regs.set(register, upper, cursor, tag);
        boolean isVector = register == Registers.STCC || register == Registers.MTCC || register == 32 + Scr.UTCC.number();
        // The low bits are the vector mode, of which 2 and 3 do not exist: the old one stays.
        if (isVector) csrs.writeAddress(register, (cursor & 3) > 1 ? cursor & ~3 | oldMode : cursor);
        regs.decode(register);
    }

    /** CInvoke. Checks are in architectural order. */
    private long invoke(int code, int data) {
        int codeMeta = regs.decode(code);
        int dataMeta = regs.decode(data);
        long codeUpper = regs.upper(code);
        long dataUpper = regs.upper(data);
        if ((codeMeta & Registers.TAG) == 0) throw hart.trap.cheri(Cause.TAG, code);
        if ((dataMeta & Registers.TAG) == 0) throw hart.trap.cheri(Cause.TAG, data);
        if (!CapabilityUnit.hasType(codeUpper)) throw hart.trap.cheri(Cause.SEAL, code);
        if (!CapabilityUnit.hasType(dataUpper)) throw hart.trap.cheri(Cause.SEAL, data);
        if (Registers.FORMAT.otype(codeUpper) != Registers.FORMAT.otype(dataUpper)) throw hart.trap.cheri(Cause.TYPE, code);
        if ((codeMeta & Registers.CINVOKE) == 0) throw hart.trap.cheri(Cause.PERMIT_CINVOKE, code);
        if ((dataMeta & Registers.CINVOKE) == 0) throw hart.trap.cheri(Cause.PERMIT_CINVOKE, data);
        if ((codeMeta & Registers.EXECUTE) == 0) throw hart.trap.cheri(Cause.PERMIT_EXECUTE, code);
        if ((dataMeta & Registers.EXECUTE) != 0) throw hart.trap.cheri(Cause.PERMIT_EXECUTE, data);
        checkTarget(code, regs.x[code]);

        long target = regs.x[code];
        hart.jumpTo(code);
        long dataCursor = regs.x[data];
        regs.set(CINVOKE_DATA, Registers.FORMAT.asUnsealed(dataUpper), dataCursor, true);
        return target;
    }

    private void checkTarget(int register, long address) {
        if (!regs.spans(register, address, 2)) throw hart.trap.cheri(Cause.LENGTH, register);
        if ((regs.base[register] & 1) != 0) throw hart.trap.cheri(Cause.UNALIGNED_BASE, register);
    }

    /** CJALR and jalr.cap: checks in architectural order, then PCC. The link is the interpreter's. */
    void checkJump(int register, long address) {
        int meta = regs.decode(register);
        if ((meta & Registers.TAG) == 0) throw hart.trap.cheri(Cause.TAG, register);
        if ((meta & Registers.SEALED) != 0) {
            boolean sentry = Registers.FORMAT.isSentry(regs.upper[register]);
            if (!sentry || address != regs.x[register]) throw hart.trap.cheri(Cause.SEAL, register);
        }
        if ((meta & Registers.EXECUTE) == 0) throw hart.trap.cheri(Cause.PERMIT_EXECUTE, register);
        if ((meta & Registers.GLOBAL) == 0) throw hart.trap.cheri(Cause.GLOBAL, register);
        checkTarget(register, address);
    }

    private long machineReturn() {
        if (hart.privilege < Hart.MACHINE) throw illegal();
        if (!mayAccessSystem()) throw hart.trap.cheri(Cause.ACCESS_SYSTEM_REGISTERS, Registers.PCC);
        long status = csrs.mstatus;
        int previous = csrs.mpp();
        boolean enabled = (status & Csrs.MPIE) != 0;
        csrs.mstatus = (enabled ? status | Csrs.MIE : status & ~Csrs.MIE) & ~Csrs.MPP | Csrs.MPIE;
        // Privilege 2 is the hypervisor's, which is not there: QEMU goes to user mode.
        hart.setPrivilege(previous == 2 ? Hart.USER : previous);
        return hart.returnTo(Registers.MEPCC);
    }

    private long supervisorReturn() {
        if (hart.privilege < Hart.SUPERVISOR) throw illegal();
        if (!mayAccessSystem()) throw hart.trap.cheri(Cause.ACCESS_SYSTEM_REGISTERS, Registers.PCC);
        if ((csrs.mstatus & Csrs.TSR) != 0 && hart.privilege < Hart.MACHINE) throw illegal();
        long status = csrs.mstatus;
        int previous = (status & Csrs.SPP) != 0 ? Hart.SUPERVISOR : Hart.USER;
        boolean enabled = (status & Csrs.SPIE) != 0;
        csrs.mstatus = (enabled ? status | Csrs.SIE : status & ~Csrs.SIE) & ~Csrs.SPP | Csrs.SPIE;
        hart.setPrivilege(previous);
        return hart.returnTo(Registers.SEPCC);
    }

    private void waitForInterrupt() {
        if (hart.privilege == Hart.SUPERVISOR && (csrs.mstatus & Csrs.TW) != 0)
            throw hart.trap.fault(Cause.VIRTUAL_INSTRUCTION, 0);
        hart.waitForInterrupt();
    }

    private void fence() {
        boolean trapped = hart.privilege == Hart.SUPERVISOR && (csrs.mstatus & Csrs.TVM) != 0;
        if (hart.privilege < Hart.SUPERVISOR || trapped) throw illegal();
        hart.mmu.flush();
    }
}
