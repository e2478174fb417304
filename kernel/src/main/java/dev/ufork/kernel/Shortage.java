package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;

/**
 * A μprocess for which something is short: what lies beyond a limit is hidden from it, and is there again for everybody else. So every allocation of
 * a system call can be made to fail in turn, without a word in the code that allocates.
 *
 * <p>Frames, and with them room for kernel objects, are short from the call that says so until one that says otherwise, but only while the μprocess has its
 * turn. Of slots, regions and tables the next fork is short, and nothing else.
 */
@Kernel
final class Shortage {
    static final int NONE = 0;
    static final int OF_SLOTS = -1;
    static final int OF_REGIONS = -2;
    static final int OF_TABLES = -3;
    /** Asked for: no shortage any more. */
    static final int OVER = -4;

    private Shortage() {}

    /** Begins, changes or ends the shortage of {@code me}, which runs: a kind, or how many frames there are to be. */
    static void set(Uproc me, int limit) {
        if (me.shortage() > NONE) pause(me);
        me.shortage(limit < 0 ? limit : limit + 1);
        if (limit == OVER) me.shortage(NONE);
        if (limit >= 0) resume(me);
    }

    /** Somebody else's turn begins: all is there again, and how much was left is remembered. */
    static void pause(Uproc me) {
        me.shortage(Frames.show() + 1);
        Objects.show();
    }

    /** The turn of {@code me} begins again. */
    static void resume(Uproc me) {
        Frames.hide(me.shortage() - 1);
        Objects.hide();
    }

    /** Hides what the fork of {@code parent} that begins is to be short of. */
    static void begin(Uproc parent) {
        switch (parent.shortage()) {
            case OF_SLOTS -> Uprocs.hide();
            case OF_REGIONS -> Regions.hide();
            default -> Tables.hide();
        }
    }

    /** After that fork. */
    static void end(Uproc parent) {
        switch (parent.shortage()) {
            case OF_SLOTS -> Uprocs.show();
            case OF_REGIONS -> Regions.show();
            default -> Tables.show();
        }
        parent.shortage(NONE);
    }
}
