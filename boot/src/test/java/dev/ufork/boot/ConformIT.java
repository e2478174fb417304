package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sentences of the manual about memory, threads, limits and time, and every call with bad arguments, tried on both machines by programs of the image. */
@ParameterizedClass
@EnumSource(Built.class)
class ConformIT {
    private final Path image;

    ConformIT(Built built) throws Exception {
        image = built.image();
    }

    private void conforms(On on, String program) throws Exception {
        Outcome outcome = on.run(image, program);
        assertThat(outcome.consoleText()).containsPattern("(?m)^[1-9][0-9]+ sentences tried, 0 failed\n\\z");      // before it, reports of faults that are meant
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void mappedMemoryIsWhatTheManualSays(On on) throws Exception {
        conforms(on, "conform-memory");
    }

    @ParameterizedTest
    @EnumSource
    void threadsAreWhatTheManualSays(On on) throws Exception {
        conforms(on, "conform-threads");
    }

    @ParameterizedTest
    @EnumSource
    void everyCallAnswersBadArguments(On on) throws Exception {
        conforms(on, "conform-calls");
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreWhatTheManualSays(On on) throws Exception {
        conforms(on, "conform-limits");
    }

    @ParameterizedTest
    @EnumSource
    void timesAreWhatTheManualSays(On on) throws Exception {
        conforms(on, "conform-time");
    }
}
