package dev.ufork.ci.morello;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.emulator.morello.VirtMachine.Entry;
import dev.ufork.isa.morello.SysReg;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A program that prints what one part of the machine does, a number a line; what the public QEMU prints is recorded.
 *
 * <p>x19 to x29 are the programs'. {@code bl hex} prints x0, {@code b off} ends. An exception from the current level calls
 * {@code on_exception} with the syndrome in x0, an interrupt {@code on_interrupt}; both may use x0 to x5.
 */
enum GuestProgram {
    /** How instructions, cycles and exceptions of each kind are counted. */
    COUNTS(Entry.EL1, 1, """
            mov x0, #0x47                      // PMCR: enabled, from zero, 64 bits
            msr pmcr_el0, x0
            mov x0, #0x8                       // INST_RETIRED
            msr pmevtyper0_el0, x0
            movz x0, #0x1
            movk x0, #0x8000, lsl #16
            msr pmcntenset_el0, x0
            isb
            mrs x22, pmevcntr0_el0
            mrs x23, pmccntr_el0
            nop
            nop
            nop
            bl mark
            mov x19, #1000
            turn:
            subs x19, x19, #1
            b.ne turn
            bl mark
            svc #1
            bl mark
            brk #1
            bl mark
            .word 0x00000000
            bl mark
            mrs x1, scr_el3
            bl mark
            mov x1, #0x8000000000
            movk x1, #1, lsl #48
            ldr x2, [x1]                       // outside of physical addresses
            bl mark
            clrtag c3, c20
            bx #4
            .mode c64
            ldr x2, [c3]
            str x2, [c3]
            bx #4
            .mode a64
            bl mark
            mov x1, #0x41000000
            ldxr x2, [x1]
            stxr w3, x2, [x1]
            swp x2, x3, [x1]
            isb
            dsb sy
            bl mark
            b off
            """, """
            mark:                              // prints what was counted since the last mark
            mov x21, x30
            mrs x0, pmevcntr0_el0
            mrs x1, pmccntr_el0
            sub x0, x0, x22
            sub x23, x1, x23
            bl hex
            mov x0, x23
            bl hex
            mrs x22, pmevcntr0_el0
            mrs x23, pmccntr_el0
            ret x21
            """),
    /** Identification, seen from EL1. */
    IDENTIFICATION_EL1(Entry.EL1, 1, identification() + "b off\n", ""),
    /** Identification, seen from EL2. */
    IDENTIFICATION_EL2(Entry.EL2, 1, identification() + "b off\n", ""),
    /** Power calls by HVC, where EL1 is the highest level. */
    POWER_BY_HVC(Entry.EL1, 2, power("hvc"), ""),
    /** Power calls by SMC, from EL2. */
    POWER_BY_SMC(Entry.EL2, 2, power("smc"), ""),
    /** With HCR_EL2.TSC, SMC of EL1 is EL2's; HVC always is. */
    CALLS_TO_EL2(Entry.EL2, 1, """
            movz x0, #0x8008, lsl #16          // HCR_EL2: RW, TSC
            msr hcr_el2, x0
            adr x0, at_el1
            cvtp c0, x0
            msr celr_el2, c0
            mov x0, #0x3c5
            msr spsr_el2, x0
            eret
            at_el1:
            mov x0, #0x84000000
            smc #0x5
            hvc #0x6
            mov x0, #0x84000000
            smc #0x7
            hvc #0xffff
            """, """
            .balign 4
            """),
    /** Without -semihosting HLT is undefined, whatever its number. */
    NO_SEMIHOSTING(Entry.EL1, 1, """
            mov x0, #0x18
            hlt #0xf000
            hlt #0x1
            b off
            """, ""),
    /** Four cores count on one number by atomics and by exclusives. */
    FOUR_CORES(Entry.EL1, 4, """
            mov x19, #1
            start:
            movz x0, #0x3
            movk x0, #0xc400, lsl #16
            mov x1, x19
            adr x2, secondary
            mov x3, x19
            hvc #0
            bl hex
            add x19, x19, #1
            cmp x19, #4
            b.ne start
            mov x0, #0
            b count
            done:
            mov x1, #0x41000000
            ldr x0, [x1, #16]
            cmp x0, #4
            b.ne done
            ldr x0, [x1]
            bl hex
            mov x1, #0x41000000
            ldr x0, [x1, #8]
            bl hex
            mov x1, #0x41000000
            ldr x0, [x1, #24]
            bl hex
            b off
            """, """
            secondary:                         // x0 is its number
            count:
            mov x1, #0x41000000
            mov x2, #500
            more:
            mov x3, #1
            stadd x3, [x1]
            add x4, x1, #8
            again:
            ldaxr x5, [x4]
            add x5, x5, #1
            stlxr w6, x5, [x4]
            cbnz w6, again
            subs x2, x2, #1
            b.ne more
            mrs x3, mpidr_el1
            add x4, x1, #24
            stadd x3, [x4]
            mov x3, #1
            add x4, x1, #16
            ldaddal x3, x3, [x4]
            cbz x0, done
            movz x0, #0x2                      // CPU_OFF
            movk x0, #0x8400, lsl #16
            hvc #0
            """),
    /** The virtual and the physical timer wake WFI through the interrupt controller; CNTVOFF_EL2 is not seen from EL1. */
    TIMERS(Entry.EL1, 1, controller() + """
            mov x0, #1000
            msr cntv_tval_el0, x0
            mov x0, #1
            msr cntv_ctl_el0, x0
            mrs x19, cntvct_el0
            msr daifclr, #2
            wfi
            mrs x0, cntvct_el0
            sub x0, x0, x19
            lsr x0, x0, #10
            bl hex
            mov x0, #3000
            msr cntp_tval_el0, x0
            mov x0, #1
            msr cntp_ctl_el0, x0
            wfi
            msr daifset, #2
            mov x0, #50                        // masked: WFI wakes, nothing is taken
            msr cntp_tval_el0, x0
            mov x0, #1
            msr cntp_ctl_el0, x0
            wfi
            mrs x0, cntp_ctl_el0
            bl hex
            mrs x0, isr_el1
            bl hex
            mov x0, #0x3000000                 // SGI 3 to itself
            movk x0, #1
            msr icc_sgi1r_el1, x0
            isb
            mrs x0, icc_hppir1_el1
            bl hex
            msr daifclr, #2
            nop
            b off
            """, """
            on_interrupt:
            mov x24, x30
            mrs x25, icc_iar1_el1
            mov x0, x25
            bl hex
            msr cntv_ctl_el0, xzr
            msr cntp_ctl_el0, xzr
            msr icc_eoir1_el1, x25
            ret x24
            """),
    /** With HCR_EL2.IMO an interrupt of EL1 goes to EL2, though EL1 masks it. */
    INTERRUPTS_TO_EL2(Entry.EL2, 1, "mov x0, #0xf\nmsr icc_sre_el2, x0\nisb\n" + controller() + """
            movz x0, #0x8000, lsl #16          // HCR_EL2: RW, IMO
            orr x0, x0, #0x10
            msr hcr_el2, x0
            mov x0, #3
            msr cnthctl_el2, x0
            adr x0, masked
            cvtp c0, x0
            msr celr_el2, c0
            mov x0, #0x3c5
            msr spsr_el2, x0
            eret
            masked:
            mov x0, #1000
            msr cntv_tval_el0, x0
            mov x0, #1
            msr cntv_ctl_el0, x0
            wfi
            wait:
            b wait
            """, """
            on_interrupt_below:
            mrs x0, icc_iar1_el1
            mov x25, x0
            bl hex
            mrs x0, spsr_el2
            and x0, x0, #0xfff
            bl hex
            mrs x0, cntv_ctl_el0
            bl hex
            msr icc_eoir1_el1, x25
            b off
            """);

    private static final long BASE = 0x4020_0000L;

    final Entry entry;
    final int cores;
    private final String body;
    private final String rest;

    GuestProgram(Entry entry, int cores, String body, String rest) {
        this.entry = entry;
        this.cores = cores;
        this.body = body;
        this.rest = rest;
    }

    private static String identification() {
        return Arrays.stream(SysReg.values()).filter(r -> r.name().matches("ID_.*|MVFR.*|MP?IDR_EL1|REVIDR_EL1|CTR_EL0|DCZID_EL0|CLIDR_EL1|CCSIDR_EL1"
                        + "|CNTFRQ_EL0|PMCR_EL0|PMCEID0_EL0|CURRENTEL|SCTLR_EL1|RVBAR_EL1"))
                .map(r -> "mrs x0, %s\nbl hex\n".formatted(r.name().toLowerCase(java.util.Locale.ROOT))).collect(Collectors.joining());
    }

    private static String power(String call) {
        String ask = "%s" + call + " #0\nbl hex\n";
        return Arrays.asList("movz x0, #0x0\nmovk x0, #0x8400, lsl #16\n",                          // PSCI_VERSION
                        "movz x0, #0x6\nmovk x0, #0x8400, lsl #16\n",                               // MIGRATE_INFO_TYPE
                        "movz x0, #0x4\nmovk x0, #0xc400, lsl #16\nmov x1, #0\nmov x2, #0\n",       // AFFINITY_INFO: on, off, nobody
                        "movz x0, #0x4\nmovk x0, #0xc400, lsl #16\nmov x1, #1\nmov x2, #0\n",
                        "movz x0, #0x4\nmovk x0, #0xc400, lsl #16\nmov x1, #9\nmov x2, #0\n",
                        "movz x0, #0x4\nmovk x0, #0xc400, lsl #16\nmov x1, #9\n",
                        "movz x0, #0x3\nmovk x0, #0xc400, lsl #16\nmov x1, #9\n",                   // CPU_ON: nobody, itself, an odd entry
                        "movz x0, #0x3\nmovk x0, #0xc400, lsl #16\nmov x1, #0\n",
                        "movz x0, #0x3\nmovk x0, #0xc400, lsl #16\nmov x1, #1\nmov x2, #0x41\n",
                        "movz x0, #0x77\nmovk x0, #0x8400, lsl #16\n").stream()                     // no call
                .map(ask::formatted).collect(Collectors.joining()) + "b off\n";
    }

    /** GICv3: all private interrupts of group 1 enabled, for this core. */
    private static String controller() {
        return """
                mov x1, #0x8000000
                mov x0, #0x37
                str w0, [x1]
                movz x1, #0x80a, lsl #16
                str wzr, [x1, #20]
                movz x1, #0x80b, lsl #16
                mov w0, #-1
                str w0, [x1, #128]
                str w0, [x1, #256]
                mov x0, #7
                msr icc_sre_el1, x0
                isb
                mov x0, #0xff
                msr icc_pmr_el1, x0
                mov x0, #1
                msr icc_igrpen1_el1, x0
                isb
                """;
    }

    byte[] elf() {
        boolean el2 = entry == Entry.EL2;
        String level = el2 ? "el2" : "el1";
        StringBuilder text = new StringBuilder(START.replace("elX", level)).append(body).append(rest);
        for (String label : new String[] {"on_interrupt", "on_interrupt_below"}) if (!rest.contains(label + ":")) text.append(label).append(":\nb off\n");
        text.append(LIBRARY.replace("elX", level).replace("FIRMWARE", el2 ? "smc" : "hvc"));
        CodeWriter writer = new CodeWriter("program.o");
        new Assembler(writer).section(SectionId.TEXT).text(name(), text.toString());
        Region ram = new Region("ram", BASE, BASE, 0x10_0000L);
        Layout layout = new Layout(java.util.List.of(Segment.code("text", ram, ".text"), Segment.constant("functions", ram, "__functions")));
        return new Linker(new MorelloElf(), layout).add(writer.finish()).entry("_start").link(name()).elf();
    }

    private static final String START = """
            .function _start
            mov x0, #0x3c0000
            msr cpacr_el1, x0
            isb
            adr x0, vectors
            cvtp c0, x0
            msr cvbar_elX, c0
            mov x0, #0x9000000
            cvtd c20, x0
            mov x22, #0
            mov x23, #0
            """;

    private static final String LIBRARY = """
            off:
            movz x0, #0x8
            movk x0, #0x8400, lsl #16
            FIRMWARE #0
            hex:                               // x0, sixteen digits
            mov x1, #60
            mov x2, #0x9000000
            digit:
            lsr x3, x0, x1
            and x3, x3, #0xf
            cmp x3, #10
            add x4, x3, #0x30
            add x3, x3, #0x57
            csel x3, x4, x3, lo
            strb w3, [x2]
            subs x1, x1, #4
            b.pl digit
            mov w3, #10
            strb w3, [x2]
            ret
            exception:                         // prints syndrome, goes on behind the instruction
            mov x26, x30
            mov x27, x0
            mov x28, x1
            mrs x0, esr_elX
            bl hex
            mrs x0, esr_elX
            lsr x1, x0, #26
            cmp x1, #0x15                      // SVC, HVC, SMC return behind themselves
            b.eq back
            cmp x1, #0x16
            b.eq called
            mrs c0, celr_elX
            add c0, c0, #4
            msr celr_elX, c0
            back:
            mov x0, x27
            mov x1, x28
            mov x30, x26
            eret
            called:
            and x0, x0, #0xffff
            movz x1, #0xffff
            cmp x0, x1
            b.ne back
            b off
            interrupt:
            mov x26, x30
            mov x27, x0
            bl on_interrupt
            mov x0, x27
            mov x30, x26
            eret
            .balign 2048
            vectors:
            .space 0x200
            b exception
            .balign 128
            b interrupt
            .balign 512
            b exception
            .balign 128
            b on_interrupt_below
            .end
            """;
}
