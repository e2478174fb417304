package dev.ufork.isa.riscv;

import java.util.Locale;
import java.util.Optional;

/** The control and status registers that our machines have, by number. Privilege and read-only are in the number. */
public enum Csr {
    FFLAGS(0x001), FRM(0x002), FCSR(0x003),
    CYCLE(0xc00), TIME(0xc01), INSTRET(0xc02),
    SSTATUS(0x100), SIE(0x104), STVEC(0x105), SCOUNTEREN(0x106),
    SSCRATCH(0x140), SEPC(0x141), SCAUSE(0x142), STVAL(0x143), SIP(0x144), SATP(0x180),
    MSTATUS(0x300), MISA(0x301), MEDELEG(0x302), MIDELEG(0x303), MIE(0x304), MTVEC(0x305), MCOUNTEREN(0x306),
    MCOUNTINHIBIT(0x320), MSCRATCH(0x340), MEPC(0x341), MCAUSE(0x342), MTVAL(0x343), MIP(0x344),
    PMPCFG0(0x3a0), PMPCFG1(0x3a1), PMPCFG2(0x3a2), PMPCFG3(0x3a3),
    PMPADDR0(0x3b0), PMPADDR1(0x3b1), PMPADDR2(0x3b2), PMPADDR3(0x3b3),
    PMPADDR4(0x3b4), PMPADDR5(0x3b5), PMPADDR6(0x3b6), PMPADDR7(0x3b7),
    PMPADDR8(0x3b8), PMPADDR9(0x3b9), PMPADDR10(0x3ba), PMPADDR11(0x3bb),
    PMPADDR12(0x3bc), PMPADDR13(0x3bd), PMPADDR14(0x3be), PMPADDR15(0x3bf),
    MCYCLE(0xb00), MINSTRET(0xb02),
    MVENDORID(0xf11), MARCHID(0xf12), MIMPID(0xf13), MHARTID(0xf14),
    /** CHERI: version, and the generation bits of capability loads. */
    UCCSR(0x8c0), SCCSR(0x9c0), MCCSR(0xbc0);

    private final int number;

    Csr(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The least privilege that reaches the register: 0 user, 1 supervisor, 3 machine. */
    public int privilege() {
        return number >>> 8 & 3;
    }

    public boolean readOnly() {
        return number >>> 10 == 3;
    }

    /** The assembler's name. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Csr> of(long number) {
        for (Csr c : values()) if (c.number == number) return Optional.of(c);
        return Optional.empty();
    }

    public static Optional<Csr> named(String text) {
        for (Csr c : values()) if (c.text().equals(text)) return Optional.of(c);
        return Optional.empty();
    }
}
