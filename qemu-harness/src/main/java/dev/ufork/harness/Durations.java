package dev.ufork.harness;

import java.time.Duration;
import java.util.Optional;

/** Durations as people write them: {@code 60s}, {@code 500ms}, {@code 2m}, plain seconds. */
public final class Durations {
    private Durations() {}

    /** The duration, or nothing if {@code text} is none or is zero. */
    public static Optional<Duration> parse(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        if (unit == 0 || unit > 9) {
            return Optional.empty();
        }
        long value = Long.parseLong(text.substring(0, unit));
        Duration duration = switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(value);
            case "", "s" -> Duration.ofSeconds(value);
            case "m", "min" -> Duration.ofMinutes(value);
            case "h" -> Duration.ofHours(value);
            default -> Duration.ZERO;
        };
        return duration.isZero() ? Optional.empty() : Optional.of(duration);
    }

    /** The shortest exact way to write whole milliseconds. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
