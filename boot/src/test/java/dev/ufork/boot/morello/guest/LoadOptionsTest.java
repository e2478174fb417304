package dev.ufork.boot.morello.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.hosted.Hosted;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What UEFI's shell and boot options may hand on, and what the kernel makes of it. */
class LoadOptionsTest {
    @BeforeEach
    void fresh() {
        Hosted.fresh();
    }

    private String line(byte[] options) {
        Cap to = Hosted.machine().allocate(64, 16);
        long n = LoadOptions.write(Hosted.machine().bytes(options.length == 0 ? new byte[1] : options), options.length, to);
        byte[] text = new byte[(int) n];
        for (int i = 0; i < n; i++) text[i] = (byte) to.load8(i);
        assertThat(to.load8(n)).isZero();
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line(String options) {
        return line(options.getBytes(StandardCharsets.UTF_16LE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
            "hello|hello", "BOOTAA64.EFI hello|hello", "fs0:\\EFI\\BOOT\\bootaa64.efi  sh -c 'a b' |sh -c 'a b'", "  tree 9 |tree 9",
            "\"fs0:\\my dir\\k.efi\" tree|tree", "k.efi|''", "hello k.efi|hello k.efi", ".efi x|x", "k.efix y|k.efix y", "caf\u00e9 \u20ac \ud83d\ude00|caf\u00e9 \u20ac \ud83d\ude00"})
    void theApplicationsNameIsLeftOut(String options, String line) {
        assertThat(line(options)).isEqualTo(line.equals("''") ? "" : line);
        assertThat(line(options + "\0behind the end")).isEqualTo(line.equals("''") ? "" : line);
    }

    /** Bytes of a boot option that mean something to whoever made it. */
    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "\u0001", "\ud83d x", "\ude00\ud83d", "x\ud83d"})
    void whatIsNoTextIsNone(String options) {
        byte[] bytes = new byte[options.length() * 2];
        for (int i = 0; i < options.length(); i++) {
            bytes[2 * i] = (byte) options.charAt(i);
            bytes[2 * i + 1] = (byte) (options.charAt(i) >>> 8);
        }
        assertThat(line(bytes)).isEmpty();
    }

    @Test
    void oddAndMissingBytes() {
        assertThat(line(new byte[0])).isEmpty();
        assertThat(line(new byte[] {'a'})).isEmpty();
        assertThat(line(new byte[] {'a', 0, 'b'})).isEqualTo("a");
    }

    @Test
    void aLineThatFitsAndOneThatDoesNot() {
        assertThat(line("x".repeat(63))).hasSize(63);
        assertThat(line("x".repeat(64))).isEmpty();
        assertThat(line("x".repeat(62) + "\u00e9")).isEmpty();
    }
}
