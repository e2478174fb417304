package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs that take all there is of something ({@code attack -bombs}), on a machine of little memory; and how long calls with much to do keep others waiting
 * ({@code attack -turns}).
 */
class BombsIT {
    private static final long MEMORY = 32L << 20;
    /** Those that neither fill the memory nor go on for long; QEMU tries all. */
    private static final List<String> QUICK = List.of("bomb-fork", "bomb-generations", "bomb-descriptors", "bomb-folders");
    private static final int BOMBS = 15;
    /** A turn, and what a call may need beyond it before somebody else's begins, in microseconds. */
    private static final int TURN = 1000;
    private static final int BEYOND = 1000;
    private static final Pattern LINE = Pattern.compile("(.*): (\\d+) instructions, (\\d+) us");

    private static void allAreStopped(Outcome outcome, int bombs) {
        String report = String.join("\n", outcome.report());
        assertThat(outcome.consoleText()).as(report).contains("attack: " + bombs + " attempts, " + bombs + " stopped as they should\n");
        assertThat(outcome.verdict()).as(report).isEqualTo(new Verdict.Exited(0));
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfAnyBomb(Built image) throws Exception {
        allAreStopped(On.QEMU.run(image.image(), MEMORY, "attack", "-bombs"), BOMBS);
    }

    @ParameterizedTest
    @EnumSource
    void theSameOnTheEmbeddedMachine(Built image) throws Exception {
        allAreStopped(On.EMBEDDED.run(image.image(), MEMORY, Stream.concat(Stream.of("attack", "-bombs"), QUICK.stream()).toArray(String[]::new)), QUICK.size());
    }

    /** Time is instructions there. */
    @ParameterizedTest
    @EnumSource
    void noCallKeepsOthersFromTheirTurnsForLong(Built image) throws Exception {
        String said = On.EMBEDDED.run(image.image(), MEMORY, "attack", "-turns").consoleText();
        assertThat(said.lines()).hasSize(14).allSatisfy(line -> {
            var parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            assertThat(Integer.parseInt(parts.group(3))).as(line).isLessThan(TURN + BEYOND);
        });
    }
}
