package dev.ufork.boot.riscv;

import dev.ufork.target.riscv.Assembler;

/** The console: a 16550 behind an eight-byte capability, and how numbers are written. */
final class Console {
    private Console() {}

    static void write(Assembler asm) {
        asm.text("""
            .relro
            .balign 16
            .object console                  # capability for the device, made by reset
                .space CAP
            .end
            .object power                    # capability for the exit device, made by reset
                .space CAP
            .end

            .text
            # a0: character. Keeps all but t0, t1.
            .function put
                clgc    ct0, console
                clc     ct0, 0(ct0)
            wait:
                clbu    t1, UART_LSR(ct0)
                andi    t1, t1, UART_LSR_THRE
                beqz    t1, wait
                csb     a0, 0(ct0)
                cret
            .end

            # Returns the next character received, or -1.
            .function get
                clgc    ct0, console
                clc     ct0, 0(ct0)
                clbu    t1, UART_LSR(ct0)
                andi    t1, t1, UART_LSR_DR
                li      a0, -1
                beqz    t1, none
                clbu    a0, 0(ct0)
            none:
                cret
            .end

            # ca0: characters, as many as its bounds hold; a last zero is not written.
            .function print
                cincoffset csp, csp, -48
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                cmove   cs0, ca0
                cgetbase t0, ca0
                cgetlen s1, ca0
                add     s1, s1, t0           # s1: end
            next:
                bgeu    s0, s1, done
                clbu    a0, 0(cs0)
                beqz    a0, done
                call    put
                cincoffset cs0, cs0, 1
                j       next
            done:
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                cincoffset csp, csp, 48
                cret
            .end

            # a0: number. Writes 0x and its digits.
            .function print_hex
                cincoffset csp, csp, -48
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                csc     cs1, 32(csp)
                mv      s0, a0
                li      a0, '0'
                call    put
                li      a0, 'x'
                call    put
                li      s1, 60               # s1: shift of the next digit
            skip:
                srl     t0, s0, s1
                bnez    t0, next
                beqz    s1, next
                addi    s1, s1, -4
                j       skip
            next:
                srl     a0, s0, s1
                andi    a0, a0, 15
                li      t0, 10
                bltu    a0, t0, decimal
                addi    a0, a0, 'a' - '0' - 10
            decimal:
                addi    a0, a0, '0'
                call    put
                addi    s1, s1, -4
                bgez    s1, next
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                clc     cs1, 32(csp)
                cincoffset csp, csp, 48
                cret
            .end

            # a0: number, unsigned. Writes it in decimal.
            .function print_decimal
                cincoffset csp, csp, -64
                csc     cra, 0(csp)
                csc     cs0, 16(csp)
                cincoffset cs0, csp, 64      # digits, last first, down from csp + 64
                li      t1, 10
            divide:
                remu    t0, a0, t1
                addi    t0, t0, '0'
                cincoffset cs0, cs0, -1
                csb     t0, 0(cs0)
                divu    a0, a0, t1
                bnez    a0, divide
            next:
                clbu    a0, 0(cs0)
                call    put
                cincoffset cs0, cs0, 1
                cgetaddr t0, csp
                addi    t0, t0, 64
                bltu    s0, t0, next
                clc     cra, 0(csp)
                clc     cs0, 16(csp)
                cincoffset csp, csp, 64
                cret
            .end

            .function newline
                li      a0, '\\n'
                tail    put
            .end

            # a0: status, 0..255. Does not return.
            .function power_off
                clgc    ct0, power
                clc     ct0, 0(ct0)
                li      t1, TEST_PASS
                beqz    a0, write
                slli    a0, a0, 16
                li      t1, TEST_FAIL
                or      t1, t1, a0
            write:
                csw     t1, 0(ct0)
            stopped:
                wfi
                j       stopped
            .end
            """);
    }
}
