package dev.ufork.ci.differential;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.UnusableFile;
import dev.ufork.harness.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Recipes, the window's first content, and what machines make of cases that use them.
 *
 * @param recipes first those for the program counter
 * @param window  a recipe a granule
 */
record Suite(List<Recipe> recipes, int[] window) {
    private static final Limits LIMITS = Limits.total(Duration.ofSeconds(120));

    static final int CODE_RECIPES = Recipe.code().size();

    /** The prepared values of a seed. */
    static Suite of(long seed) {
        Random random = new Random(seed);
        List<Recipe> recipes = new ArrayList<>(Recipe.code());
        recipes.addAll(Recipe.values(random));
        int[] window = random.ints(Guest.WINDOW_BYTES / 16, CODE_RECIPES, recipes.size()).toArray();
        return new Suite(List.copyOf(recipes), window);
    }

    Generator generator(Random random) {
        return new Generator(random, CODE_RECIPES, recipes);
    }

    /** The recipe of the integer zero, which is the null capability. */
    int zero() {
        return IntStream.range(CODE_RECIPES, recipes.size()).filter(i -> recipes.get(i).text().equals("0x0")).findFirst().orElseThrow();
    }

    /**
     * What each case leaves behind; fewer states than cases if the machine did not come to the end.
     *
     * @param counting whether instret must be exact
     */
    Run run(Machine machine, List<Case> cases, boolean counting) throws IOException, InterruptedException, UnusableFile {
        Path file = Files.createTempFile("differential", ".elf");
        try {
            Files.write(file, Guest.image(recipes, window, cases));
            Outcome outcome = Monitor.run(machine, Boot.of(ElfFile.read(file)).withCounting(counting), LIMITS, OutputStream.nullOutputStream());
            return new Run(State.read(outcome.console()), outcome);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** States, and how the run ended. */
    record Run(List<State> states, Outcome outcome) {
        boolean ended() {
            return outcome.verdict() instanceof Verdict.Exited(int status) && status == 0;
        }
    }
}
