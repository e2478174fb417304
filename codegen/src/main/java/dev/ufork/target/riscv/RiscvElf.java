package dev.ufork.target.riscv;

import dev.ufork.asm.Disassembler;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.LinkTarget;

/** What ELF files of pure-capability CHERI-RISC-V code say about themselves: the ABI L64PC128 with compressed code. */
public final class RiscvElf implements LinkTarget {
    public static final int EM_RISCV = 243;
    public static final int EF_RISCV_RVC = 0x1;
    public static final int EF_RISCV_CHERIABI = 0x1_0000;
    public static final int EF_RISCV_CAP_MODE = 0x2_0000;

    @Override
    public String name() {
        return "riscv";
    }

    @Override
    public int machine() {
        return EM_RISCV;
    }

    @Override
    public int flags() {
        return EF_RISCV_CHERIABI | EF_RISCV_CAP_MODE | EF_RISCV_RVC;
    }

    @Override
    public int capabilityBytes() {
        return 16;
    }

    @Override
    public CapFormat capFormat() {
        return CapFormat.CC128;
    }

    @Override
    public Disassembler disassembler() {
        return new RiscvCode();
    }

    @Override
    public int relativeRelocation() {
        return Reloc.R_RISCV_RELATIVE;
    }
}
