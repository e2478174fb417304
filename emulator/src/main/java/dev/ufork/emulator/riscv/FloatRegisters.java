package dev.ufork.emulator.riscv;

/**
 * The floating-point registers and what moves their contents: loads, stores, moves, sign injection. That is enough to
 * save and restore them and to see that mstatus.FS works; arithmetic is illegal here, unlike in QEMU.
 */
final class FloatRegisters {
    /** A single in a 64-bit register has all upper bits set. */
    private static final long BOX = -1L << 32;
    private static final long SIGN = 1L << 63;
    private static final int SINGLE_SIGN = 1 << 31;
    private static final int CANONICAL_NAN = 0x7fc0_0000;

    private final Hart hart;
    private final Registers regs;
    private final long[] f = new long[32];

    FloatRegisters(Hart hart) {
        this.hart = hart;
        this.regs = hart.regs;
    }

    void execute(long code) {
        int operation = Code.operation(code);
        if ((hart.csrs.mstatus & Csrs.FS) == 0 || operation == Code.FLOAT_ARITHMETIC) throw hart.trap.raised(Cause.ILLEGAL, 0);
        long address = regs.x[Code.rs1(code)] + Code.immediate(code);
        int auth = Code.auth(code);
        long a = f[Code.rs1(code)];
        long b = f[Code.rs2(code)];
        switch (operation) {
            case Code.FLW -> set(code, hart.memory.load(auth, address, 4) | BOX);
            case Code.FLD -> set(code, hart.memory.load(auth, address, 8));
            case Code.FSW -> hart.memory.store(auth, address, 4, b);
            case Code.FSD -> hart.memory.store(auth, address, 8, b);
            case Code.FMV_X_W -> regs.setInteger(Code.rd(code), (int) a);
            case Code.FMV_X_D -> regs.setInteger(Code.rd(code), a);
            case Code.FMV_W_X -> set(code, regs.x[Code.rs1(code)] | BOX);
            case Code.FMV_D_X -> set(code, regs.x[Code.rs1(code)]);
            case Code.FSGNJ_S -> set(code, single(a) & ~SINGLE_SIGN | single(b) & SINGLE_SIGN | BOX);
            case Code.FSGNJN_S -> set(code, single(a) & ~SINGLE_SIGN | ~single(b) & SINGLE_SIGN | BOX);
            case Code.FSGNJX_S -> set(code, single(a) ^ single(b) & SINGLE_SIGN | BOX);
            case Code.FSGNJ_D -> set(code, a & ~SIGN | b & SIGN);
            case Code.FSGNJN_D -> set(code, a & ~SIGN | ~b & SIGN);
            case Code.FSGNJX_D -> set(code, a ^ b & SIGN);
            default -> throw new IllegalArgumentException("operation " + operation);
        }
    }

    private static int single(long boxed) {
        return (boxed & BOX) == BOX ? (int) boxed : CANONICAL_NAN;
    }

    private void set(long code, long value) {
        int fd = Code.rd(code);
        f[fd == Registers.SINK ? 0 : fd] = value;
        hart.csrs.markFloatDirty();
    }
}
