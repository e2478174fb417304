package dev.ufork.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTest {
    @BeforeEach
    void fresh() {
        Hosted.fresh();
    }

    private static String formatted(ToLongFunction<Cap> part) {
        Cap buffer = Hosted.machine().allocate(64, 16);
        byte[] bytes = new byte[(int) part.applyAsLong(buffer)];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) buffer.load8(i);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, 12345, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersReadAsTheJdkWritesThem(long n) {
        assertThat(formatted(b -> Format.decimal(b, 0, n))).isEqualTo(Long.toString(n));
        assertThat(formatted(b -> Format.unsigned(b, 0, n))).isEqualTo(Long.toUnsignedString(n));
        assertThat(formatted(b -> Format.hex(b, 0, n, 1))).isEqualTo(Long.toHexString(n));
        assertThat(formatted(b -> Format.hex(b, 0, n, 16))).isEqualTo("%016x".formatted(n));
    }

    @Test
    void aPartThatDoesNotFitIsCut() {
        Cap small = Hosted.machine().allocate(4, 16);
        assertThat(Format.text(small, 2, "abc")).isEqualTo(4);
        assertThat(small.load8(3)).isEqualTo('b');
        assertThat(Format.column(small, 4, 60)).isEqualTo(4);
    }

    @Test
    void numbersAreParsedOrRefused() {
        String[] texts = {"0", "-17", "9223372036854775807", "9223372036854775808", "", "-", "1x"};
        long[] values = {0, -17, Long.MAX_VALUE, -1, -1, -1, -1};
        for (int i = 0; i < texts.length; i++) {
            byte[] bytes = texts[i].getBytes(StandardCharsets.UTF_8);
            assertThat(Format.parse(Hosted.machine().bytes(bytes), bytes.length)).as(texts[i]).isEqualTo(values[i]);
        }
    }

    @Test
    void runsOfEveryLengthAndAlignmentAreCopied() {
        Random random = new Random(2);
        for (int n = 0; n < 80; n++) {
            byte[] content = new byte[96];
            random.nextBytes(content);
            Cap from = Hosted.machine().bytes(content).plus(n % 8);
            Cap to = Hosted.machine().allocate(112, 16).plus(random.nextInt(16));
            Bytes.copy(to, from, n);
            assertThat(Bytes.compare(to, from, n)).isZero();
            assertThat(to.load8(n)).as("the byte behind %d", n).isZero();
        }
    }

    @Test
    void overlappingRunsMoveBothWays() {
        byte[] abc = "abcdefgh".getBytes(StandardCharsets.UTF_8);
        Cap up = Hosted.machine().bytes(abc);
        Bytes.move(up.plus(2), up, 6);
        Cap down = Hosted.machine().bytes(abc);
        Bytes.move(down, down.plus(2), 6);
        assertThat(Bytes.compare(up, Hosted.machine().bytes("ababcdef".getBytes(StandardCharsets.UTF_8)), 8)).isZero();
        assertThat(Bytes.compare(down, Hosted.machine().bytes("cdefghgh".getBytes(StandardCharsets.UTF_8)), 8)).isZero();
    }

    @Test
    void capabilitiesAreSortedByWhateverOrder() {
        Random random = new Random(3);
        for (int n : new int[] {0, 1, 2, 11, 12, 13, 100, 1000}) {
            Cap array = Hosted.machine().allocate(Math.max(16, n * 16L), 16);
            long[] expected = new long[n];
            for (int i = 0; i < n; i++) array.storeCap(i * 16L, Cap.NULL.plus(expected[i] = random.nextInt(1 + n / 2)));
            Arrays.sort(expected);
            Sort.caps(array, n, (a, b) -> Long.compare(a.address(), b.address()));
            for (int i = 0; i < n; i++) assertThat(array.loadCap(i * 16L).address()).isEqualTo(expected[i]);
        }
    }
}
