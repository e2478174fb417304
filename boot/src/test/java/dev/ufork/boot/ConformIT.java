package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sentences of the manual about memory, threads, limits and time, and every call with bad arguments, tried on both machines by programs of the image. */
@ParameterizedClass
@EnumSource(Built.class)
class ConformIT {
    private final Path image;

    ConformIT(Built built) throws Exception {
        image = built.image();
    }

    private static Stream<Arguments> programs() {
        return Stream.of("memory", "threads", "calls", "limits", "time").flatMap(of -> Arrays.stream(On.values()).map(on -> Arguments.of(of, on)));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theKernelDoesWhatTheManualSays(String of, On on) throws Exception {
        Outcome outcome = on.run(image, "conform-" + of);
        assertThat(outcome.consoleText()).containsPattern("(?m)^[1-9][0-9]+ sentences tried, 0 failed\n\\z");      // before it, reports of faults that are meant
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }
}
