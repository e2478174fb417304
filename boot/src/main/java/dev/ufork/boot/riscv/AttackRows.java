package dev.ufork.boot.riscv;

import dev.ufork.isa.riscv.Csr;
import dev.ufork.isa.riscv.xcheri.Scr;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the program {@code attack} tries on this architecture alone: registers, instructions, modes. Forbidden instructions are not here: such a program does not start. */
final class AttackRows {
    private AttackRows() {}

    /** What must stop an attempt; the numbers are those of the program's class {@code Stop}. */
    enum Stop {
        TAG_LOST(1), CLEARED(2), OTHER(16), TAG(17), SEAL(18), BOUNDS(19), PERMISSION(20), SYSTEM(21), PAGE(22), ILLEGAL(23);

        final int number;

        Stop(int number) {
            this.number = number;
        }
    }

    /**
     * An attempt.
     *
     * @param code may use all registers that a call may, and csp; when it comes to its end, a0 says what stopped it, 0 for nothing
     */
    record Row(String name, String what, Stop stop, String code) {}

    /** Floating-point registers are off, and these are with them; time and counters are everybody's. */
    private static final Set<Csr> FLOAT = EnumSet.of(Csr.FFLAGS, Csr.FRM, Csr.FCSR);
    private static final Set<Csr> ALLOWED = EnumSet.of(Csr.CYCLE, Csr.TIME, Csr.INSTRET);
    private static final int MACHINE = 3;

    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (Csr csr : Csr.values()) if (!ALLOWED.contains(csr)) rows.add(read(csr));
        for (Scr scr : Scr.values()) if (scr.needsAsr()) rows.add(special("cspecialr", "read", scr, "cspecialr ca0, %s".formatted(scr.text())));
        for (Scr scr : Scr.values()) if (scr.needsAsr()) rows.add(special("cspecialw", "write", scr, "cspecialw %s, cnull".formatted(scr.text())));
        rows.addAll(REGISTERS);
        rows.addAll(INSTRUCTIONS);
        rows.addAll(CAPABILITIES);
        return List.copyOf(rows);
    }

    private static Row read(Csr csr) {
        boolean illegal = FLOAT.contains(csr) || csr.privilege() == MACHINE;
        return new Row("csrr-" + csr.text(), "read the register " + csr.text(), illegal ? Stop.ILLEGAL : Stop.SYSTEM, "csrr a0, " + csr.text());
    }

    private static Row special(String instruction, String does, Scr scr, String code) {
        return new Row(instruction + "-" + scr.text(), does + " the capability register " + scr.text(), Stop.SYSTEM, code);
    }

    private static final List<Row> REGISTERS = List.of(
            new Row("mask-interrupts", "turn interrupts off", Stop.SYSTEM, "csrrci zero, sstatus, SIE"),
            new Row("mask-clock", "turn the clock's interrupt off", Stop.SYSTEM, "csrrw zero, sie, zero"),
            new Row("forget-interrupt", "forget a pending interrupt", Stop.SYSTEM, "csrrci zero, sip, 2"),
            new Row("table-register", "put another page table into force", Stop.SYSTEM, "csrrw zero, satp, zero"),
            new Row("trap-vector", "take the kernel's traps", Stop.SYSTEM, "csrrw zero, stvec, zero"),
            new Row("float-state", "turn floating-point registers on", Stop.SYSTEM, "li a0, 3 << 13\ncsrrs zero, sstatus, a0"),
            new Row("load-generation", "change which capability loads trap", Stop.SYSTEM, "csrrw zero, sccsr, zero"),
            new Row("code-register", "write the register of the running code", Stop.ILLEGAL, "cmove ca0, csp\n.word 0x0205005b"),
            new Row("data-register", "find another's capability in the register of default data", Stop.CLEARED, """
                    cspecialr ct0, ddc
                    cgettag a0, ct0
                    xori    a0, a0, 1
                    slli    a0, a0, 1
                    """),
            new Row("legacy-load", "read by plain address, in the mode that needs no capabilities", Stop.TAG, """
                    li      a0, 0x80000000
                    cllc    ct0, plain
                    csetflags ct0, ct0, zero
                    cjr     ct0
                    plain: cld     a1, 0(ca0)
                    """),
            new Row("legacy-load-data", "the same with one's own stack as default data", Stop.BOUNDS, """
                    li      a0, 0x80000000
                    cspecialw ddc, csp
                    cllc    ct0, plain
                    csetflags ct0, ct0, zero
                    cjr     ct0
                    plain: cld     a1, 0(ca0)
                    """));

    private static Row word(String name, String what, int word) {
        return new Row(name, what, Stop.ILLEGAL, "mv a0, sp\n.word 0x%x".formatted(word));
    }

    /** The cache's instructions have no encodings here: theirs are loads of capabilities. */
    private static final List<Row> INSTRUCTIONS = List.of(
            new Row("ebreak", "call a debugger, or what listens in its place", Stop.OTHER, "ebreak"),
            word("uret", "return from a trap of user mode", 0x0020_0073),
            word("dret", "return from debug mode", 0x7b20_0073),
            word("mnret", "return from a non-maskable interrupt", 0x7020_0073),
            word("sinval-vma", "drop address translations one by one", 0x1600_0073),
            word("sfence-w-inval", "order their dropping", 0x1800_0073),
            word("sfence-inval-ir", "order their dropping", 0x1810_0073),
            word("hfence-vvma", "drop a guest's address translations", 0x2200_0073),
            word("hfence-gvma", "drop a guest's physical translations", 0x6200_0073),
            word("hlv-d", "read by a guest's address", 0x6c05_4573),
            word("hsv-d", "write by a guest's address", 0x6ea5_4073),
            word("float-register", "read a floating-point register, which nobody switches", 0xe205_0553),
            word("vector", "use vector registers, which nobody switches", 0x0000_7057),
            word("no-instruction", "execute what is no instruction", 0));

    private static final List<Row> CAPABILITIES = List.of(
            new Row("entry-offset", "enter the kernel at an offset from an entry", Stop.SEAL, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cjalr   cra, 4(ca0)
                    """),
            new Row("invoke-entry", "invoke an entry as one half of a sealed pair", Stop.SEAL, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cinvoke ca0, ca0
                    """),
            new Row("set-high", "replace the upper half of a capability", Stop.TAG_LOST, """
                    cgethigh a1, csp
                    csethigh ca0, csp, a1
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """),
            new Row("from-pointer", "make a capability of a number by the default data", Stop.TAG_LOST, """
                    li      a1, 0x80000000
                    cfromptr ca0, ddc, a1
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """),
            new Row("seal-by-entry", "seal one's own code with an entry", Stop.TAG_LOST, """
                    cincoffset csp, csp, -16
                    csc     cra, 0(csp)
                    call    attack_entry
                    cspecialr ct0, pcc
                    cseal   ca0, ct0, ca0
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    clc     cra, 0(csp)
                    """),
            new Row("far-from-code", "reach the kernel relative to one's own code", Stop.TAG, """
                    auipcc  ca0, -524288
                    cld     a0, 0(ca0)
                    """),
            new Row("swap-word", "exchange half of a capability in memory", Stop.TAG_LOST, """
                    cincoffset ct0, csp, -16
                    csc     csp, 0(ct0)
                    cgetaddr a1, csp
                    camoswap.d a1, a1, (ct0)
                    clc     ca0, 0(ct0)
                    cgettag a0, ca0
                    xori    a0, a0, 1
                    """));
}
