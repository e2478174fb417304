package dev.ufork.boot.morello;

import dev.ufork.target.morello.Assembler;

/**
 * What EL3 does of the interrupt controller before it goes down: every interrupt becomes one of group 1 of the world that is not secure, which could not take it
 * over itself, and this core's redistributor wakes. Source: Arm IHI 0069, sections 4.6 and 12.9 to 12.11.
 *
 * <p>It runs without translation, where memory takes aligned accesses only. A tree that is none, or names no GICv3 or one where there is none, leaves everything
 * as it is: the kernel, which reads the same tree, says so. A fault on the way ends this, and no more; x16 says where to go on.
 */
final class SecureInterrupts {
    private SecureInterrupts() {}

    static void write(Assembler asm) {
        asm.constant("TREE_MAGIC", 0xd00d_feedL);
        find(asm);
        release(asm);
        same(asm);
        vectors(asm);
    }

    /** The controller's addresses: property {@code reg} of the node whose first compatible device is {@code arm,gic-v3}. */
    private static void find(Assembler asm) {
        asm.text("""
            // x19: the device tree.
            .local release_interrupts
                mov     x16, x30
                ldr     w0, [x19]
                rev     w0, w0
                li      x1, TREE_MAGIC
                cmp     x0, x1
                b.ne    nothing
                ldr     w2, [x19, #8]        // x2: the structure, token by token
                rev     w2, w2
                add     x2, x19, x2
                ldr     w3, [x19, #12]       // x3: names of properties
                rev     w3, w3
                add     x3, x19, x3
                ldr     w4, [x19, #4]        // x4: the end
                rev     w4, w4
                add     x4, x19, x4
            node:
                movz    x5, #0               // x5: where the node has its registers
                movz    x6, #0               // x6: whether it is the controller
            token:
                cmp     x2, x4
                b.cs    nothing
                ldr     w0, [x2], #4
                rev     w0, w0
                cmp     x0, #1
                b.eq    begin
                cmp     x0, #2
                b.eq    ended
                cmp     x0, #3
                b.eq    property
                cmp     x0, #4
                b.eq    token
                b       nothing
            begin:
                cmp     x2, x4
                b.cs    nothing
                ldr     w0, [x2], #4         // the name: up to the word with a zero in it, which is its last byte
                lsr     x0, x0, #24
                cbnz    x0, begin
            ended:                           // the properties of a node come before its children
                cbz     x5, node
                cbz     x6, node
                b       release
            property:
                ldr     w7, [x2]             // x7: how long it is
                rev     w7, w7
                ldr     w8, [x2, #4]         // x8: its name
                rev     w8, w8
                add     x8, x3, x8
                add     x2, x2, #8
                mov     x0, x8
                adr     x1, name_reg
                bl      same
                b.ne    no_registers
                cmp     x7, #32              // distributor and redistributors: address and size of each, two cells
                b.cc    no_registers
                mov     x5, x2
            no_registers:
                mov     x0, x8
                adr     x1, name_compatible
                bl      same
                b.ne    passed
                mov     x0, x2
                adr     x1, name_controller
                bl      same
                b.ne    passed
                movz    x6, #1
            passed:
                add     x2, x2, x7
                add     x2, x2, #3
                and     x2, x2, #-4
                b       token
            nothing:
                ret     x16
            name_reg:
                .word   0x00676572           // "reg"
            name_compatible:
                .word   0x706d6f63           // "compatible"
                .word   0x62697461
                .word   0x0000656c
            name_controller:
                .word   0x2c6d7261           // "arm,gic-v3"
                .word   0x2d636967
                .word   0x00003376
            .end
            """);
    }

    private static void release(Assembler asm) {
        asm.text("""
            // x5: the registers of the controller in the device tree. Goes back to x16.
            .local release
                ldr     w0, [x5]
                rev     w0, w0
                ldr     w1, [x5, #4]
                rev     w1, w1
                orr     x0, x1, x0, lsl #32  // x0: GICD
                ldr     w2, [x5, #16]
                rev     w2, w2
                ldr     w1, [x5, #20]
                rev     w1, w1
                orr     x1, x1, x2, lsl #32  // x1: GICR
                mov     x3, x0
                bl      known_frame
                mov     x3, x1
                bl      known_frame
                movz    x2, #0x30            // GICD_CTLR: ARE_S and ARE_NS
                str     w2, [x0]
                dsb     sy
                ldr     w3, [x0, #4]         // GICD_TYPER.ITLinesNumber
                and     x3, x3, #31
                movn    x4, #0
                add     x2, x0, #0x80        // GICD_IGROUPR; the first is the redistributors'
            shared:
                cbz     x3, own
                add     x2, x2, #4
                str     w4, [x2]
                sub     x3, x3, #1
                b       shared

            own:                             // the redistributor with this core's affinity
                mrs     x2, mpidr_el1
                and     x2, x2, #0xffffff
            next:
                mov     x3, x1
                bl      known_frame
                ldr     w3, [x1, #12]        // GICR_TYPER
                and     x3, x3, #0xffffff
                cmp     x3, x2
                b.eq    found
                ldr     w3, [x1, #8]
                tbnz    x3, #4, done         // the last
                add     x1, x1, #32, lsl #12
                b       next
            found:
                ldr     w3, [x1, #20]        // GICR_WAKER: no ProcessorSleep, until ChildrenAsleep is none either
                and     x3, x3, #-3
                str     w3, [x1, #20]
            asleep:
                ldr     w3, [x1, #20]
                tbnz    x3, #2, asleep
                add     x3, x1, #16, lsl #12
                str     w4, [x3, #0x80]      // GICR_IGROUPR0
                dsb     sy
            done:
                ret     x16
            .end

            // Goes on only if the frame of 64 KiB at x3 says that it is of a GICv3 or its successor: GICD_PIDR2 and GICR_PIDR2 are at one place.
            .local known_frame
                tst     x3, #0xffff
                b.ne    none
                movz    x5, #0xffe8
                add     x3, x3, x5
                ldr     w3, [x3]
                ubfx    x3, x3, #4, #4
                cmp     x3, #3
                b.eq    one
                cmp     x3, #4
                b.ne    none
            one:
                ret     x30
            none:
                ret     x16
            .end
            """);
    }

    private static void same(Assembler asm) {
        asm.text("""
            // Are the texts at x0 and x1 the same, up to their zeros? The flags say it.
            .local same
                ldrb    w9, [x0], #1
                ldrb    w10, [x1], #1
                cmp     x9, x10
                b.ne    known
                cbnz    x9, same
            known:
                ret     x30
            .end
            """);
    }

    /**
     * From this level, synchronous: at 0 or 0x200; nothing can fault here but what reads the tree and what it names. From a lower level in A64 state: at 0x400. Whatever
     * is asked is not supported (SMC calling convention, Arm DEN 0028, 5.2).
     */
    private static void vectors(Assembler asm) {
        asm.text("""
            .balign 2048
            .function el3_vectors
                ret     x16
                .space  0x1fc
                ret     x16
                .space  0x1fc
                movn    x0, #0
                eret
            .end
            """);
    }
}
