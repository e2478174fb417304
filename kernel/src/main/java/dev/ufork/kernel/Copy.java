package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;

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
        long start = move.from();
        long size = move.size();
        long delta = move.delta();
        Cap data = move.data();
        int found = one(to, from, 0, move, start, size, delta, data);
        found += one(to, from, CAP, move, start, size, delta, data);
        found += one(to, from, 2 * CAP, move, start, size, delta, data);
        return found + one(to, from, 3 * CAP, move, start, size, delta, data);
    }

    /** Most capabilities mean data of the region, and are not sealed; {@link Relocate} knows the others. */
    @Inline
    private static int one(Cap to, Cap from, long at, Move move, long start, long size, long delta, Cap data) {
        Cap c = from.loadCap(at);
        if (!c.tag()) {
            to.storeCap(at, c);
            return 0;
        }
        long base = c.base() - start;
        if (U.lt(base, size) && U.le(c.length(), size - base) && (c.perms() & Perms.EXECUTE) == 0 && !c.isSealed()) {
            Cap moved = data.build(c.at(c.address() + delta));
            if (moved.tag()) {
                to.storeCap(at, moved);
                return 1;
            }
        }
        to.storeCap(at, Relocate.one(c, move));
        return 1;
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
