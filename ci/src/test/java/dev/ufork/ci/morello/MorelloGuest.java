package dev.ufork.ci.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.ci.morello.MorelloCases.Case;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.morello.Mode;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The program that runs cases and prints what each leaves behind, as bytes: registers, tags, flags, and the fault that
 * ended it, if one did.
 *
 * <p>A case is a block of 4 KiB: 32 capabilities, a word of their tags, the mode, and at 0x400 code that ends by a branch
 * to the common end. CTPIDR_EL1 holds the area where states are saved, CTPIDR_EL0 is scratch. DDC is the data region.
 *
 * <pre>
 *  BASE         start, and the launch of a case      SAVED +0x000  the 32 capabilities
 *  BASE+0x1000  vectors                                    +0x400  ESR, FAR, ELR, NZCV, tags
 *  BASE+0x3000  the common end                             +0x800  case, cases left, serial port
 *  BASE+0x4000  the cases                            DATA          what cases may write
 * </pre>
 */
final class MorelloGuest {
    static final long DATA = 0x4011_0000L;
    private static final long BASE = 0x4020_0000L;
    private static final long END = BASE + 0x3000;
    private static final long CASES = BASE + 0x4000;
    private static final int BLOCK = 0x1000;
    private static final int CODE = 0x400;
    /** Bytes printed for a case. */
    static final int STATE = 32 * 16 + 5 * 8;

    private MorelloGuest() {}

    /** Address of a case's first instruction. */
    static long code(int number) {
        return CASES + (long) number * BLOCK + CODE;
    }

    static byte[] elf(List<Case> cases) {
        CodeWriter writer = new CodeWriter("cases.o");
        StringBuilder text = new StringBuilder(program(cases.size()));
        for (int i = 0; i < cases.size(); i++) text.append(block(cases.get(i), i));
        new Assembler(writer).section(SectionId.TEXT).text("cases", text + ".end\n");
        Region ram = new Region("ram", BASE, BASE, 0x800_0000L);
        Layout layout = new Layout(List.of(Segment.code("text", ram, ".text"), Segment.constant("functions", ram, "__functions")));
        return new Linker(new MorelloElf(), layout).add(writer.finish()).entry("_start").link("cases").elf();
    }

    private static String block(Case c, int number) {
        StringBuilder out = new StringBuilder(".balign 4096\n");
        long tags = 0;
        for (int r = 0; r < c.registers().size(); r++) {
            Capability value = c.registers().get(r);
            if (value.tag()) tags |= 1L << r;
            out.append(".quad 0x%x\n.quad 0x%x\n".formatted(value.cursor(), CC128M.memoryForm(value.pesbt())));
        }
        boolean c64 = c.mode() == Mode.C64;
        out.append(".quad 0x%x\n.quad 0x%x\n.space 0x%x\n".formatted(tags, c64 ? 1 : 0, CODE - 16 * 32 - 16));
        for (int word : c.words()) out.append(".word 0x%x\n".formatted(word));
        if (!c64) out.append(".word 0xc2c273e0\n"); // bx #4: the end is C64
        long from = code(number) + 4L * (c.words().length + (c64 ? 0 : 1));
        return out.append(".word 0x%x\n".formatted(0x14000000 | (int) (END - from >> 2) & 0x3ffffff)).toString();
    }

    private static String eachRegister(String line) {
        return IntStream.range(0, 30).mapToObj(r -> line.formatted(r, 16 * r)).collect(Collectors.joining());
    }

    private static String program(int cases) {
        return START + eachRegister("ldr c%d, [c30, #%d]\n") + LAUNCH.replace("COUNTER", Integer.toString(cases))
                + eachRegister("str c%d, [c30, #%d]\n") + FINISH;
    }

    private static final String START = """
            .function _start
            movz x1, #0x3c, lsl #16
            msr cpacr_el1, x1
            isb
            movz x0, #0x20
            msr cctlr_el1, x0
            adr x0, vectors
            cvtp c0, x0
            msr cvbar_el1, c0
            movz x0, #0x4010, lsl #16
            cvtd c26, x0
            msr ctpidr_el1, c26
            adr x1, cases
            cvtd c28, x1
            movz x2, #0x900, lsl #16
            cvtd c25, x2
            str c25, [x0, #2080]
            movz x3, #0x4011, lsl #16
            cvtd c24, x3
            movz x4, #0x1000
            scbnds c24, c24, x4
            msr ddc, c24
            bx #4
            .mode c64
            ldr x27, count
            next:
            mrs c26, ctpidr_el1
            str c28, [c26, #2048]
            str x27, [c26, #2064]
            mrs c24, ddc
            movz x3, #0x100
            clear:
            str czr, [c24], #16
            subs x3, x3, #0x1
            b.ne clear
            str xzr, [c26, #1024]
            str xzr, [c26, #1032]
            str xzr, [c26, #1040]
            ldr x1, [c28, #512]
            ldr x2, [c28, #520]
            movz x3, #0x0
            copy:                              // the registers' values to the saved area, with their tags
            add c5, c28, x3, lsl #4
            ldr c7, [c5]
            lsrv x8, x1, x3
            sctag c7, c7, x8
            add c5, c26, x3, lsl #4
            str c7, [c5]
            add x3, x3, #0x1
            subs xzr, x3, #0x20
            b.ne copy
            adr c4, next
            gcvalue x5, c28
            add x5, x5, #0x400
            scvalue c4, c4, x5
            movz x6, #0x3000
            movk x6, #0x1, lsl #16
            clrperm c4, c4, x6                 // cases may not store through PCC
            msr celr_el1, c4
            movz x6, #0x3c5
            orr x6, x6, x2, lsl #26
            msr spsr_el1, x6
            ldr c5, [c26, #496]
            cpy csp, c5
            mrs c30, ctpidr_el1
            """;

    private static final String LAUNCH = """
            ldr c30, [c30, #480]
            eret
            count:
            .quad COUNTER
            fault:
            msr ctpidr_el0, c30
            mrs c30, ctpidr_el1
            str c29, [c30, #464]
            mrs x29, esr_el1
            str x29, [c30, #1024]
            mrs x29, far_el1
            str x29, [c30, #1032]
            mrs x29, elr_el1
            str x29, [c30, #1040]
            ldr c29, [c30, #464]
            mrs c30, ctpidr_el0
            b end
            .balign 4096
            vectors:
            .space 0x200
            b fault
            .balign 4096
            .space 0x10
            .balign 4096
            end:
            msr ctpidr_el0, c30
            mrs c30, ctpidr_el1
            """;

    private static final String FINISH = """
            cpy c26, c30
            mrs c0, ctpidr_el0
            str c0, [c26, #480]
            cpy c0, csp
            str c0, [c26, #496]
            mrs x0, nzcv
            str x0, [c26, #1048]
            movz x3, #0x0
            movz x1, #0x0
            tags:
            add c5, c26, x3, lsl #4
            ldr c7, [c5]
            gctag x8, c7
            lslv x8, x8, x3
            orr x1, x1, x8
            add x3, x3, #0x1
            subs xzr, x3, #0x20
            b.ne tags
            str x1, [c26, #1056]
            ldr c25, [c26, #2080]
            cpy c5, c26
            movz x3, #0x200
            capabilities:
            ldrb w1, [c5], #1
            strb w1, [c25]
            subs x3, x3, #0x1
            b.ne capabilities
            add c5, c26, #0x400
            movz x3, #0x28
            words:
            ldrb w1, [c5], #1
            strb w1, [c25]
            subs x3, x3, #0x1
            b.ne words
            ldr c28, [c26, #2048]
            add c28, c28, #0x1, lsl #12
            ldr x27, [c26, #2064]
            sub x27, x27, #0x1
            cbnz x27, again
            movz x0, #0x8
            movk x0, #0x8400, lsl #16
            hvc #0x0
            again:
            b next
            .balign 4096
            cases:
            """;
}
