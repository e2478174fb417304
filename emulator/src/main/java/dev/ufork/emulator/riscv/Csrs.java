package dev.ufork.emulator.riscv;

/**
 * A hart's control and status registers, with QEMU's set, masks and reset values. The virtual machine's hypervisor
 * bits exist in mie, mideleg and mip as QEMU has them, and do nothing.
 */
final class Csrs {
    static final long SIE = 1 << 1;
    static final long MIE = 1 << 3;
    static final long SPIE = 1 << 5;
    static final long MPIE = 1 << 7;
    static final long SPP = 1 << 8;
    static final long MPP = 3 << 11;
    static final long FS = 3 << 13;
    private static final long XS = 3 << 15;
    private static final long MPRV = 1 << 17;
    private static final long SUM = 1 << 18;
    private static final long MXR = 1 << 19;
    static final long TVM = 1 << 20;
    static final long TW = 1 << 21;
    static final long TSR = 1 << 22;
    private static final long UXL = 3L << 32;
    private static final long SD = 1L << 63;
    private static final long MSTATUS_WRITABLE =
            SIE | MIE | SPIE | MPIE | SPP | MPP | FS | MPRV | SUM | MXR | TVM | TW | TSR;
    /** With the user-mode interrupt bits 0 and 4, which nothing can set. */
    private static final long SSTATUS = SIE | SPIE | 0x11 | SPP | FS | XS | SUM | MXR | UXL | SD;
    /** SXL and UXL: 64 bits. */
    private static final long MSTATUS_RESET = 0xa_0000_0000L;
    /** RV64, A C D F I M S U X. */
    private static final long MISA = 0x8000_0000_0094_112dL;

    private static final int DELEGABLE_INTERRUPTS = 0x666;
    private static final int ALL_INTERRUPTS = 0xeee;
    private static final int SUPERVISOR_INTERRUPTS = 0x222;
    private static final int HYPERVISOR_INTERRUPTS = 0x444;
    static final int SSIP = 1 << 1;
    static final int MSIP = 1 << 3;
    static final int MTIP = 1 << 7;
    static final int SEIP = 1 << 9;
    static final int MEIP = 1 << 11;
    /** Pending bits that devices drive, so that software cannot. */
    private static final int DRIVEN = MSIP | MTIP | SEIP | MEIP;
    private static final long DELEGABLE_EXCEPTIONS = 0x1cf0_bfff;

    /** Tag-clearing semantics, no relocation, enabled: CHERI ISA version 9. */
    private static final long CCSR = 0xc000_0001L;
    private static final int SGCLG = 1 << 2;
    private static final int UGCLG = 1 << 3;

    private final Hart hart;
    long mstatus = MSTATUS_RESET;
    long satp;
    long medeleg;
    long mideleg;
    private long mie;
    private long mip;
    long mcause;
    long mtval;
    long scause;
    long stval;
    private long mscratch;
    private long sscratch;
    private long mcounteren;
    private long scounteren;
    private long sccsr;
    int fflags;
    int frm;

    Csrs(Hart hart) {
        this.hart = hart;
    }

    boolean sum() {
        return (mstatus & SUM) != 0;
    }

    boolean mxr() {
        return (mstatus & MXR) != 0;
    }

    int mpp() {
        return (int) (mstatus >>> 11) & 3;
    }

    int dataPrivilegeInMachineMode() {
        int mpp = mpp() == 2 ? Hart.USER : mpp();
        return (mstatus & MPRV) != 0 ? mpp : Hart.MACHINE;
    }

    /** The generation that capability loads from user or supervisor pages are compared with. */
    boolean loadGeneration(boolean user) {
        return (sccsr & (user ? UGCLG : SGCLG)) != 0;
    }

    void markFloatDirty() {
        mstatus |= FS | SD;
    }

    /** Saves status, cause and value for a trap handler. */
    void enter(boolean supervisor, long cause, long value) {
        if (supervisor) {
            boolean enabled = (mstatus & SIE) != 0;
            mstatus = mstatus & ~(SIE | SPIE | SPP) | (enabled ? SPIE : 0) | (hart.privilege == Hart.SUPERVISOR ? SPP : 0);
            scause = cause;
            stval = value;
        } else {
            boolean enabled = (mstatus & MIE) != 0;
            mstatus = mstatus & ~(MIE | MPIE | MPP) | (enabled ? MPIE : 0) | (long) hart.privilege << 11;
            mcause = cause;
            mtval = value;
        }
    }

    /** Drives the interrupt lines in {@code mask}. */
    void drive(int mask, boolean raised) {
        mip = raised ? mip | mask : mip & ~mask;
    }

    boolean driven(int mask) {
        return (mip & mask) != 0;
    }

    /** Whether WFI goes on. */
    boolean wakes() {
        return (mip & mie) != 0;
    }

    /** The number of the interrupt to take now, or -1. The lowest number goes first. */
    int interrupt() {
        long pending = mip & mie & ~HYPERVISOR_INTERRUPTS;
        if (pending == 0) return -1;
        boolean machine = hart.privilege < Hart.MACHINE || (mstatus & MIE) != 0;
        boolean supervisor = hart.privilege < Hart.SUPERVISOR || hart.privilege == Hart.SUPERVISOR && (mstatus & SIE) != 0;
        long now = (machine ? pending & ~mideleg : 0) | (supervisor ? pending & mideleg : 0);
        return now == 0 ? -1 : Long.numberOfTrailingZeros(now);
    }

    /**
     * Reads a register and, if {@code mask} is not 0, sets the masked bits to those of {@code value}; returns the old
     * value. Throws for a register that does not exist or is out of reach.
     */
    long access(int number, long value, long mask) {
        boolean readOnly = number >>> 10 == 3;
        if (mask != 0 && readOnly || hart.privilege < (number >>> 8 & 3) || !exists(number)) throw illegal();
        if (needsAsr(number) && (hart.regs.meta[Registers.PCC] & Registers.ASR) == 0)
            throw hart.trap.cheri(Cause.ACCESS_SYSTEM_REGISTERS, 0);
        if (number == 0x344) return accessPending(value, mask & DELEGABLE_INTERRUPTS & ~DRIVEN);
        if (number == 0x144) return accessPending(value, mask & mideleg & SSIP) & mideleg;
        if (number == 0x180 && hart.privilege == Hart.SUPERVISOR && (mstatus & TVM) != 0) throw illegal();
        long old = read(number);
        if (mask != 0) write(number, old & ~mask | value & mask);
        return old;
    }

    private Trap illegal() {
        return hart.trap.fault(Cause.ILLEGAL, 0);
    }

    private long accessPending(long value, long mask) {
        long old = mip;
        mip = mip & ~mask | value & mask;
        return old;
    }

    private static boolean needsAsr(int number) {
        boolean counters = number >= 0xc00 && number <= 0xc1f || number >= 0xb03 && number <= 0xb1f;
        return !counters && !isFloat(number);
    }

    private static boolean isFloat(int number) {
        return number >= 0x001 && number <= 0x003;
    }

    private boolean exists(int number) {
        if (isFloat(number)) return (mstatus & FS) != 0;
        return switch (number) {
            case 0x100, 0x104, 0x105, 0x106, 0x140, 0x141, 0x142, 0x143, 0x144, 0x180,
                    0x300, 0x301, 0x302, 0x303, 0x304, 0x305, 0x306, 0x340, 0x341, 0x342, 0x343, 0x344,
                    0x8c0, 0x9c0, 0xbc0, 0xb00, 0xb02, 0xf11, 0xf12, 0xf13, 0xf14 -> true;
            default -> number >= 0x3a0 && number <= 0x3a3 || number >= 0x3b0 && number <= 0x3bf
                    || number >= 0xc00 && number <= 0xc1f || number >= 0xb03 && number <= 0xb1f
                    || number >= 0x323 && number <= 0x33f;
        };
    }

    private long read(int number) {
        return switch (number) {
            case 0x001 -> fflags;
            case 0x002 -> frm;
            case 0x003 -> fflags | frm << 5;
            case 0x100 -> mstatus & SSTATUS;
            case 0x104 -> mie & mideleg;
            case 0x105 -> hart.regs.x[Registers.STCC];
            case 0x106 -> scounteren;
            case 0x140 -> sscratch;
            case 0x141 -> hart.regs.x[Registers.SEPCC] & -2;
            case 0x142 -> scause;
            case 0x143 -> stval;
            case 0x180 -> satp;
            case 0x300 -> mstatus;
            case 0x301 -> MISA;
            case 0x302 -> medeleg;
            case 0x303 -> mideleg;
            case 0x304 -> mie;
            case 0x305 -> hart.regs.x[Registers.MTCC];
            case 0x306 -> mcounteren;
            case 0x340 -> mscratch;
            case 0x341 -> hart.regs.x[Registers.MEPCC] & -2;
            case 0x342 -> mcause;
            case 0x343 -> mtval;
            case 0x3a0, 0x3a1, 0x3a2, 0x3a3 -> hart.mmu.pmp.config(number - 0x3a0);
            case 0x8c0, 0xbc0 -> CCSR;
            case 0x9c0 -> CCSR | sccsr;
            case 0xb00, 0xb02, 0xc00, 0xc02 -> hart.instructions();
            case 0xc01 -> hart.instant() / Clint.INSTANTS_PER_TICK;
            case 0xf14 -> hart.number;
            default -> number >= 0x3b0 && number <= 0x3bf ? hart.mmu.pmp.address(number - 0x3b0) : 0;
        };
    }

    private void write(int number, long value) {
        switch (number) {
            case 0x001 -> writeFloat((int) value & 31, frm);
            case 0x002 -> writeFloat(fflags, (int) value & 7);
            case 0x003 -> writeFloat((int) value & 31, (int) value >>> 5 & 7);
            case 0x100 -> writeStatus(mstatus & ~SSTATUS | value & SSTATUS);
            case 0x104 -> mie = mie & ~SUPERVISOR_INTERRUPTS | value & SUPERVISOR_INTERRUPTS;
            case 0x105 -> writeVector(Registers.STCC, value);
            case 0x106 -> scounteren = value;
            case 0x140 -> sscratch = value;
            case 0x141 -> writeAddress(Registers.SEPCC, value);
            case 0x142 -> scause = value;
            case 0x143 -> stval = value;
            case 0x180 -> writeSatp(value);
            case 0x300 -> writeStatus(value);
            case 0x302 -> medeleg = value & DELEGABLE_EXCEPTIONS;
            case 0x303 -> mideleg = value & DELEGABLE_INTERRUPTS;
            case 0x304 -> mie = value & ALL_INTERRUPTS;
            case 0x305 -> writeVector(Registers.MTCC, value);
            case 0x306 -> mcounteren = value;
            case 0x340 -> mscratch = value;
            case 0x341 -> writeAddress(Registers.MEPCC, value);
            case 0x342 -> mcause = value;
            case 0x343 -> mtval = value;
            case 0x3a0, 0x3a1, 0x3a2, 0x3a3 -> {
                hart.mmu.pmp.config(number - 0x3a0, value);
                hart.mmu.flush();
            }
            // QEMU answers with exception code 1, and an error message on the host.
            case 0x8c0, 0xbc0 -> throw hart.trap.fault(Cause.FETCH_ACCESS, 0);
            case 0x9c0 -> {
                sccsr = value & (SGCLG | UGCLG);
                hart.mmu.flush();
            }
            default -> {
                if (number < 0x3b0 || number > 0x3bf) return;
                hart.mmu.pmp.address(number - 0x3b0, value);
                hart.mmu.flush();
            }
        }
    }

    private void writeFloat(int flags, int mode) {
        mstatus |= FS;
        fflags = flags;
        frm = mode;
    }

    private void writeStatus(long value) {
        long changed = (value ^ mstatus) & MSTATUS_WRITABLE;
        mstatus ^= changed;
        boolean dirty = (mstatus & FS) == FS;
        mstatus = dirty ? mstatus | SD : mstatus & ~SD;
        if ((changed & (MXR | SUM)) != 0) hart.mmu.flush();
        hart.mmu.select();
    }

    private void writeSatp(long value) {
        int mode = (int) (value >>> 60);
        if (mode != 0 && (mode < 8 || mode > 10) || value == satp) return;
        satp = value;
        hart.mmu.flush();
    }

    private void writeVector(int register, long value) {
        if ((value & 3) < 2) writeAddress(register, value);
    }

    /** Moves a special capability register, with the consequences for its tag. */
    void writeAddress(int register, long value) {
        Registers regs = hart.regs;
        boolean sealed = Registers.FORMAT.isSealed(regs.upper(register));
        boolean keeps = regs.tag(register) && !sealed && regs.isRepresentable(register, value);
        regs.derive(register, register, value, keeps);
    }
}
