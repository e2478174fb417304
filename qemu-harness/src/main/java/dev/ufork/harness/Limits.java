package dev.ufork.harness;

import java.time.Duration;

/**
 * How long a run may take altogether, and how long the console may stay silent.
 *
 * @param total   from start to power-off
 * @param silence between two pieces of output, and before the first
 */
public record Limits(Duration total, Duration silence) {

    /** A limit on the whole run only. */
    public static Limits total(Duration total) {
        return new Limits(total, total);
    }

    public Limits withSilence(Duration longest) {
        return new Limits(total, longest);
    }
}
