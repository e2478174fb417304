package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.isa.Insn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectsTest {
    /** Registers as the Arm manual's operation pseudocode reads and writes them; f reads, F sets the flags. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            add x1, x2, #0x3           | A64 | x1:WRITE x2:READ
            subs x1, x2, x3, lsl #3    | A64 | x1:WRITE x2:READ x3:READ F
            adcs w1, w2, w3            | A64 | w1:WRITE w2:READ w3:READ fF
            movk x1, #0x5              | A64 | x1:READ_WRITE
            bfm x1, x2, #3, #4         | A64 | x1:READ_WRITE x2:READ
            csinc x1, x2, x3, eq       | A64 | x1:WRITE x2:READ x3:READ f
            b.ne .+8                   | A64 | f
            tbz w1, #3, .+8            | A64 | w1:READ
            bl .+8                     | C64 | c30:WRITE
            blr c1                     | C64 | c1:READ c30:WRITE
            ldr x1, [c2, #8]           | C64 | x1:WRITE c2:READ
            ldr c1, [c2], #16          | C64 | c1:WRITE c2:READ_WRITE
            str c1, [c2, #16]!         | C64 | c1:READ c2:READ_WRITE
            ldp c1, c2, [csp], #32     | C64 | c1:WRITE c2:WRITE c31:READ_WRITE
            str x1, [c2, w3, sxtw #3]  | C64 | x1:READ c2:READ x3:READ
            ldxr x1, [x2]              | A64 | x1:WRITE x2:READ
            stxp w1, x2, x3, [x4]      | A64 | w1:WRITE x2:READ x3:READ x4:READ
            casal x1, x2, [x3]         | A64 | x1:READ_WRITE x2:READ x3:READ
            casp x2, x3, x4, x5, [x6]  | A64 | x2:READ_WRITE x3:READ_WRITE x4:READ x5:READ x6:READ
            ldaddal x1, x2, [x3]       | A64 | x1:READ x2:WRITE x3:READ
            swpal c1, c2, [c3]         | C64 | c1:READ c2:WRITE c3:READ
            msr cvbar_el1, c1          | A64 | c1:READ
            mrs x1, nzcv               | A64 | x1:WRITE
            scbnds c1, c2, x3          | C64 | c1:WRITE c2:READ x3:READ
            chkeq c1, c2               | C64 | c1:READ c2:READ F
            gctag x1, c2               | C64 | x1:WRITE c2:READ
            cvtd x1, c2                | A64 | x1:WRITE c2:READ F
            cvtd c1, x2                | A64 | c1:WRITE x2:READ
            brs c29, c1, c2            | C64 | c1:READ c2:READ c29:WRITE
            blr [c1, #16]              | C64 | c1:READ_WRITE c30:WRITE
            adrdp c1, #0x1000          | C64 | c1:WRITE c28:READ
            """)
    void areTheManuals(String text, Mode mode, String effects) {
        Insn insn = Morello.parse(text, mode, 0);
        Effects e = ((MorelloOp) insn.op()).effects();
        StringBuilder ours = new StringBuilder();
        for (Effects.Register r : e.registers()) {
            char prefix = switch (r.kind()) {
                case W, WS, W1, TB -> 'w';
                case C, CS -> 'c';
                case B, P -> mode == Mode.C64 ? 'c' : 'x';
                default -> 'x';
            };
            ours.append(prefix).append(r.number(insn.values())).append(':').append(r.role()).append(' ');
        }
        ours.append(e.readsFlags() ? "f" : "").append(e.writesFlags() ? "F" : "");
        assertThat(ours.toString().strip()).isEqualTo(effects);
    }
}
