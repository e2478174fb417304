package dev.ufork.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternTest {
    /** The RISC-V manual's B format: the most scrambled immediate there is. */
    private final Pattern branch = Pattern.of("imm[12|10:5] rs2:5 rs1:5 000 imm[4:1|11] 1100011", Set.of("imm"));

    @Test
    void scrambledImmediateIsStoredAsTheManualSays() {
        assertThat(branch.encode(-4, 11, 10)).isEqualTo(0xfeb50ee3); // binutils: beq a0, a1, . - 4
        assertThat(branch.decode(0xfeb50ee3)).containsExactly(-4, 11, 10);
    }

    @Test
    void limitsFollowFromTheHole() {
        Field imm = branch.field("imm");
        assertThat(imm.min()).isEqualTo(-4096);
        assertThat(imm.max()).isEqualTo(4094);
        assertThat(imm.step()).isEqualTo(2);
        assertThat(imm.fits(3)).isFalse();
    }

    @Test
    void refusalSaysWhatWouldFit() {
        assertThatThrownBy(() -> branch.encode(4096, 0, 0)).isInstanceOf(EncodingException.class)
                .hasMessage("imm = 4096 cannot be encoded; it takes -4096..4094, a multiple of 2");
    }

    @Test
    void patternsOfOddLengthOrWithDoublyPlacedBitsAreRefused() {
        assertThatThrownBy(() -> Pattern.of("rd:5 1100011", Set.of())).hasMessageContaining("12 bits");
        assertThatThrownBy(() -> Pattern.of("imm[4:0] imm[4:0] 000000 1100011 000000001", Set.of()))
                .hasMessageContaining("placed twice");
    }
}
