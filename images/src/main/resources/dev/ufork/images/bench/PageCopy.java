package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.kernel.target.Page;

/** The kernel's own work on a page, from one region to the next. */
@Kernel
final class PageCopy {
    private static final long REGION = 1 << 16;
    private static final long CAP = 16;

    private static final Move MOVE = Global.of(Move.class);

    private PageCopy() {}

    /**
     * @param how the capabilities of the page in bits 0..15, and above what is done with it: 0 nothing, 1 copied and relocated,
     *            2 relocated in place, 3 copied as it is, 4 zeroed
     * @return what the target page holds, times 1000, and the number of capabilities that were found
     */
    static long run(Cap memory, long how) {
        Cap from = memory.bounded(REGION).restrict(~Perms.EXECUTE);
        Cap to = memory.plus(4 * REGION).bounded(REGION).restrict(~Perms.EXECUTE);
        MOVE.data(to);
        MOVE.code(Cap.NULL);
        MOVE.from(from.address());
        MOVE.size(REGION);
        MOVE.delta(to.address() - from.address());
        int what = (int) (how >>> 16);
        fill(what == 2 ? to : from, from, how & 0xffff);
        int found = switch (what) {
            case 1 -> Copy.moved(to, from, Page.SIZE, MOVE);
            case 2 -> Copy.movedInPlace(to, MOVE);
            default -> 0;
        };
        if (what == 3) Copy.same(to, from);
        if (what == 4) Copy.zero(to);
        return sum(to) * 1000 + found;
    }

    /** Numbers, and capabilities for places in the first region, evenly spread. */
    private static void fill(Cap page, Cap region, long capabilities) {
        for (long i = 0; i < Page.SIZE; i += 8) page.store64(i, i * 31);
        for (long k = 0; k < capabilities; k++) {
            long at = k * (Page.SIZE / CAP) / capabilities * CAP;
            page.storeCap(at, region.plus(at).bounded(CAP));
        }
    }

    /** Of what is in a page: numbers as they are, capabilities by their distance from it. */
    private static long sum(Cap page) {
        long sum = 0;
        for (long i = 0; i < Page.SIZE; i += CAP) {
            Cap c = page.loadCap(i);
            sum = sum * 31 + (c.tag() ? c.address() - page.address() : page.load64(i));
        }
        return sum;
    }
}
