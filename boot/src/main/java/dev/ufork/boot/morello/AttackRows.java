package dev.ufork.boot.morello;

import dev.ufork.boot.AttackRow;
import dev.ufork.boot.AttackRow.Stop;
import dev.ufork.isa.Forbidden;
import dev.ufork.isa.morello.Admission;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.SysReg;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the program {@code attack} tries on this architecture alone: registers, instructions, modes. Forbidden instructions are tried in a program that it writes. */
final class AttackRows {
    private AttackRows() {}

    /** Everybody's, to read: what a program has of its own, and what is no secret. In Restricted, CTPIDR_EL1 names the program's own. */
    private static final Set<SysReg> FREE = EnumSet.of(SysReg.TPIDR_EL0, SysReg.TPIDR_EL1, SysReg.DDC, SysReg.NZCV, SysReg.PAN, SysReg.UAO, SysReg.DAIF,
            SysReg.SPSEL, SysReg.CURRENTEL, SysReg.CTR_EL0, SysReg.DCZID_EL0);
    /** Banks of the other state, registers of a debug state, and floating point, which is off. Some can only be written. */
    private static final Set<SysReg> UNDEFINED = EnumSet.of(SysReg.SP_EL0, SysReg.DDC_EL0, SysReg.RDDC_EL0, SysReg.RSP_EL0, SysReg.RTPIDR_EL0,
            SysReg.DLR_EL0, SysReg.DSPSR_EL0, SysReg.FPCR, SysReg.FPSR, SysReg.RVBAR_EL1);
    private static final Set<SysReg> WRITE_ONLY = EnumSet.of(SysReg.ICC_EOIR0_EL1, SysReg.ICC_EOIR1_EL1, SysReg.ICC_DIR_EL1, SysReg.ICC_SGI0R_EL1,
            SysReg.ICC_SGI1R_EL1, SysReg.ICC_ASGI1R_EL1, SysReg.OSLAR_EL1, SysReg.PMSWINC_EL0);
    /** Where a debugger talks to the core; one machine has it and the other has not. */
    private static final SysReg CHANNEL = SysReg.MDCCSR_EL0;
    /** Those by which a program could change what keeps it in. */
    private static final List<SysReg> WRITTEN = List.of(SysReg.SCTLR_EL1, SysReg.ACTLR_EL1, SysReg.CPACR_EL1, SysReg.CCTLR_EL1, SysReg.CCTLR_EL0,
            SysReg.TTBR0_EL1, SysReg.TTBR1_EL1, SysReg.TCR_EL1, SysReg.MAIR_EL1, SysReg.VBAR_EL1, SysReg.ESR_EL1, SysReg.FAR_EL1, SysReg.PAR_EL1,
            SysReg.SP_EL0, SysReg.SP_EL1, SysReg.DDC_EL0, SysReg.DDC_EL1, SysReg.RDDC_EL0, SysReg.RSP_EL0, SysReg.RTPIDR_EL0, SysReg.CONTEXTIDR_EL1,
            SysReg.CNTKCTL_EL1, SysReg.CNTV_CTL_EL0, SysReg.CNTV_CVAL_EL0, SysReg.CNTV_TVAL_EL0, SysReg.CNTP_CTL_EL0, SysReg.CNTP_CVAL_EL0,
            SysReg.PMCR_EL0, SysReg.PMUSERENR_EL0, SysReg.PMEVCNTR0_EL0, SysReg.PMEVTYPER0_EL0, SysReg.ICC_PMR_EL1, SysReg.ICC_IGRPEN1_EL1,
            SysReg.ICC_EOIR1_EL1, SysReg.ICC_DIR_EL1, SysReg.ICC_SGI1R_EL1, SysReg.ICC_SRE_EL1, SysReg.ICC_CTLR_EL1, SysReg.MDSCR_EL1, SysReg.OSLAR_EL1,
            SysReg.FPCR, SysReg.HCR_EL2, SysReg.SCTLR_EL2, SysReg.VBAR_EL2, SysReg.VTTBR_EL2, SysReg.CHCR_EL2, SysReg.ELR_EL2, SysReg.SPSR_EL2,
            SysReg.SCR_EL3, SysReg.CSCR_EL3, SysReg.VBAR_EL3);

    /** Families of instructions, each of which has a row of its own. */
    private static final Set<String> OTHERWISE = Set.of("msr", "sys #0");

    static List<AttackRow> all() {
        List<AttackRow> rows = new ArrayList<>();
        for (SysReg r : SysReg.values()) if (!FREE.contains(r) && r != CHANNEL) moves(rows, "mrs", "read", r, "mrs %2$s, %1$s");
        for (SysReg r : WRITTEN) moves(rows, "msr", "write", r, "msr %1$s, %2$s");
        for (Forbidden f : Admission.FORBIDDEN) if (!OTHERWISE.contains(f.name()) && !f.name().startsWith("mrs ")) forbidden(rows, f);
        rows.addAll(REGISTERS);
        rows.addAll(INSTRUCTIONS);
        rows.addAll(CAPABILITIES);
        rows.addAll(MaintenanceRows.all());
        return List.copyOf(rows);
    }

    /** A register by its name as a number, and by that as a capability, if it has both. */
    private static void moves(List<AttackRow> rows, String instruction, String does, SysReg r, String text) {
        boolean undefined = UNDEFINED.contains(r) || isOfAbove(r) || instruction.equals("mrs") && WRITE_ONLY.contains(r);
        Stop stop = undefined ? Stop.ILLEGAL : Stop.SYSTEM;
        String number = r.name().toLowerCase(Locale.ROOT);
        String capability = r.capabilityName().toLowerCase(Locale.ROOT);
        if (!r.isCapability() || !number.equals(capability)) move(rows, instruction, does, number, text.formatted(number, "x9"), stop);
        if (r.isCapability()) move(rows, instruction, does, capability, text.formatted(capability, "c9"), stop);
    }

    private static void move(List<AttackRow> rows, String instruction, String does, String register, String code, Stop stop) {
        String name = instruction + "-" + register.replace('_', '-');
        String what = does + " the register " + register;
        int word = Morello.parse(code, Mode.C64, 0).encode();
        rows.add(Admission.refusal(word).isPresent() ? refused(name, what, word) : new AttackRow(name, what, stop, "movz x9, #0\n" + code + "\nmovz x0, #0\n"));
    }

    private static void forbidden(List<AttackRow> rows, Forbidden f) {
        rows.add(refused(f.name().replace(' ', '-').replace('_', '-'), "run text with %s, which %s".formatted(f.name(), f.reason()), f.match()));
    }

    /** Text with such a word in it does not run. */
    static AttackRow refused(String name, String what, int word) {
        return new AttackRow(name, what, Stop.ADMISSION, "li x0, 0x%x\nb attack_written\n".formatted(word));
    }

    /** Those of EL2 and EL3 are undefined here. */
    private static boolean isOfAbove(SysReg r) {
        int op1 = r.key() >>> 11 & 7;
        return op1 == 4 || op1 == 5 || op1 == 6;
    }

    /** Calls the kernel, which must still know who calls. */
    private static final String CALL = """
            str     c30, [csp, #-16]!
            bl      attack_entry
            blr     c0
            ldr     c30, [csp], #16
            cmp     x0, #1
            movz    x9, #4
            csel    x0, x9, xzr, gt          // the argument was not used
            """;

    private static AttackRow register(String name, String what, String code) {
        return new AttackRow(name, what, Stop.NOT_USED, code + CALL);
    }

    /** What is left in c9 has no tag: 1. */
    static final String LOST = "gctag x0, c9\neor x0, x0, #1\n";
    private static final String CLEARED = LOST + "lsl x0, x0, #1\n";
    static final String ENTRY = """
            str     c30, [csp, #-16]!
            bl      attack_entry
            ldr     c30, [csp], #16
            """;

    private static final List<AttackRow> REGISTERS = List.of(
            new AttackRow("data-register", "find another's capability in the register of default data", Stop.CLEARED, "mrs c9, ddc\n" + CLEARED),
            new AttackRow("thread-register", "find the kernel's data in its thread register", Stop.CLEARED, "mrs c9, ctpidr_el1\n" + CLEARED),
            register("write-thread-register", "have the kernel find other data in its thread register", "cpy c9, csp\nmsr ctpidr_el1, c9\n"),
            register("other-stack", "have the kernel run on the stack of EL0", "movz x9, #0\nmsr spsel, x9\n"),
            register("no-user-pages", "have the kernel's accesses refused", "movz x9, #0x40, lsl #16\nmsr pan, x9\n"),
            register("kernel-data", "have the kernel use one's own default data", "cpy c9, csp\nmsr ddc, c9\n"),
            new AttackRow("legacy-load", "read by plain address, in the mode that needs no capabilities", Stop.TAG, """
                    li      x9, 0x40200000
                    bx      #4
                    .mode a64
                    ldr     x10, [x9]
                    .mode c64
                    """),
            new AttackRow("legacy-load-data", "the same behind one's own stack as default data", Stop.BOUNDS, """
                    cpy     c10, csp
                    gclim   x9, c10
                    msr     ddc, c10
                    bx      #4
                    .mode a64
                    ldr     x10, [x9]
                    .mode c64
                    """),
            new AttackRow("legacy-load-code", "read one's own code by plain address", Stop.TAG, """
                    adr     c9, .
                    bx      #4
                    .mode a64
                    ldr     x10, [x9]
                    .mode c64
                    """));

    private static AttackRow illegal(String name, String what, String code) {
        return new AttackRow(name, what, Stop.ILLEGAL, code + "\nmovz x0, #0\n");
    }

    private static AttackRow word(String name, String what, int word) {
        return illegal(name, what, ".word 0x%x".formatted(word));
    }

    private static final List<AttackRow> INSTRUCTIONS = List.of(
            illegal("svc", "call whoever takes calls", "svc #0"),
            illegal("brk", "call a debugger, or what listens in its place", "brk #0"),
            word("tlbi-alle2", "drop the hypervisor's address translations", 0xd50c_871f),
            word("tlbi-alle3", "drop the secure monitor's address translations", 0xd50e_871f),
            word("tlbi-vmalls12e1", "drop all of the machine's address translations", 0xd50c_87df),
            word("at-s1e2r", "look into the hypervisor's page table", 0xd50c_7809),
            word("at-s1e3r", "look into the secure monitor's page table", 0xd50e_7809),
            word("float-register", "read a floating-point register, which nobody switches", 0x9e66_0009),
            word("vector", "use vector registers, which nobody switches", 0x4e20_8400),
            word("no-instruction", "execute what is no instruction", 0),
            illegal("brr", "branch into Restricted, as only the kernel may", ENTRY + "brr c0"),
            illegal("blrr", "call into Restricted", ENTRY + "blrr c0"),
            illegal("retr", "return into Restricted", ENTRY + "retr c0"),
            new AttackRow("store-tags", "mark words as capabilities, in memory", Stop.TAG_LOST, """
                    sub     c9, csp, #128
                    alignd  c9, c9, #6
                    stp     xzr, xzr, [c9]
                    movz    x10, #15
                    stct    x10, [c9]
                    ldr     c9, [c9]
                    """ + LOST),
            new AttackRow("set-tag", "mark a number as a capability", Stop.TAG_LOST, """
                    movz    x9, #0x4020, lsl #16
                    movz    x10, #1
                    sctag   c9, c9, x10
                    """ + LOST),
            new AttackRow("load-tags", "see where the kernel keeps capabilities", Stop.TAG, """
                    movz    x9, #0x4020, lsl #16
                    ldct    x0, [c9]
                    movz    x0, #0
                    """));

    private static final List<AttackRow> CAPABILITIES = List.of(
            new AttackRow("entry-offset", "enter the kernel by a pointer at an entry", Stop.SEAL, ENTRY + "blr [c0, #0]\nmovz x0, #0\n"),
            new AttackRow("entry-pair", "enter the kernel by a pair of pointers at an entry", Stop.SEAL, ENTRY + "ldpblr c9, [c0]\nmovz x0, #0\n"),
            new AttackRow("invoke-entry", "invoke an entry as one half of a sealed pair", Stop.KILLED, ENTRY + "blrs c29, c0, c0\nmovz x0, #0\n"),
            new AttackRow("entry-flags", "change the highest bits of an entry", Stop.TAG_LOST, ENTRY + "orrflgs c9, c0, #1\n" + LOST),
            new AttackRow("entry-value", "change the address of an entry", Stop.TAG_LOST, ENTRY + "movz x10, #0\nscvalue c9, c0, x10\n" + LOST),
            new AttackRow("entry-moved", "take an entry apart and put it together for another address", Stop.TAG_LOST, ENTRY + """
                    cfhi    x10, c0
                    gcvalue x11, c0
                    add     x11, x11, #8
                    mov     x9, x11
                    cthi    c9, c9, x10
                    """ + LOST),
            new AttackRow("entry-contained", "unseal an entry as part of one's own code", Stop.SEAL, ENTRY + """
                    adr     c10, .
                    chkssu  c9, c0, c10
                    gctype  x9, c9
                    cmp     x9, #0
                    movz    x9, #18
                    csel    x0, x9, xzr, ne          // it is sealed as before
                    """),
            new AttackRow("executive", "give one's own code the kernel's state", Stop.TAG_LOST, """
                    adr     c10, .
                    cfhi    x11, c10
                    movz    x12, #2
                    lsl     x12, x12, #46
                    orr     x11, x11, x12            // EXECUTIVE, bit 1 of the permissions, from bit 110 on
                    cthi    c11, c10, x11
                    build   c9, c11, c10
                    """ + LOST),
            new AttackRow("set-high", "replace the upper half of a capability", Stop.TAG_LOST, """
                    cpy     c10, csp
                    cfhi    x11, c10
                    cthi    c9, c10, x11
                    """ + LOST),
            new AttackRow("from-pointer", "make a capability of a number by the default data", Stop.TAG_LOST, "li x10, 0x40200000\ncvtd c9, x10\n" + LOST),
            new AttackRow("from-code", "make a capability of a number by one's own code", Stop.TAG_LOST, "li x10, 0x40200000\ncvtp c9, x10\n" + LOST),
            new AttackRow("seal-by-entry", "seal one's own code with an entry", Stop.TAG_LOST, ENTRY + "adr c10, .\nseal c9, c10, c0\n" + LOST),
            new AttackRow("seal-by-number", "seal with a type that one was not given", Stop.TAG_LOST, """
                    movz    x10, #8
                    adr     c11, .
                    cseal   c9, c11, c10
                    gctag   x9, c9
                    gctype  x10, c9
                    cmp     x10, #0
                    csel    x9, xzr, x9, eq          // left as it was
                    eor     x0, x9, #1
                    """),
            new AttackRow("type-of-entry", "give a number an entry's type, and unseal by that", Stop.TAG_LOST, ENTRY + """
                    movz    x10, #0
                    cpytype c10, c10, c0
                    unseal  c9, c0, c10
                    """ + LOST),
            new AttackRow("swap-word", "exchange half of a capability in memory", Stop.TAG_LOST, """
                    cpy     c10, csp
                    stur    c10, [csp, #-16]
                    sub     c11, csp, #16
                    gcvalue x10, c10
                    swp     x10, x10, [c11]
                    ldur    c9, [csp, #-16]
                    """ + LOST),
            new AttackRow("swap-forged", "exchange a capability in memory for two numbers", Stop.TAG_LOST, """
                    cpy     c10, csp
                    stur    c10, [csp, #-16]
                    sub     c11, csp, #16
                    clrtag  c10, c10
                    swp     c10, c12, [c11]
                    ldur    c9, [csp, #-16]
                    """ + LOST));
}
