package dev.ufork.images.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of commands that try random things for some time. */
final class HowLong {
    @Option(names = "--minutes", paramLabel = "N", defaultValue = "1", description = "How long, all together. Default: ${DEFAULT-VALUE}.")
    private String minutes;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the first round or input; the next has the next one. Default: ${DEFAULT-VALUE}.")
    private String seed;

    Duration time() throws CommandFailure {
        if (!minutes.matches("[0-9]{1,5}(\\.[0-9]{1,3})?")) throw CommandFailure.usage("--minutes %s is no number of minutes; write 10, or 0.5".formatted(minutes));
        return Duration.ofMillis(Math.round(Double.parseDouble(minutes) * 60_000));
    }

    long seed() throws CommandFailure {
        if (!seed.matches("[0-9]{1,9}")) throw CommandFailure.usage("--seed %s is no seed; write a number of up to nine digits".formatted(seed));
        return Long.parseLong(seed);
    }
}
