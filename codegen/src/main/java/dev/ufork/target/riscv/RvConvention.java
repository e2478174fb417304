package dev.ufork.target.riscv;

import static dev.ufork.isa.riscv.XReg.A0;
import static dev.ufork.isa.riscv.XReg.A1;
import static dev.ufork.isa.riscv.XReg.A2;
import static dev.ufork.isa.riscv.XReg.A3;
import static dev.ufork.isa.riscv.XReg.A4;
import static dev.ufork.isa.riscv.XReg.A5;
import static dev.ufork.isa.riscv.XReg.A6;
import static dev.ufork.isa.riscv.XReg.A7;
import static dev.ufork.isa.riscv.XReg.RA;
import static dev.ufork.isa.riscv.XReg.S0;
import static dev.ufork.isa.riscv.XReg.S1;
import static dev.ufork.isa.riscv.XReg.S10;
import static dev.ufork.isa.riscv.XReg.S11;
import static dev.ufork.isa.riscv.XReg.S2;
import static dev.ufork.isa.riscv.XReg.S3;
import static dev.ufork.isa.riscv.XReg.S4;
import static dev.ufork.isa.riscv.XReg.S5;
import static dev.ufork.isa.riscv.XReg.S6;
import static dev.ufork.isa.riscv.XReg.S7;
import static dev.ufork.isa.riscv.XReg.S8;
import static dev.ufork.isa.riscv.XReg.S9;
import static dev.ufork.isa.riscv.XReg.T0;
import static dev.ufork.isa.riscv.XReg.T1;
import static dev.ufork.isa.riscv.XReg.T2;
import static dev.ufork.isa.riscv.XReg.T3;
import static dev.ufork.isa.riscv.XReg.T4;
import static dev.ufork.isa.riscv.XReg.T5;
import static dev.ufork.isa.riscv.XReg.T6;

import dev.ufork.isa.riscv.XReg;
import dev.ufork.target.CallConv;

/** The pure-capability calling convention of the CHERI-RISC-V psABI; csp, cgp and ctp are nobody's to allocate. */
final class RvConvention {
    private RvConvention() {}

    /** Free in prologue, epilogue and across a tail call. */
    static final int SCRATCH = T0.number();

    private static final long CALLEE_SAVED = mask(S0, S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11);

    private static final long CLOBBERED = mask(RA, T0, T1, T2, A0, A1, A2, A3, A4, A5, A6, A7, T3, T4, T5, T6);

    static final CallConv PURE_CAPABILITY = new CallConv(
        numbers(A0, A1, A2, A3, A4, A5, A6, A7), A0.number(), RA.number(), T1.number(), CALLEE_SAVED, CLOBBERED,
        // Compressed instructions reach s0..a5.
        numbers(A5, A4, A3, A2, A1, A0, A6, A7, T1, T3, T4, T5, T6, T2, T0, S0, S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11));

    private static int[] numbers(XReg... registers) {
        int[] numbers = new int[registers.length];
        for (int i = 0; i < numbers.length; i++) numbers[i] = registers[i].number();
        return numbers;
    }

    private static long mask(XReg... registers) {
        long mask = 0;
        for (XReg r : registers) mask |= 1L << r.number();
        return mask;
    }
}
