package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines out of bytes that come in pieces. */
class LinesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void linesAreTheSameHoweverTheBytesCome(int step) {
        List<String> found = new ArrayList<>();
        Lines lines = new Lines(found::add);
        byte[] bytes = "μFork\r\n\nends  \nand".getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += step) lines.write(bytes, at, Math.min(step, bytes.length - at));
        assertThat(found).containsExactly("μFork", "", "ends  ");
        assertThat(lines.rest()).isEqualTo("and");
    }

    @ParameterizedTest
    @ValueSource(ints = {4095, 4096, 4097, 100_000})
    void aLongLineKeepsItsBegin(int length) {
        List<String> found = new ArrayList<>();
        Lines lines = new Lines(found::add);
        lines.write("x".repeat(length).concat("\nnext\n").getBytes(StandardCharsets.UTF_8), 0, length + 6);
        assertThat(found).containsExactly("x".repeat(Math.min(length, 4096)), "next");
    }
}
