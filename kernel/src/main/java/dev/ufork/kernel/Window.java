package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;

/**
 * A place where the records of frames are one array although memory is not in one piece: it has pages only where there are frames to tell of.
 *
 * <p>This exists because a frame's number is its distance from the first, on every path of a fork; a board whose second piece of memory begins half a terabyte
 * behind the first would need gigabytes of records otherwise.
 */
@Kernel
final class Window {
    /** Between the arena and the direct map; the whole of an entry of the root. */
    private static final long AT = 1L << 45;
    private static final int TOP_SHIFT = Page.ROOT_SHIFT - 9;
    private static final int INDEX = Page.ENTRIES - 1;

    private Window() {}

    /**
     * Maps the records of all banks, to {@link #records}. Takes pages for them and for tables.
     *
     * @param ram  all memory, from the first bank's begin, which is the physical address {@code base}
     * @param next offset of the first page that is free; and so on up to {@code end}
     * @return the offset behind those that it took
     */
    static long map(Cap ram, long base, long next, long end, Cap root) {
        long upper = next;
        next = cleared(ram, next, end);
        for (int bank = 0; bank < Banks.count(); bank++) {
            long from = Frames.recordBytes(Banks.begin(bank) - base >>> Page.SHIFT);
            long to = Frames.recordBytes(Banks.end(bank) - base >>> Page.SHIFT);
            for (long at = from & -Page.SIZE; at < to; at += Page.SIZE) {
                long table = upper;
                for (int shift = TOP_SHIFT; shift > Page.SHIFT; shift -= 9) {
                    long entry = table + (at >>> shift & INDEX) * 8;
                    if (ram.load64(entry) == 0) {
                        ram.store64(entry, Page.table(base + next));
                        next = cleared(ram, next, end);
                    }
                    table = Page.address(ram.load64(entry)) - base;
                }
                long leaf = table + (at >>> Page.SHIFT & INDEX) * 8;
                if (ram.load64(leaf) != 0) continue;
                ram.store64(leaf, Page.entry(base + next, Page.COMMON));
                next = cleared(ram, next, end);
            }
        }
        Cpu.link(root.plus((AT >>> Page.ROOT_SHIFT) * 8), Page.table(base + upper));
        return next;
    }

    /** The records, which are numbers only. */
    static Cap records(Cap all, long bytes) {
        return all.at(AT).boundedAtLeast(bytes).restrict(Perms.GLOBAL | Perms.LOAD | Perms.STORE);
    }

    private static long cleared(Cap ram, long page, long end) {
        assert page < end;
        Bytes.fill(ram.plus(page), 0, Page.SIZE);
        return page + Page.SIZE;
    }
}
