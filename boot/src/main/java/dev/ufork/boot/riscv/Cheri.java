package dev.ufork.boot.riscv;

import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Permission;
import dev.ufork.target.riscv.Assembler;

/** Names for assembly text: permissions of capabilities and bits of page-table entries. */
final class Cheri {
    private Cheri() {}

    static void constants(Assembler asm) {
        for (Permission p : Permission.values())
            if (p.in(CapFormat.CC128) != 0) asm.constant("PERM_" + p, p.in(CapFormat.CC128));
        asm.constant("PTE_V", 1).constant("PTE_R", 1 << 1).constant("PTE_W", 1 << 2).constant("PTE_X", 1 << 3);
        asm.constant("PTE_G", 1 << 5).constant("PTE_A", 1 << 6).constant("PTE_D", 1 << 7);
        // Xcheri: capability write, read, dirty, read modifier (with CR clear: trap on loading a tagged one).
        asm.constant("PTE_CW", 1L << 63).constant("PTE_CR", 1L << 62).constant("PTE_CD", 1L << 61).constant("PTE_CRM", 1L << 60);
        asm.constant("PTE_CODE", 1 | 1 << 1 | 1 << 3 | 1 << 5 | 1 << 6);
        asm.constant("PTE_CONST", 1 | 1 << 1 | 1 << 5 | 1 << 6);
        asm.constant("PTE_DATA", 1 | 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6 | 1 << 7);
    }
}
