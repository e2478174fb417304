package dev.ufork.boot.riscv;

import dev.ufork.boot.AttackRow;
import dev.ufork.boot.AttackRow.Stop;
import dev.ufork.isa.Forbidden;
import dev.ufork.isa.riscv.Admission;
import dev.ufork.isa.riscv.Csr;
import dev.ufork.isa.riscv.xcheri.Scr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the program {@code attack} tries on this architecture alone: registers, instructions, modes. Forbidden instructions are tried in a program that it writes. */
final class AttackRows {
    private AttackRows() {}

    /** Floating-point registers are off, and these are with them; time and counters are everybody's. */
    private static final Set<Csr> FLOAT = EnumSet.of(Csr.FFLAGS, Csr.FRM, Csr.FCSR);
    private static final Set<Csr> ALLOWED = EnumSet.of(Csr.CYCLE, Csr.TIME, Csr.INSTRET);
    private static final int MACHINE = 3;

    static List<AttackRow> all() {
        List<AttackRow> rows = new ArrayList<>();
        for (Csr csr : Csr.values()) if (!ALLOWED.contains(csr)) rows.add(read(csr));
        for (Csr csr : Csr.values()) rows.add(write(csr));
        for (Scr scr : Scr.values()) if (scr.needsAsr()) rows.add(special("cspecialr", "read", scr, "cspecialr ca0, %s".formatted(scr.text())));
        for (Scr scr : Scr.values()) if (scr.needsAsr()) rows.add(special("cspecialw", "write", scr, "cspecialw %s, cnull".formatted(scr.text())));
        for (Forbidden f : Admission.FORBIDDEN) rows.add(refused(f));
        rows.addAll(REGISTERS);
        rows.addAll(INSTRUCTIONS);
        rows.addAll(CAPABILITIES);
        return List.copyOf(rows);
    }

    private static AttackRow read(Csr csr) {
        boolean illegal = FLOAT.contains(csr) || csr.privilege() == MACHINE;
        return new AttackRow("csrr-" + csr.text(), "read the register " + csr.text(), illegal ? Stop.ILLEGAL : Stop.SYSTEM, "csrr a0, " + csr.text());
    }

    /** Counters cannot be written by anybody. */
    private static AttackRow write(Csr csr) {
        boolean illegal = FLOAT.contains(csr) || ALLOWED.contains(csr) || csr.privilege() == MACHINE;
        return new AttackRow("csrw-" + csr.text(), "write the register " + csr.text(), illegal ? Stop.ILLEGAL : Stop.SYSTEM, "csrrw zero, %s, zero".formatted(csr.text()));
    }

    /** Text with such a word in it does not run. */
    private static AttackRow refused(Forbidden f) {
        return new AttackRow(f.name().split("[ ,]")[0].replace('.', '-'), "run text with %s, which %s".formatted(f.name(), f.reason()), Stop.ADMISSION, """
                cincoffset csp, csp, -16
                csc     cra, 0(csp)
                li      a0, %d
                call    attack_written
                clc     cra, 0(csp)
                cincoffset csp, csp, 16
                """.formatted(f.match()));
    }

    private static AttackRow special(String instruction, String does, Scr scr, String code) {
        return new AttackRow(instruction + "-" + scr.text(), does + " the capability register " + scr.text(), Stop.SYSTEM, code);
    }

    private static final List<AttackRow> REGISTERS = List.of(
            new AttackRow("mask-interrupts", "turn interrupts off", Stop.SYSTEM, "csrrci zero, sstatus, SIE"),
            new AttackRow("mask-clock", "turn the clock's interrupt off", Stop.SYSTEM, "csrrw zero, sie, zero"),
            new AttackRow("forget-interrupt", "forget a pending interrupt", Stop.SYSTEM, "csrrci zero, sip, 2"),
            new AttackRow("table-register", "put another page table into force", Stop.SYSTEM, "csrrw zero, satp, zero"),
            new AttackRow("trap-vector", "take the kernel's traps", Stop.SYSTEM, "csrrw zero, stvec, zero"),
            new AttackRow("float-state", "turn floating-point registers on", Stop.SYSTEM, "li a0, 3 << 13\ncsrrs zero, sstatus, a0"),
            new AttackRow("load-generation", "change which capability loads trap", Stop.SYSTEM, "csrrw zero, sccsr, zero"),
            new AttackRow("code-register", "write the register of the running code", Stop.ILLEGAL, "cmove ca0, csp\n.word 0x0205005b"),
            new AttackRow("data-register", "find another's capability in the register of default data", Stop.CLEARED, """
                    cspecialr ct0, ddc
                    cgettag a0, ct0
                    xori    a0, a0, 1
                    slli    a0, a0, 1
                    """),
            new AttackRow("legacy-load", "read by plain address, in the mode that needs no capabilities", Stop.TAG, """
                    li      a0, 0x80000000
                    cllc    ct0, plain
                    csetflags ct0, ct0, zero
                    cjr     ct0
                    plain: cld     a1, 0(ca0)
                    """),
            new AttackRow("legacy-load-data", "the same with one's own stack as default data", Stop.BOUNDS, """
                    li      a0, 0x80000000
                    cspecialw ddc, csp
                    cllc    ct0, plain
                    csetflags ct0, ct0, zero
                    cjr     ct0
                    plain: cld     a1, 0(ca0)
                    """));

    private static AttackRow word(String name, String what, int word) {
        return new AttackRow(name, what, Stop.ILLEGAL, "mv a0, sp\n.word 0x%x".formatted(word));
    }

    /** The cache's instructions have no encodings here: theirs are loads of capabilities. */
    private static final List<AttackRow> INSTRUCTIONS = List.of(
            new AttackRow("ebreak", "call a debugger, or what listens in its place", Stop.OTHER, "ebreak"),
            word("uret", "return from a trap of user mode", 0x0020_0073),
            word("dret", "return from debug mode", 0x7b20_0073),
            word("mnret", "return from a non-maskable interrupt", 0x7020_0073),
            word("sinval-vma", "drop address translations one by one", 0x1600_0073),
            word("sfence-w-inval", "order their dropping", 0x1800_0073),
            word("sfence-inval-ir", "order their dropping", 0x1810_0073),
            word("hfence-vvma", "drop a guest's address translations", 0x2200_0073),
            word("hfence-gvma", "drop a guest's physical translations", 0x6200_0073),
            word("wrs-nto", "wait for another's store, for ever", 0x00d0_0073),
            word("wrs-sto", "wait for another's store for a while", 0x01d0_0073),
            word("hlv-d", "read by a guest's address", 0x6c05_4573),
            word("hsv-d", "write by a guest's address", 0x6ea5_4073),
            word("float-register", "read a floating-point register, which nobody switches", 0xe205_0553),
            word("vector", "use vector registers, which nobody switches", 0x0000_7057),
            word("no-instruction", "execute what is no instruction", 0));

    private static final List<AttackRow> CAPABILITIES = List.of(
            new AttackRow("entry-offset", "enter the kernel at an offset from an entry", Stop.SEAL, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cjalr   cra, 4(ca0)
                    """),
            new AttackRow("invoke-entry", "invoke an entry as one half of a sealed pair", Stop.SEAL, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cinvoke ca0, ca0
                    """),
            new AttackRow("set-high", "replace the upper half of a capability", Stop.TAG_LOST, """
                    cgethigh a1, csp
                    csethigh ca0, csp, a1
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """),
            new AttackRow("from-pointer", "make a capability of a number by the default data", Stop.TAG_LOST, """
                    li      a1, 0x80000000
                    cfromptr ca0, ddc, a1
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """),
            new AttackRow("seal-by-entry", "seal one's own code with an entry", Stop.TAG_LOST, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cspecialr ct0, pcc
                    cseal   ca0, ct0, ca0
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    clc     cra, 0(csp)
                    """),
            new AttackRow("far-from-code", "reach the kernel relative to one's own code", Stop.TAG, """
                    auipcc  ca0, -524288
                    cld     a0, 0(ca0)
                    """),
            new AttackRow("swap-word", "exchange half of a capability in memory", Stop.TAG_LOST, """
                    cincoffset ct0, csp, -16
                    csc     csp, 0(ct0)
                    cgetaddr a1, csp
                    camoswap.d a1, a1, (ct0)
                    clc     ca0, 0(ct0)
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """));
}
