package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;

/** Whole pages, moved with their tags. */
@Kernel
final class Copy {
    /** Bytes whose tags are read at once. */
    static final int GROUP = 64;
    private static final int CAP = 16;
    /** Bytes that one turn of a loop copies. */
    static final int ROUND = 4 * GROUP;

    private Copy() {}

    static void zero(Cap page) {
        for (long at = 0; at < Page.SIZE; at += GROUP) {
            page.storeCap(at, Cap.NULL);
            page.storeCap(at + CAP, Cap.NULL);
            page.storeCap(at + 2 * CAP, Cap.NULL);
            page.storeCap(at + 3 * CAP, Cap.NULL);
        }
    }

    /** Every capability as it is. */
    static void same(Cap to, Cap from) {
        for (long at = 0; at < Page.SIZE; at += GROUP) group(to, from, at);
    }

    /**
     * Copies so many bytes, a multiple of {@link #ROUND}, with every capability moved by {@code move}; returns how many there were.
     *
     * <p>Most groups hold no capability. Four of them a round leave little to count: below three instructions for sixteen bytes.
     */
    static int moved(Cap to, Cap from, long bytes, Move move) {
        int found = 0;
        Cap t = to;
        Cap f = from;
        for (long end = from.address() + bytes; f.address() != end; f = f.plus(ROUND), t = t.plus(ROUND)) {
            found = moved(t, f, 0, move, found);
            found = moved(t, f, GROUP, move, found);
            found = moved(t, f, 2 * GROUP, move, found);
            found = moved(t, f, 3 * GROUP, move, found);
        }
        return found;
    }

    @Inline
    private static int moved(Cap to, Cap from, long at, Move move, int found) {
        if (from.loadTags(at) != 0) return found + tagged(to.plus(at), from.plus(at), move);
        group(to, from, at);
        return found;
    }

    /** One group with capabilities in it. Each is looked at as it was loaded: another core may have stored meanwhile. */
    private static int tagged(Cap to, Cap from, Move move) {
        int found = 0;
        for (long at = 0; at < GROUP; at += CAP) {
            Cap c = from.loadCap(at);
            if (c.tag()) {
                c = Relocate.one(c, move);
                found++;
            }
            to.storeCap(at, c);
        }
        return found;
    }

    /** Moves the capabilities of a page where they are; returns how many there were. */
    static int movedInPlace(Cap page, Move move) {
        int found = 0;
        for (long at = 0; at < Page.SIZE; at += GROUP) {
            if (page.loadTags(at) == 0) continue;
            for (int i = 0; i < GROUP / CAP; i++) {
                Cap c = page.loadCap(at + i * CAP);
                if (!c.tag()) continue;
                page.storeCap(at + i * CAP, Relocate.one(c, move));
                found++;
            }
        }
        return found;
    }

    @Inline
    private static void group(Cap to, Cap from, long at) {
        Cap a = from.loadCap(at);
        Cap b = from.loadCap(at + CAP);
        Cap c = from.loadCap(at + 2 * CAP);
        Cap d = from.loadCap(at + 3 * CAP);
        to.storeCap(at, a);
        to.storeCap(at + CAP, b);
        to.storeCap(at + 2 * CAP, c);
        to.storeCap(at + 3 * CAP, d);
    }
}
