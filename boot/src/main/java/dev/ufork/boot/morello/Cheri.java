package dev.ufork.boot.morello;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Permission;
import dev.ufork.target.morello.Assembler;

/** Names for assembly text: permissions of capabilities, bits of page-table entries and of system registers. */
final class Cheri {
    private Cheri() {}

    private static final int ALL = 0x3ffff;

    static void constants(Assembler asm) {
        for (Permission p : Permission.values())
            if (p.in(CapFormat.CC128M) != 0) asm.constant("PERM_" + p, p.in(CapFormat.CC128M));
        asm.constant("PERM_ALL", ALL);
        pages(asm);
        registers(asm);
    }

    /** Stage 1 descriptors (Arm ARM, D5.3), and Morello's bits: SC stores capabilities, LC = 01 loads them with their tags. */
    private static void pages(Assembler asm) {
        asm.constant("BLOCK", 1).constant("TABLE", 3).constant("LEAF", 3 | 3 << 8 | 1 << 10 | 1L << 54);
        asm.constant("READ_ONLY", 1 << 7).constant("NO_EXECUTE", 1L << 53).constant("LOAD_TAGS", 1L << 61).constant("STORE_TAGS", 1L << 60);
        asm.constant("PAGE_CODE", asm.number("LEAF | READ_ONLY"));
        asm.constant("PAGE_CONST", asm.number("LEAF | READ_ONLY | NO_EXECUTE"));
        asm.constant("PAGE_DATA", asm.number("LEAF | NO_EXECUTE | LOAD_TAGS | STORE_TAGS"));
        asm.constant("BLOCK_DATA", asm.number("PAGE_DATA & ~2"));
        asm.constant("ADDRESS_BITS", (1L << 48) - 1 & -4096);
    }

    /** Arm ARM, D13.2; the Morello supplement for CCTLR and the enabling bits. */
    private static void registers(Assembler asm) {
        // T0SZ = 16; walks cached and shared; nothing under TTBR1; HPD0 and HWU059..062, without which capabilities lose their tags.
        asm.constant("TCR", 16 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 1L << 41 | 15L << 43);
        asm.constant("MAIR", 0x04ff);                                // 0 write-back, 1 device
        // On: translation, caches, aligned stacks, and what can be written is not executed.
        asm.constant("SCTLR_OFF", 0x30d0_0800).constant("SCTLR_ON", 0x30d0_0800 | 1 | 1 << 2 | 1 << 3 | 1 << 12 | 1 << 19);
        asm.constant("SCTLR_M_C", 1 | 1 << 2);
        asm.constant("SCTLR2_OFF", 0x30c5_0830);
        asm.constant("CPACR", 3 << 18);                              // capabilities, and neither SIMD nor floating point
        asm.constant("CCTLR", 1 << 5 | 1 << 7);                      // C64E: exceptions go to C64; SBL: links are sealed; TGEN0 = 0
        asm.constant("CCTLR2", 1 << 5);
        asm.constant("SCR", 1 | 3 << 4 | 1 << 8 | 1 << 10);          // not secure, HVC, A64 below
        asm.constant("CPTR_EC", 1 << 9);
        asm.constant("HCR", 1L << 31 | 1 << 19 | 1 << 4);            // RW, TSC, IMO
        asm.constant("HCR_VI", 1 << 7);
        asm.constant("CPTR2", 0x31ff);                               // reserved ones; capabilities and SIMD do not trap
        asm.constant("MASKED", 0x3c0).constant("EL1H", 5).constant("EL2H", 9).constant("C64", 1 << 26);
        asm.constant("IRQ_MASK", 1 << 7).constant("PROGRAM_MASK", 0x240);
        asm.constant("CLASS_HVC", 0x16).constant("UNDEFINED", 1 << 25);
    }
}
