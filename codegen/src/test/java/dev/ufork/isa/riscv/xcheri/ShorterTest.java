package dev.ufork.isa.riscv.xcheri;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import org.junit.jupiter.api.Test;

/** Compressed instructions for full ones: words as the CHERI LLVM assembler and QEMU's tables of 16-bit instructions have them. */
class ShorterTest {
    @Test
    void fullInstructionsHaveCompressedOnes() {
        assertShorter("clc ca4, 16(ca5)", "2b98");
        assertShorter("clc cra, 0(csp)", "2082");
        assertShorter("csc cra, 16(csp)", "a806");
        assertShorter("cincoffset csp, csp, -112", "7159");
        assertShorter("cincoffset ca0, csp, 16", "0808");
        assertShorter("cld a5, 8(ca0)", "651c");
        assertShorter("csw a5, 12(csp)", "c63e");
        assertShorter("addi a0, a0, 0", "852a");
        assertShorter("addi a0, s1, 0", "8526");
        assertShorter("add a0, a1, a0", "952e");
        assertShorter("and a0, a1, a0", "8d6d");
        assertShorter("lui a4, 0x1", "6705");
        assertShorter("lui a4, 0xfffff", "777d");
        assertShorter("cjalr cnull, 0(cra)", "8082");
        assertShorter("cjalr cra, 0(ct0)", "9282");
        assertShorter("cjal cnull, .-208", "bf05");
        assertShorter("beq a0, zero, .+20", "c911");
        assertShorter("bne s1, zero, .-16", "f8e5");
    }

    @Test
    void whatDoesNotFitStaysAsItIs() {
        for (String text : new String[] {"clc ca4, 512(ca5)", "clc cs2, 16(ca5)", "clc cnull, 0(csp)", "csc cra, 1024(csp)", "cincoffset ca0, ca1, 16",
            "cincoffset csp, csp, 8", "cincoffset ca0, csp, 0", "addi a0, a1, 1", "addi a0, a0, 32", "sub a0, a1, a0", "lui a4, 0x20", "cld a5, 4(ca0)",
            "cjalr cra, 4(ct0)", "cjalr ct0, 0(cra)"})
            assertThat(Shorter.of(Xcheri.ISA.parse(text, Mode.CAPABILITY))).as(text).isEmpty();
    }

    /** The word is an instruction of capability mode, and the very one. */
    private static void assertShorter(String text, String word) {
        Insn compressed = Shorter.of(Xcheri.ISA.parse(text, Mode.CAPABILITY)).orElseThrow(() -> new AssertionError("nothing for " + text));
        assertThat("%04x".formatted(compressed.encode())).as(text).isEqualTo(word);
        assertThat(((RvOp) compressed.op()).bytes()).isEqualTo(2);
        assertThat(Xcheri.ISA.decode(compressed.encode(), Mode.CAPABILITY)).as(text).contains(compressed);
    }
}
