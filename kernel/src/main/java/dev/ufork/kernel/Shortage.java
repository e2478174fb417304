package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;

/**
 * A fork while something is short: what lies beyond a limit is hidden from it, and is there again afterwards. So every allocation of a fork
 * can be made to fail in turn, without a word in the code that allocates.
 *
 * <p>Interrupts are off meanwhile, so that nobody else notices.
 */
@Kernel
final class Shortage {
    static final int NONE = 0;
    static final int OF_SLOTS = -1;
    static final int OF_REGIONS = -2;
    static final int OF_TABLES = -3;

    private Shortage() {}

    /** Hides what the next fork of {@code parent} is to be short of: a kind, or all frames but so many, less one. */
    static void begin(Uproc parent) {
        switch (parent.shortage()) {
            case OF_SLOTS -> Uprocs.hide();
            case OF_REGIONS -> Regions.hide();
            case OF_TABLES -> Tables.hide();
            default -> Frames.hide(parent.shortage() - 1);
        }
    }

    /** After that fork. */
    static void end(Uproc parent) {
        switch (parent.shortage()) {
            case OF_SLOTS -> Uprocs.show();
            case OF_REGIONS -> Regions.show();
            case OF_TABLES -> Tables.show();
            default -> Frames.show();
        }
        parent.shortage(NONE);
    }
}
