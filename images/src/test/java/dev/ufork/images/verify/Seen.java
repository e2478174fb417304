package dev.ufork.images.verify;

import dev.ufork.images.verify.Regions.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The leaf tables of the μprocesses in a snapshot, entry by entry. */
record Seen(Snapshot s, List<Entry> entries) {

    /** An entry of a leaf table: where it lies, and what it says. */
    record Entry(Region region, long address, long at, long entry) {}

    static Seen of(Snapshot s) {
        List<Entry> all = new ArrayList<>();
        Regions regions = Regions.of(s);
        for (Regions.Process p : regions.processes) {
            Region region = regions.numbered(p.region());
            for (long from = region.base(); from < region.base() + region.size(); from += 1 << 21) {
                long middle = s.word(middle(s, from));
                if (!s.paging().isValid(middle)) continue;
                for (int i = 0; i < Paging.ENTRIES; i++) {
                    long at = s.paging().address(middle) + 8L * i;
                    if (s.word(at) != 0) all.add(new Entry(region, from + i * Paging.PAGE, at, s.word(at)));
                }
            }
        }
        return new Seen(s, all);
    }

    long page(Entry e) {
        return s.paging().address(e.entry());
    }

    /** Pages that their region writes, and to and from which capabilities go. */
    List<Entry> owned() {
        return entries.stream().filter(e -> s.paging().isWritable(e.entry()) && s.paging().loadsCapabilities(e.entry())).toList();
    }

    /** Pages that have their home elsewhere. */
    Stream<Entry> foreign() {
        Frames frames = new Frames(s);
        return entries.stream().filter(e -> s.paging().isValid(e.entry()) && frames.at(page(e)) > 0 && frames.home(frames.at(page(e))) != 0
                && frames.home(frames.at(page(e))) != e.region().number());
    }

    /** Do several families live, and are pages seen from elsewhere? */
    boolean isRich() {
        return owned().stream().map(Entry::region).distinct().count() > 3 && foreign().count() > 3;
    }

    /** Where the entry of the middle table for the address lies. */
    static long middle(Snapshot s, long address) {
        long upper = s.paging().address(s.word(s.paging().root() + 8L * Paging.index(address, Paging.TOP)));
        return s.paging().address(s.word(upper + 8L * Paging.index(address, 2))) + 8L * Paging.index(address, 1);
    }
}
