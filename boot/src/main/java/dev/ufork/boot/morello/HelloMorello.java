package dev.ufork.boot.morello;

import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.SectionId;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloElf;
import java.util.List;

/**
 * The smallest Morello program that uses everything a kernel will: it enters at EL2 or EL1, goes down to EL1 and over to
 * C64, turns paging on with the capability bits, takes one of each capability fault, prints what it saw, powers off.
 *
 * <p>Faults are printed as the fault status code in hexadecimal: 28 tag, 29 seal, 2a bounds, 2b permission, 2c page.
 */
public final class HelloMorello {
    private static final long BASE = 0x4020_0000L;
    private static final long SIZE = 0x10_0000L;

    private HelloMorello() {}

    /** The image, for QEMU's {@code virt} and our own. */
    public static LinkedImage image() {
        CodeWriter writer = new CodeWriter("hello-morello.o");
        new Assembler(writer).section(SectionId.TEXT).text("hello-morello", TEXT);
        Region ram = new Region("ram", BASE, BASE, SIZE);
        Layout layout = new Layout(List.of(Segment.code("text", ram, ".text"), Segment.constant("functions", ram, "__functions"),
                Segment.data("data", ram, ".data", ".bss")));
        return new Linker(new MorelloElf(), layout).add(writer.finish()).entry("_start").link("hello-morello");
    }

    /*
     * x25 is 1 if the entry was at EL2, where power calls are SMC; c20 is the serial port, c21 a page of data.
     * Virtual gigabyte 1 is RAM, 2 the same without capability stores (SC = 0), 3 the same with capability loads
     * trapping (LC = 11 while CCTLR_EL1.TGEN0 = 0).
     */
    private static final String TEXT = """
            .function _start
            mrs x0, CurrentEL
            movz x25, #0x0
            movz x1, #0x30, lsl #16            // CPACR_EL1: no traps of SIMD, nor of capabilities
            orr x1, x1, #0xc0000
            msr cpacr_el1, x1
            subs xzr, x0, #0x8
            b.ne at_el1
            movz x25, #0x1
            movz x1, #0x8000, lsl #16          // HCR_EL2.RW
            msr hcr_el2, x1
            movz x1, #0x3c5                    // EL1h, interrupts masked
            msr spsr_el2, x1
            adr x1, at_el1
            cvtp c1, x1
            msr celr_el2, c1
            eret
            at_el1:
            isb
            movz x0, #0x20                     // CCTLR_EL1.C64E: exceptions are taken to C64
            msr cctlr_el1, x0
            adr x0, vectors
            cvtp c0, x0
            msr cvbar_el1, c0
            adr x0, tables
            movz x1, #0x0405                   // gigabyte 0: devices
            movk x1, #0x60, lsl #48
            str x1, [x0]
            movz x1, #0x0701                   // gigabyte 1: RAM, all capability bits
            movk x1, #0x4000, lsl #16
            movk x1, #0x3000, lsl #48
            str x1, [x0, #8]
            movk x1, #0x2060, lsl #48          // gigabyte 2: no capability stores
            str x1, [x0, #16]
            movk x1, #0x7060, lsl #48          // gigabyte 3: capability loads trap
            str x1, [x0, #24]
            msr ttbr0_el1, x0
            movz x1, #0xff                     // MAIR: 0 write-back, 1 device
            msr mair_el1, x1
            movz x1, #0x3519                   // TCR: T0SZ = 25, no TTBR1, HPD0 and HWU0
            movk x1, #0x0080, lsl #16
            movk x1, #0x7a02, lsl #32
            msr tcr_el1, x1
            dsb sy
            isb
            movz x1, #0x0838                   // SCTLR: M, and the reserved ones
            movk x1, #0x00c5, lsl #16
            orr x1, x1, #0x1
            msr sctlr_el1, x1
            isb
            bx #4
            .mode c64
            movz x0, #0x900, lsl #16
            cvtd c20, x0
            movz x1, #0x1000
            scbnds c20, c20, x1
            adr c0, hello
            bl print
            adr c0, data
            gcvalue x0, c0
            cvtd c21, x0
            movz x1, #0x1000
            scbnds c21, c21, x1
            str c21, [c21]                     // paging keeps the tag
            ldr c1, [c21]
            gctag x0, c1
            bl digit
            clrtag c1, c21
            ldr x0, [c1]                       // tag
            seal c1, c21, rb
            ldr x0, [c1]                       // seal
            ldr x0, [c21, #4096]               // bounds
            clrperm c1, c21, r
            ldr x0, [c1]                       // permission
            gcvalue x2, c21
            movz x3, #0x4000, lsl #16
            add x4, x2, x3
            cvtd c1, x4
            str c21, [c1]                      // page: no capability stores
            str x0, [c1, #32]                  // an integer goes through
            add x4, x4, x3
            cvtd c1, x4
            ldr c2, [c1]                       // page: capability loads trap
            ldr x2, [c1, #16]                  // an integer goes through
            adr c0, goodbye
            bl print
            movz x0, #0x8
            movk x0, #0x8400, lsl #16
            cbnz x25, by_smc
            hvc #0x0
            by_smc:
            smc #0x0
            b by_smc

            print:                             // the string at c0
            ldrb w1, [c0], #1
            cbz w1, printed
            strb w1, [c20]
            b print
            printed:
            ret c30

            digit:                             // w0 as a hexadecimal digit and a blank
            add w14, w0, #0x30
            subs wzr, w0, #0xa
            b.cc small
            add w14, w0, #0x57
            small:
            strb w14, [c20]
            ret c30

            synchronous:                       // prints the status code, returns behind the instruction
            cpy c10, c30
            cpy c11, c0
            mrs x12, esr_el1
            ubfm x0, x12, #4, #5
            bl digit
            ubfm x0, x12, #0, #3
            bl digit
            movz w14, #0x20
            strb w14, [c20]
            mrs c13, celr_el1
            add c13, c13, #0x4
            msr celr_el1, c13
            cpy c0, c11
            cpy c30, c10
            eret
            .end

            .balign 8
            hello:
            .asciz "hello from Morello\\n"
            goodbye:
            .asciz "\\nufork: exit 0\\n"
            .balign 2048
            vectors:
            .space 0x200
            b synchronous
            .balign 2048
            .balign 4096
            tables:
            .space 0x1000
            data:
            .space 0x1000
            """;
}
