package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Hosted;

/**
 * A region of code that no interrupt enters: {@code try (var _ = Interrupts.off()) { ... }}
 *
 * <p>Leaving the region, in any way, restores what was before it, so regions nest. Methods marked {@link InterruptsOff} are
 * called only inside.
 */
public final class Interrupts implements AutoCloseable {
    private final boolean before;

    private Interrupts(boolean before) { this.before = before; }

    /** Turns interrupts off until the region ends; legal only in the head of a {@code try}. */
    @Intrinsic(Op.INTERRUPTS_OFF)
    public static Interrupts off() { return new Interrupts(Hosted.interrupts(false)); }

    /** Ends the region; the {@code try} calls it. */
    @Override
    @Intrinsic(Op.INTERRUPTS_RESTORE)
    public void close() { Hosted.interrupts(before); }
}
