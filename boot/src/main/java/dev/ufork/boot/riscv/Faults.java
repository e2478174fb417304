package dev.ufork.boot.riscv;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.target.riscv.Assembler;
import java.util.List;

/** One of each fault, to be taken deliberately: a function for each, and a table of them. */
final class Faults {
    private Faults() {}

    /**
     * A fault.
     *
     * @param name what is violated
     * @param code comes with ca0: a buffer of 64 bytes with all data permissions; must fault
     * @param line of this file in which the fault is described; its code begins in the next
     */
    private record Fault(String name, String code, int line) {}

    private static final String FILE = "dev/ufork/boot/riscv/Faults.java";

    private static Fault fault(String name, String code) {
        int line = StackWalker.getInstance().walk(s -> s.skip(1).findFirst()).orElseThrow().getLineNumber();
        return new Fault(name, code, line);
    }

    private static final List<Fault> ALL = List.of(
            fault("tag", """
                    ccleartag ca0, ca0
                    cld     a1, 0(ca0)
                    """),
            fault("bounds", """
                    cld     a1, 64(ca0)
                    """),
            fault("seal", """
                    csealentry ca0, ca0
                    cld     a1, 0(ca0)
                    """),
            fault("type", """
                    clgc    ca2, sealer
                    clc     ca2, 0(ca2)
                    cincoffset ca3, ca2, 1
                    cllc    ca1, fault_type
                    cseal   ca1, ca1, ca2
                    cseal   ca0, ca0, ca3
                    cinvoke ca1, ca0
                    """),
            fault("permit_execute", """
                    cjr     ca0
                    """),
            fault("permit_load", """
                    li      t0, ~PERM_LOAD
                    candperm ca0, ca0, t0
                    cld     a1, 0(ca0)
                    """),
            fault("permit_store", """
                    li      t0, ~PERM_STORE
                    candperm ca0, ca0, t0
                    csd     a1, 0(ca0)
                    """),
            fault("permit_load_capability", """
                    li      t0, ~PERM_LOAD_CAP
                    candperm ca0, ca0, t0
                    cloadtags a1, (ca0)
                    """),
            fault("permit_store_capability", """
                    li      t0, ~PERM_STORE_CAP
                    candperm ca0, ca0, t0
                    csc     csp, 0(ca0)
                    """),
            fault("permit_store_local", """
                    li      t0, ~PERM_GLOBAL
                    candperm ca1, csp, t0
                    li      t0, ~PERM_STORE_LOCAL
                    candperm ca0, ca0, t0
                    csc     ca1, 0(ca0)
                    """),
            fault("permit_cinvoke", """
                    clgc    ca2, sealer
                    clc     ca2, 0(ca2)
                    cllc    ca1, fault_permit_cinvoke
                    cseal   ca1, ca1, ca2
                    cseal   ca0, ca0, ca2
                    cinvoke ca1, ca0
                    """),
            fault("system_registers", """
                    cllc    ca1, without
                    li      t0, ~PERM_SYSTEM
                    candperm ca1, ca1, t0
                    cjr     ca1
                    without: csrr    a1, satp
                    """),
            fault("special_register", """
                    cllc    ca1, without
                    li      t0, ~PERM_SYSTEM
                    candperm ca1, ca1, t0
                    cjr     ca1
                    without: cspecialr ca1, stcc
                    """),
            fault("capability_load_page", """
                    clgc    ca0, page_load_trap
                    csc     csp, 0(ca0)
                    clc     ca1, 0(ca0)
                    """),
            fault("capability_store_page", """
                    clgc    ca0, page_store_trap
                    csc     csp, 16(ca0)
                    """),
            fault("load_page", """
                    clgc    ca0, page_unmapped
                    cld     a1, 0(ca0)
                    """),
            fault("store_page", """
                    clgc    ca0, page_read_only
                    csd     zero, 8(ca0)
                    """),
            fault("load_misaligned", """
                    clc     ca1, 8(ca0)
                    """),
            fault("store_misaligned", """
                    csc     ca1, 8(ca0)
                    """),
            fault("illegal_instruction", """
                    .word   0
                    """),
            fault("breakpoint", """
                    ebreak
                    """),
            fault("environment_call", """
                    ecall
                    """));

    static void write(Assembler asm) {
        for (Fault f : ALL) function(asm, f);
        table(asm);
        specialPages(asm);
        provoke(asm);
    }

    private static void function(Assembler asm, Fault f) {
        asm.section(SectionId.TEXT).function("fault_" + f.name);
        asm.text("clgc ca0, buffer\n" + f.code + "cret\n", FILE, f.line);
        asm.end();
    }

    /** Pairs of capabilities: name, function. */
    private static void table(Assembler asm) {
        for (Fault f : ALL) Names.string(asm, "name_" + f.name, f.name);
        asm.section(SectionId.RELRO).align(16).begin("fault_table", Nature.OBJECT, Binding.LOCAL);
        for (Fault f : ALL) asm.capability(new Symbol("name_" + f.name), 0).capability(new Symbol("fault_" + f.name), 0);
        asm.end();
    }

    /** Pages whose table entries differ from their neighbours'; {@code map_special} is called while tables are made. */
    private static void specialPages(Assembler asm) {
        asm.text("""
            .bss
            .balign PAGE
            .object page_load_trap           # a tagged capability can be stored, but loading it traps
                .space PAGE
            .end
            .object page_store_trap          # numbers can be stored, but storing a tagged capability traps
                .space PAGE
            .end
            .object page_unmapped
                .space PAGE
            .end
            .object page_read_only
                .space PAGE
            .end
            .balign 64
            .object buffer
                .space 64
            .end

            .text
            .function map_special
                cincoffset csp, csp, -16
                csc     cra, 0(csp)
                cllc    ca0, page_load_trap
                li      a2, PTE_DATA | PTE_CW | PTE_CD | PTE_CRM
                call    map_page
                cllc    ca0, page_store_trap
                li      a2, PTE_DATA | PTE_CR
                call    map_page
                cllc    ca0, page_unmapped
                li      a2, 0
                call    map_page
                cllc    ca0, page_read_only
                li      a2, PTE_CONST
                call    map_page
                clc     cra, 0(csp)
                cincoffset csp, csp, 16
                cret
            .end
            """);
    }

    /** The way to a fault and back: no fault touches csp or a register that a call preserves. */
    private static void provoke(Assembler asm) {
        asm.text("""
            .bss
            .balign 16
            .object resume_place             # where to go on after the next fault; empty: nowhere
                .space CAP
            .end

            .text
            # ca0: a function that must fault. Returns 1; 0 if it did not.
            .function provoke
                cincoffset csp, csp, -16
                csc     cra, 0(csp)
                clgc    ct0, resume_place
                cllc    ct1, resume
                csc     ct1, 0(ct0)
                cjalr   ca0
                li      a0, 0
                j       done
            resume:
                li      a0, 1
            done:
                clc     cra, 0(csp)
                cincoffset csp, csp, 16
                cret
            .end
            .function resume_point
                clgc    ca0, resume_place
                cret
            .end
            .function faults
                clgc    ca0, fault_table
                cret
            .end
            """);
    }
}
