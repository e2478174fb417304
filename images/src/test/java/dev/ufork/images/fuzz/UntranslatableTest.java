package dev.ufork.images.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UntranslatableTest {
    @ParameterizedTest
    @ValueSource(ints = {0x4ef86800, 0x4e783b58, 0x4e78da99, 0x2e796a1a})
    void unallocatedHalfPrecision(int word) {
        assertThat(Untranslatable.is(word)).isTrue();
    }

    /** fabs v0.8h, v1.8h; fcvtns v0.4h, v0.4h; fsqrt v3.8h, v3.8h; nop, as GNU as has them. */
    @ParameterizedTest
    @ValueSource(ints = {0x4ef8f820, 0x0e79a800, 0x6ef9f863, 0xd503201f})
    void allocatedOnes(int word) {
        assertThat(Untranslatable.is(word)).isFalse();
    }

    @Test
    void theyAreRemovedWhereverTheyLie() {
        for (int at = 0; at <= 8; at++) {
            ByteBuffer text = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            text.putInt(at, 0x4ef86800);
            Untranslatable.remove(text, 0, 16);
            for (int i = 0; i <= 12; i++) assertThat(Untranslatable.is(text.getInt(i))).isFalse();
            assertThat(text.getInt(at & -4)).isEqualTo(0xd503201f);
        }
    }
}
