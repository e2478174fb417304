package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;

/** Whole pages, moved with their tags. */
@Kernel
final class Copy {
    /** Bytes whose tags are read at once. */
    static final int GROUP = 64;
    private static final int CAP = 16;

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

    /** Every capability moved by {@code move}; returns how many there were. */
    static int moved(Cap to, Cap from, Move move) {
        int found = 0;
        for (long at = 0; at < Page.SIZE; at += GROUP) {
            long tags = from.loadTags(at);
            if (tags == 0) {
                group(to, from, at);
                continue;
            }
            for (int i = 0; i < GROUP / CAP; i++) {
                Cap c = from.loadCap(at + i * CAP);
                if (c.tag()) {
                    c = Relocate.one(c, move);
                    found++;
                }
                to.storeCap(at + i * CAP, c);
            }
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
