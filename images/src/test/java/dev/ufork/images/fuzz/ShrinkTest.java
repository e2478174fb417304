package dev.ufork.images.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Failures planted among steps that do nothing. */
class ShrinkTest {
    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static List<String> least(List<String> steps, Predicate<List<String>> fails) {
        assertThat(fails).accepts(steps);
        List<String> least = Shrink.of(steps, _ -> List.of(), fails, 10_000);
        assertThat(fails).accepts(least);
        for (int n = 0; n < least.size(); n++) {
            List<String> without = new ArrayList<>(least);
            without.remove(n);
            assertThat(fails).rejects(without);
        }
        return least;
    }

    @Test
    void oneStepIsFoundAmongMany() {
        assertThat(least(numbers(1000), steps -> steps.contains("617"))).containsExactly("617");
    }

    @Test
    void stepsThatFailTogetherAreKeptInTheirOrder() {
        assertThat(least(numbers(300), steps -> steps.containsAll(List.of("3", "150", "299")))).containsExactly("3", "150", "299");
        assertThat(least(numbers(64), steps -> steps.size() >= 7)).hasSize(7);
    }

    @Test
    void whatFailsWithoutAnyStepHasNone() {
        assertThat(least(numbers(20), _ -> true)).isEmpty();
    }

    @Test
    void randomFailuresBecomeMinimal() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> wanted = IntStream.range(0, random.nextInt(1, 6)).mapToObj(_ -> Integer.toString(random.nextInt(100))).distinct().toList();
            assertThat(least(numbers(100), steps -> steps.containsAll(wanted))).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @Test
    void stepsBecomeSimplerOneByOne() {
        List<String> least = Shrink.of(List.of("9", "x", "7"), step -> step.equals("x") ? List.of() : List.of("0", Integer.toString(Math.max(0, Integer.parseInt(step) - 1))),
                steps -> steps.stream().filter(s -> !s.equals("x")).mapToInt(Integer::parseInt).sum() >= 5, 10_000);
        assertThat(least).containsExactly("5");
    }

    @Test
    void triesAreCounted() {
        int[] asked = {0};
        List<String> least = Shrink.of(numbers(1000), _ -> List.of(), steps -> ++asked[0] > 0 && steps.contains("1"), 5);
        assertThat(asked[0]).isEqualTo(5);
        assertThat(least).contains("1").hasSizeLessThan(1000);
    }
}
