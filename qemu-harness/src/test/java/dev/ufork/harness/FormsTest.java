package dev.ufork.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, durations and commands as people write them. */
class FormsTest {
    @ParameterizedTest
    @CsvSource({"256M,268435456,256M", "1G,1073741824,1G", "1024M,1073741824,1G", "512k,524288,512K", "4096,4096,4K", "5000,5000,5000"})
    void memory(String text, long bytes, String shortest) {
        assertThat(MemorySize.parse(text)).hasValue(bytes);
        assertThat(MemorySize.format(bytes)).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "0", "-1M", "+1M", "1T", "1.5G", "9999999999G", "99999999999999999999", "256 M"})
    void noMemory(String text) {
        assertThat(MemorySize.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"60s,60000,60 s", "500ms,500,500 ms", "2m,120000,120 s", "90,90000,90 s", "1h,3600000,3600 s"})
    void duration(String text, long millis, String shortest) {
        assertThat(Durations.parse(text)).hasValue(Duration.ofMillis(millis));
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "0", "0s", "-1s", "1.5s", "1d", "10000000000s"})
    void noDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void commandsCanBePasted() {
        assertThat(ShellWords.join(List.of("/a b/qemu", "-cpu", "rv64,Xcheri_v9=true", "it's", "")))
                .isEqualTo("'/a b/qemu' -cpu rv64,Xcheri_v9=true 'it'\\''s' ''");
    }
}
