package dev.ufork.boot.morello;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import dev.ufork.asm.SectionId;
import dev.ufork.asm.Symbol;
import dev.ufork.target.morello.Assembler;
import java.util.List;

/** One of each fault, to be taken deliberately: a function for each, and a table of them. */
final class Faults {
    private Faults() {}

    /**
     * A fault.
     *
     * @param name what is violated
     * @param code comes with c0: a buffer of 64 bytes with all data permissions; must fault
     * @param line of this file in which the fault is described; its code begins in the next
     */
    private record Fault(String name, String code, int line) {}

    private static final String FILE = "dev/ufork/boot/morello/Faults.java";

    private static Fault fault(String name, String code) {
        int line = StackWalker.getInstance().walk(s -> s.skip(1).findFirst()).orElseThrow().getLineNumber();
        return new Fault(name, code, line);
    }

    private static final List<Fault> ALL = List.of(
            fault("tag", """
                    clrtag  c0, c0
                    ldr     x1, [c0]
                    """),
            fault("bounds", """
                    ldr     x1, [c0, #64]
                    """),
            fault("seal", """
                    seal    c0, c0, rb
                    ldr     x1, [c0]
                    """),
            fault("permit_execute", """
                    adr     c1, nowhere+1
                    clrperm c1, c1, x
                    br      c1
                    nowhere: brk #0
                    """),
            fault("permit_load", """
                    clrperm c0, c0, r
                    ldr     x1, [c0]
                    """),
            fault("permit_store", """
                    clrperm c0, c0, w
                    str     x1, [c0]
                    """),
            fault("permit_store_capability", """
                    li      x1, PERM_STORE_CAP
                    clrperm c0, c0, x1
                    stp     c30, c30, [c0]
                    """),
            fault("permit_store_local", """
                    li      x1, PERM_GLOBAL
                    clrperm c2, c0, x1
                    li      x1, PERM_STORE_LOCAL
                    clrperm c0, c0, x1
                    str     c2, [c0]
                    """),
            fault("system_register", """
                    adr     c1, without
                    li      x2, PERM_SYSTEM
                    clrperm c1, c1, x2
                    add     c1, c1, #1
                    br      c1
                    without: mrs     x1, ttbr0_el1
                    """),
            fault("capability_register", """
                    adr     c1, without
                    li      x2, PERM_SYSTEM
                    clrperm c1, c1, x2
                    add     c1, c1, #1
                    br      c1
                    without: mrs     c1, cvbar_el1
                    """),
            fault("capability_load_page", """
                    got     c0, page_load_trap
                    str     c30, [c0]
                    ldr     c1, [c0]
                    """),
            fault("capability_store_page", """
                    got     c0, page_store_trap
                    str     c30, [c0, #16]
                    """),
            fault("load_page", """
                    got     c0, page_unmapped
                    ldr     x1, [c0]
                    """),
            fault("store_page", """
                    got     c0, page_read_only
                    str     xzr, [c0, #8]
                    """),
            fault("load_misaligned", """
                    ldur    c1, [c0, #8]
                    """),
            fault("store_misaligned", """
                    stur    c1, [c0, #8]
                    """),
            fault("floating_point", """
                    ldr     d0, [c0]
                    """),
            fault("undefined_instruction", """
                    .word   0
                    """),
            fault("breakpoint", """
                    brk     #1
                    """),
            fault("supervisor_call", """
                    svc     #0
                    """));

    static void write(Assembler asm) {
        for (Fault f : ALL) function(asm, f);
        table(asm);
        specialPages(asm);
        provoke(asm);
    }

    private static void function(Assembler asm, Fault f) {
        asm.section(SectionId.TEXT).begin("fault_" + f.name, Nature.FUNCTION, Binding.GLOBAL);
        asm.text("got c0, buffer\n" + f.code + "ret c30\n", FILE, f.line);
        asm.end();
    }

    /** Pairs of capabilities: name, function. */
    private static void table(Assembler asm) {
        for (Fault f : ALL) Names.string(asm, "name_" + f.name, f.name);
        asm.section(SectionId.RELRO).align(16).begin("fault_table", Nature.OBJECT, Binding.LOCAL);
        for (Fault f : ALL) asm.capability(new Symbol("name_" + f.name)).capability(new Symbol("fault_" + f.name));
        asm.end();
    }

    /** Pages whose table entries differ from their neighbours'; the kernel makes them so. */
    private static void specialPages(Assembler asm) {
        asm.text("""
            .bss
            .balign PAGE
            .object page_load_trap           // a tagged capability can be stored, but loading it traps
                .space PAGE
            .end
            .object page_store_trap          // numbers can be stored, but storing a tagged capability traps
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
            .function special_page           // x0: which, in the order above
                got     c1, page_load_trap
                lsl     x0, x0, #12
                gcvalue x1, c1
                add     x0, x0, x1
                ret     c30
            .end
            """);
    }

    /** The way to a fault and back: no fault touches csp or a register that a call preserves. */
    private static void provoke(Assembler asm) {
        asm.text("""
            .bss
            .balign 16
            .object resume_place             // where to go on after the next fault; empty: nowhere
                .space CAP
            .end

            .text
            // c0: a function that must fault. Returns 1; 0 if it did not.
            .function provoke
                str     c30, [csp, #-16]!
                got     c9, resume_place
                adr     c10, resume
                str     c10, [c9]
                blr     c0
                movz    x0, #0
                b       done
            resume:
                movz    x0, #1
            done:
                ldr     c30, [csp], #16
                ret     c30
            .end
            .function resume_point
                got     c0, resume_place
                ret     c30
            .end
            .function faults
                got     c0, fault_table
                ret     c30
            .end
            """);
    }
}
