package dev.ufork.target.morello;

import dev.ufork.asm.Disassembler;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.link.LinkTarget;

/** What ELF files of pure-capability Morello code say about themselves; functions in C64 have odd symbol values. */
public final class MorelloElf implements LinkTarget {
    public static final int EM_AARCH64 = 183;
    public static final int EF_AARCH64_CHERI_PURECAP = 0x1_0000;

    @Override
    public String name() {
        return "morello";
    }

    @Override
    public int machine() {
        return EM_AARCH64;
    }

    @Override
    public int flags() {
        return EF_AARCH64_CHERI_PURECAP;
    }

    @Override
    public int capabilityBytes() {
        return 16;
    }

    @Override
    public CapFormat capFormat() {
        return CapFormat.CC128M;
    }

    @Override
    public Disassembler disassembler() {
        return new MorelloCode();
    }

    @Override
    public int relativeRelocation() {
        return Reloc.R_AARCH64_RELATIVE;
    }
}
