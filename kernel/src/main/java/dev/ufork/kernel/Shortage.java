package dev.ufork.kernel;

import dev.ufork.dsl.Kernel;

/**
 * A μprocess for which something is short: what lies beyond a limit is hidden from it, and is there again for everybody else. So every allocation of
 * a system call can be made to fail in turn, without a word in the code that allocates.
 *
 * <p>It lasts from the call that says so until one that says otherwise, but only while the μprocess has its turn. With frames, room for kernel objects is
 * short: each takes a frame.
 */
@Kernel
final class Shortage {
    /** Nothing is short. */
    static final int NONE = 0;
    private static final int OF_FRAMES = 1;
    private static final int OF_TABLES = 2;
    private static final int OF_REGIONS = 3;
    private static final int OF_SLOTS = 4;
    private static final int KIND_BITS = 3;
    /** As many as nobody has. */
    static final int MOST = 1 << 24;

    private Shortage() {}

    static boolean exists(long kind) {
        return kind >= NONE && kind <= OF_SLOTS;
    }

    /** Begins, changes or, with {@link #NONE}, ends the shortage of {@code me}, which runs: of what, and how many there are to be. */
    static void set(Uproc me, int kind, int left) {
        if (me.shortage() != NONE) pause(me);
        me.shortage(kind == NONE ? NONE : left << KIND_BITS | kind);
        if (kind != NONE) resume(me);
    }

    private static int kind(Uproc me) {
        return me.shortage() & (1 << KIND_BITS) - 1;
    }

    /** Somebody else's turn begins: all is there again, and how much was left is remembered. */
    static void pause(Uproc me) {
        int left;
        switch (kind(me)) {
            case OF_FRAMES -> {
                left = Frames.show();
                Objects.show();
            }
            case OF_TABLES -> left = Tables.show();
            case OF_REGIONS -> left = Regions.show();
            default -> left = Uprocs.show();
        }
        me.shortage(left << KIND_BITS | kind(me));
    }

    /** The turn of {@code me} begins again. */
    static void resume(Uproc me) {
        int left = me.shortage() >> KIND_BITS;
        switch (kind(me)) {
            case OF_FRAMES -> {
                Frames.hide(left);
                Objects.hide();
            }
            case OF_TABLES -> Tables.hide(left);
            case OF_REGIONS -> Regions.hide(left);
            default -> Uprocs.hide(left);
        }
    }
}
