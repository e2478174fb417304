package dev.ufork.ci.morello;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The program that runs cases, at EL1 or EL0 under paging, and prints what each leaves behind: a hash of it, or all of it.
 *
 * <p>A fault of a case is logged and the case resumed behind it; it ends by its last BRK, or by a fetch that faults. Beside
 * the registers a state holds the banked stack pointers and DDCs, SIMD registers, the memory that cases may write, and
 * all tags. CTPIDR_EL0 and CTPIDR_EL1 are the program's own.
 *
 * <pre>
 *  TABLES  page tables, the list of cases to run     DATA   PAGES views of one page, see {@link #PAGES}
 *  AREA    the state of a case, see {@link State}    CASES  the cases, a block of 1 KiB each
 * </pre>
 */
final class MorelloGuest {
    static final long DATA = 0x4100_0000L;
    static final int DATA_BYTES = 0x400;
    static final long CASES = 0x4200_0000L;
    static final int BLOCK = 0x400;
    static final int CODE = 0x280;
    /** Words of a case's code, with the BRKs behind. */
    static final int CODE_WORDS = 64;
    static final int LAST = 0xe5d;
    static final int MOST_CASES = 0xf800;

    private static final long TABLES = 0x4010_0000L;
    private static final long LIST = 0x4013_0000L;
    private static final long DATA_FRAME = 0x4011_0000L;
    private static final long BASE = 0x4020_0000L;

    private static final long VALID = 3;
    private static final long DEVICE = 1 << 2;
    private static final long USER = 1 << 6;
    private static final long READ_ONLY = 1 << 7;
    private static final long ACCESSED = 3 << 8 | 1 << 10;
    private static final long NOT_EXECUTABLE = 3L << 53;
    private static final long CDBM = 1L << 59;
    private static final long SC = 1L << 60;
    private static final long LC_NORMAL = 1L << 61;
    private static final long LC_TRAP = 2L << 61;
    private static final long LC_TRAP_1 = 3L << 61;

    /** The attributes under which the page of data is seen at DATA, DATA + 0x1000 and so on. */
    private static final List<Long> PAGES = List.of(
            USER | ACCESSED | SC | LC_NORMAL | VALID, USER | ACCESSED | LC_NORMAL | VALID, USER | ACCESSED | SC | VALID,
            USER | ACCESSED | SC | LC_TRAP | VALID, USER | ACCESSED | SC | LC_TRAP_1 | VALID, USER | ACCESSED | READ_ONLY | SC | LC_NORMAL | VALID,
            ACCESSED | SC | LC_NORMAL | VALID, 0L, USER | ACCESSED | DEVICE | SC | LC_TRAP_1 | VALID, USER | SC | LC_NORMAL | VALID,
            USER | ACCESSED | CDBM | LC_NORMAL | VALID, ACCESSED | READ_ONLY | SC | LC_TRAP | VALID);
    static final int VIEWS = PAGES.size();

    private MorelloGuest() {}

    /** Address of a case's first instruction. */
    static long code(int number) {
        return CASES + (long) number * BLOCK + CODE;
    }

    /** Bytes to be loaded beside {@link #elf}: where, and what. */
    record Load(long address, byte[] bytes) {}

    /** Page tables, the list of the cases to run, and whether all of their states are wanted. */
    static Load tables(List<Integer> run, boolean whole) {
        ByteBuffer b = ByteBuffer.allocate((int) (LIST - TABLES) + 16 + 4 * run.size()).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(0, 1 << 10 | DEVICE | NOT_EXECUTABLE | 1);
        b.putLong(8, TABLES + 0x1000 | VALID);
        long block = VALID & ~2;
        for (long at = 0; at < 2; at++) b.putLong(0x1000 + 8 * (int) at, 0x4000_0000L + at * 0x20_0000 | ACCESSED | SC | LC_NORMAL | block);
        b.putLong(0x1000 + 8 * 8, TABLES + 0x2000 | VALID);
        for (int i = 16; i < 16 + 32; i++) b.putLong(0x1000 + 8 * i, 0x4000_0000L + i * 0x20_0000L | USER | READ_ONLY | ACCESSED | LC_NORMAL | block);
        for (int i = 0; i < VIEWS; i++) b.putLong(0x2000 + 8 * i, DATA_FRAME | NOT_EXECUTABLE | PAGES.get(i));
        int at = (int) (LIST - TABLES);
        b.putLong(at, whole ? 1 : 0);
        b.putInt(at + 8, run.size());
        for (int i = 0; i < run.size(); i++) b.putInt(at + 16 + 4 * i, run.get(i));
        return new Load(TABLES, b.array());
    }

    static Load cases(List<Case> cases) {
        ByteBuffer b = ByteBuffer.allocate(cases.size() * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < cases.size(); i++) block(b.slice(i * BLOCK, BLOCK).order(ByteOrder.LITTLE_ENDIAN), cases.get(i));
        return new Load(CASES, b.array());
    }

    private static void block(ByteBuffer b, Case c) {
        long tags = 0;
        for (int r = 0; r < Case.REGISTERS; r++) {
            Capability value = c.registers().get(r);
            if (value.tag()) tags |= 1L << r;
            b.putLong(value.cursor()).putLong(CapFormat.CC128M.memoryForm(value.pesbt()));
        }
        b.putLong(tags).putLong(c.spsr()).putLong(c.cpacr()).putLong(c.cctlr()).putLong(c.userCctlr()).putLong(c.sctlr()).putLong(c.withheld());
        b.position(CODE);
        for (int word : c.words()) b.putInt(word);
        while (b.position() < CODE + 4 * CODE_WORDS) b.putInt(0xd4200000 | LAST << 5);
    }

    static byte[] elf() {
        CodeWriter writer = new CodeWriter("cases.o");
        new Assembler(writer).section(SectionId.TEXT).text("cases", program());
        Region ram = new Region("ram", BASE, BASE, 0x10_0000L);
        Layout layout = new Layout(List.of(Segment.code("text", ram, ".text"), Segment.constant("functions", ram, "__functions")));
        return new Linker(new MorelloElf(), layout).add(writer.finish()).entry("_start").link("cases").elf();
    }

    /** {@code line} for register pairs 0-1 up to {@code last}: the numbers and the offset. */
    private static String pairs(String line, int last) {
        return IntStream.iterate(0, r -> r < last, r -> r + 2).mapToObj(r -> line.formatted(r, r + 1, 16 * r)).collect(Collectors.joining());
    }

    private static String program() {
        return START + pairs("ldp q%1$d, q%2$d, [c5], #32\n", 32) + LAUNCH + pairs("ldp c%d, c%d, [c30, #%d]\n", 30) + ENTRY
                + pairs("stp c%d, c%d, [c30, #%d]\n", 26) + SAVE + pairs("stp q%1$d, q%2$d, [c5], #32\n", 32) + HASH;
    }

    private static final String START = """
            .function _start
            mov x1, #0x3c0000
            msr cpacr_el1, x1
            isb
            mov x0, #0x20
            msr cctlr_el1, x0
            adr x0, vectors
            cvtp c0, x0
            msr cvbar_el1, c0
            movz x0, #0x4010, lsl #16          // TABLES
            msr ttbr0_el1, x0
            mov x1, #0xff                      // MAIR: 0 write-back, 1 device
            msr mair_el1, x1
            movz x1, #0x3519                   // TCR: T0SZ = 25, no TTBR1, HPD0 and HWU0
            movk x1, #0x0080, lsl #16
            movk x1, #0x7a02, lsl #32
            msr tcr_el1, x1
            dsb sy
            isb
            movz x1, #0x0839
            movk x1, #0x00c5, lsl #16
            msr sctlr_el1, x1
            isb
            movz x0, #0x4012, lsl #16          // AREA
            cvtd c26, x0
            msr ctpidr_el1, c26
            movz x2, #0x900, lsl #16
            cvtd c25, x2
            str c25, [x0, #3872]
            movz x3, #0x4011, lsl #16
            cvtd c24, x3
            str c24, [x0, #3888]
            movz x3, #0x4100, lsl #16
            cvtd c24, x3
            movz x4, #0xc000                   // VIEWS pages
            scbnds c24, c24, x4
            str c24, [x0, #3920]
            movz x1, #0x4013, lsl #16          // LIST
            ldr w2, [x1]
            str x2, [x0, #3904]
            ldr w27, [x1, #8]
            add x1, x1, #16
            cvtd c28, x1
            movz x1, #0x4200, lsl #16          // CASES
            cvtd c1, x1
            str c1, [x0, #3936]
            bx #4
            .mode c64
            next:                              // c26 AREA, c28 the place in the list, x27 how many are left
            str x27, [c26, #3856]
            ldr w1, [c28], #4
            str c28, [c26, #3840]
            ldr c28, [c26, #3936]
            lsl x1, x1, #10
            add c28, c28, x1
            ldr c24, [c26, #3888]
            mov x3, #0x1000
            clear:
            stp xzr, xzr, [c24], #16
            stp xzr, xzr, [c24], #16
            stp xzr, xzr, [c24], #16
            stp xzr, xzr, [c24], #16
            subs x3, x3, #0x40
            b.ne clear
            str xzr, [c26, #3912]
            ldr x1, [c28, #512]
            mov x3, #0
            cpy c5, c28
            cpy c6, c26
            copy:                              // the registers' values to the saved area, with their tags
            ldr c7, [c5], #16
            lsr x8, x1, x3
            sctag c7, c7, x8
            str c7, [c6], #16
            add x3, x3, #0x1
            cmp x3, #0x20
            b.ne copy
            ldr c24, [c26, #3888]              // c27, c28, c1 and c2 are in memory, too
            ldr c7, [c26, #432]
            str c7, [c24]
            ldr c7, [c26, #448]
            str c7, [c24, #16]
            ldr c7, [c26, #16]
            str c7, [c24, #32]
            ldr c7, [c26, #32]
            str c7, [c24, #48]
            ldr c7, [c26, #496]
            mov csp, c7
            msr csp_el0, c7
            msr rcsp_el0, c7
            ldr c7, [c26, #3920]
            msr ddc, c7
            msr ddc_el0, c7
            msr rddc_el0, c7
            mov x0, #0
            msr cid_el0, c0
            msr ctpidrro_el0, c0
            msr rctpidr_el0, c0
            msr far_el1, xzr
            msr esr_el1, xzr
            msr par_el1, xzr
            msr afsr0_el1, xzr
            msr afsr1_el1, xzr
            msr amair_el1, xzr
            msr contextidr_el1, xzr
            msr cntkctl_el1, xzr
            msr pmuserenr_el0, xzr
            msr csselr_el1, xzr
            msr fpcr, xzr
            msr fpsr, xzr
            clrex
            cpy c5, c28
            """;

    private static final String LAUNCH = """
            adr c4, next
            gcvalue x5, c28
            add x5, x5, #0x280
            scvalue c4, c4, x5
            mov x6, #0x100
            scbndse c4, c4, x6
            ldr x6, [c28, #560]
            clrperm c4, c4, x6
            msr celr_el1, c4
            ldr x6, [c28, #520]
            msr spsr_el1, x6
            ldr x6, [c28, #536]
            msr cctlr_el1, x6
            ldr x6, [c28, #544]
            msr cctlr_el0, x6
            ldr x6, [c28, #528]
            msr cpacr_el1, x6
            ldr x6, [c28, #552]
            msr sctlr_el1, x6
            isb
            cpy c30, c26
            """;

    private static final String ENTRY = """
            ldr c30, [c30, #480]
            eret
            fault:
            msr ctpidr_el0, c30
            mrs c30, ctpidr_el1
            stp c26, c27, [c30, #416]
            stp c28, c29, [c30, #448]
            ldr x26, [c30, #3912]              // bytes of the log
            add c29, c30, x26
            add c29, c29, #0x600
            mrs x27, esr_el1
            str x27, [c29]
            mrs x28, far_el1
            str x28, [c29, #8]
            mrs x28, elr_el1
            str x28, [c29, #16]
            mrs x28, spsr_el1
            str x28, [c29, #24]
            add x26, x26, #32
            str x26, [c30, #3912]
            cmp x26, #0x7e0                    // a case that goes round ends when its log is full
            b.hi over
            lsr x28, x27, #26
            sub x29, x28, #0x20                // fetches: 0x20, 0x21, and 0x22 for an address that is no multiple of four
            cmp x29, #0x2
            b.ls over
            cmp x28, #0xe
            b.eq over
            movz x29, #0x0e5d
            movk x29, #0xf200, lsl #16
            cmp x27, x29
            b.eq over
            cmp x28, #0x15
            b.eq resume
            mrs c29, celr_el1
            add c29, c29, #0x4
            msr celr_el1, c29
            resume:
            ldp c26, c27, [c30, #416]
            ldp c28, c29, [c30, #448]
            mrs c30, ctpidr_el0
            eret
            .balign 4096
            vectors:
            b fault
            .balign 512
            b fault
            .balign 512
            b fault
            .balign 4096
            over:
            """;

    private static final String SAVE = """
            msr pan, #0
            mrs c0, ctpidr_el0
            str c0, [c30, #480]
            cpy c26, c30
            mov c0, csp
            str c0, [c26, #496]
            mrs c0, csp_el0
            str c0, [c26, #512]
            mrs c0, rcsp_el0
            str c0, [c26, #528]
            mrs c0, ddc
            str c0, [c26, #544]
            mrs c0, ddc_el0
            str c0, [c26, #560]
            mrs c0, rddc_el0
            str c0, [c26, #576]
            mrs c0, cid_el0
            str c0, [c26, #592]
            mrs c0, ctpidrro_el0
            str c0, [c26, #608]
            mrs c0, celr_el1
            str c0, [c26, #624]
            mov x0, #0x3c0000
            msr cpacr_el1, x0
            mov x0, #0x20
            msr cctlr_el1, x0
            movz x0, #0x0839
            movk x0, #0x00c5, lsl #16
            msr sctlr_el1, x0
            isb
            add c5, c26, #0x280
            mrs x0, fpcr
            mrs x1, fpsr
            stp x0, x1, [c5], #16
            mrs x0, par_el1
            mrs x1, contextidr_el1
            stp x0, x1, [c5], #16
            mrs x0, afsr0_el1
            mrs x1, cctlr_el0
            stp x0, x1, [c5], #16
            add c5, c26, #0x400
            """;

    private static final String HASH = """
            cpy c5, c26                        // tags of the state, and of the data
            add c6, c26, #0x2c0
            mov x3, #10
            tags:
            ldct x7, [c5]
            str x7, [c6], #8
            add c5, c5, #64
            subs x3, x3, #1
            b.ne tags
            ldr c5, [c26, #3888]
            mov x3, #16
            more_tags:
            ldct x7, [c5]
            str x7, [c6], #8
            add c5, c5, #64
            subs x3, x3, #1
            b.ne more_tags
            ldr c25, [c26, #3872]
            cpy c5, c26
            ldr x4, [c26, #3904]
            cbnz x4, whole
            ldr x3, [c26, #3912]
            add x3, x3, #0x600
            mov x9, #1
            movz x8, #0x4b39
            movk x8, #0x9e37, lsl #16
            movk x8, #0x7c15, lsl #32
            movk x8, #0xf39d, lsl #48
            fold:
            ldp x6, x7, [c5], #16
            eor x9, x9, x6
            mul x9, x9, x8
            eor x9, x9, x9, lsr #29
            eor x9, x9, x7
            mul x9, x9, x8
            eor x9, x9, x9, lsr #29
            subs x3, x3, #0x10
            b.ne fold
            ldr c5, [c26, #3888]
            mov x3, #0x400
            fold_data:
            ldp x6, x7, [c5], #16
            eor x9, x9, x6
            mul x9, x9, x8
            eor x9, x9, x9, lsr #29
            eor x9, x9, x7
            mul x9, x9, x8
            eor x9, x9, x9, lsr #29
            subs x3, x3, #0x10
            b.ne fold_data
            mov x3, #4
            print:
            strb w9, [c25]
            lsr x9, x9, #8
            subs x3, x3, #1
            b.ne print
            b done
            whole:
            mov x3, #0xf00
            print_state:
            ldrb w1, [c5], #1
            strb w1, [c25]
            subs x3, x3, #0x1
            b.ne print_state
            ldr x9, [c26, #3912]
            mov x3, #0x100
            print_length:
            strb w9, [c25]
            lsr x9, x9, #8
            subs x3, x3, #0x1
            b.ne print_length
            ldr c5, [c26, #3888]
            mov x3, #0x400
            print_data:
            ldrb w1, [c5], #1
            strb w1, [c25]
            subs x3, x3, #0x1
            b.ne print_data
            done:
            ldr c28, [c26, #3840]
            ldr x27, [c26, #3856]
            sub x27, x27, #0x1
            cbnz x27, next
            movz x0, #0x8
            movk x0, #0x8400, lsl #16
            hvc #0x0
            .end
            """;
}
