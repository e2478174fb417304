package dev.ufork.images.verify;

import dev.ufork.images.verify.Seen.Entry;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Something that must not be, put into the memory of a machine that stands still.
 *
 * @param rule  what must be found violated
 * @param what  in words
 * @param granule what is written
 */
record Planted(Rule rule, String what, Granule granule) {

    /** All, for a snapshot in which families live. */
    static List<Planted> all(Built built, Snapshot s) {
        Seen seen = Seen.of(s);
        Entry mine = seen.owned().getFirst();
        Entry theirs = seen.owned().stream().filter(e -> !e.region().equals(mine.region())).findFirst().orElseThrow();
        Entry foreign = seen.foreign().findFirst().orElseThrow();
        List<Planted> all = new ArrayList<>();
        capabilities(all, built, s, tagged(s, seen, mine.region()), mine, theirs);
        entries(all, built, s, mine, theirs, foreign, seen);
        all.add(new Planted(Rule.ONE_TABLE, "a leaf table of two regions",
                word(s, Seen.middle(s, theirs.address()), s.word(Seen.middle(s, mine.address())))));
        records(all, built, s, seen.page(mine));
        kernels(all, built, s, seen, mine);
        return all;
    }

    private static void capabilities(List<Planted> all, Built built, Snapshot s, long at, Entry mine, Entry theirs) {
        Capability root = Capability.root(s.architecture().format());
        Capability region = root.at(mine.region().base()).bounded(mine.region().size());
        all.add(new Planted(Rule.CAPABILITY, "the kernel's memory in a page", put(at, data(root.at(built.ram).bounded(4096)))));
        all.add(new Planted(Rule.CAPABILITY, "another region in a page", put(at, data(root.at(theirs.region().base()).bounded(4096)))));
        all.add(new Planted(Rule.CAPABILITY, "the guard space behind the region",
                put(at, data(root.at(mine.region().base()).bounded(2 * mine.region().size())))));
        all.add(new Planted(Rule.CAPABILITY, "a sealed entry that is none", put(at, root.at(built.ram + 0x4000).asSentry())));
        all.add(new Planted(Rule.AUTHORITY, "a right to write and execute",
                put(at, permitting(region, Permission.LOAD, Permission.STORE, Permission.EXECUTE))));
        all.add(new Planted(Rule.AUTHORITY, "a right to seal", put(at, permitting(region, Permission.LOAD, Permission.SEAL))));
        all.add(new Planted(Rule.AUTHORITY, "a right to system registers", put(at, permitting(region, Permission.EXECUTE, Permission.SYSTEM))));
    }

    private static void entries(List<Planted> all, Built built, Snapshot s, Entry mine, Entry theirs, Entry foreign, Seen seen) {
        all.add(new Planted(Rule.KERNEL_MEMORY, "a page of the kernel's image", word(s, mine.at(), built.with(mine.entry(), built.ram))));
        all.add(new Planted(Rule.KERNEL_MEMORY, "a device", word(s, mine.at(), built.with(mine.entry(), built.device))));
        all.add(new Planted(Rule.PAGE_TABLE, "its own page table", word(s, mine.at(), built.with(mine.entry(), mine.at() & -Paging.PAGE))));
        all.add(new Planted(Rule.WRITABLE_CODE, "code that can be written", word(s, mine.at(), built.executable(mine.entry()))));
        all.add(new Planted(Rule.WRITABLE_SHARED, "a page that another writes", word(s, mine.at(), built.with(mine.entry(), seen.page(theirs)))));
        all.add(new Planted(Rule.FOREIGN_PAGE, "a page from elsewhere without its trap", word(s, foreign.at(), built.open(foreign.entry()))));
        all.add(new Planted(Rule.FOREIGN_PAGE, "a page from elsewhere that can be written", word(s, foreign.at(), built.writable(foreign.entry()))));
    }

    private static void records(List<Planted> all, Built built, Snapshot s, long page) {
        Frames frames = new Frames(s);
        Capability kernel = data(Capability.root(s.architecture().format()).at(built.ram).bounded(64));
        all.add(new Planted(Rule.SAVED_REGISTER, "the kernel in a register of one who waits", put(register(s), kernel)));
        all.add(new Planted(Rule.REFERENCES, "a count that forgot somebody", number(s, s.physical(frames.of(frames.at(page)).at("references")), 0)));
        long zeroed = s.physical(Kept.of(s, "Frames$Pool", s.object("Frames.POOL")).at("zeroed"));
        all.add(new Planted(Rule.FREE_FRAME, "a page that is given to the next", number(s, zeroed, frames.at(page))));
    }

    /** What the kernel has taken for itself, shown to somebody who may only read it. */
    private static void kernels(List<Planted> all, Built built, Snapshot s, Seen seen, Entry mine) {
        Frames frames = new Frames(s);
        KernelPages kernel = KernelPages.of(s, frames, Regions.of(s));
        List<Integer> own = kernel.own().stream().sorted().toList();
        Entry constant = seen.entries().stream().filter(e -> s.paging().isValid(e.entry()) && !s.paging().isWritable(e.entry())
                && !s.paging().takesCapabilities(e.entry())).findFirst().orElseThrow();
        Entry entries = seen.entries().stream().filter(e -> kernel.hasEntries(frames.at(seen.page(e)))).findFirst().orElseThrow();
        for (int frame : List.of(own.getFirst(), own.getLast()))
            all.add(new Planted(Rule.KERNEL_MEMORY, "frame %d of the kernel, to be read".formatted(frame),
                    word(s, constant.at(), built.with(constant.entry(), frames.address(frame)))));
        all.add(new Planted(Rule.KERNEL_MEMORY, "the page of entries, to be written", word(s, entries.at(), built.writable(entries.entry()))));
        Capability heap = Capability.root(s.architecture().format()).at(Snapshot.DIRECT + frames.address(own.getFirst())).bounded(Paging.PAGE);
        all.add(new Planted(Rule.CAPABILITY, "the kernel's heap in a page, to be read", put(tagged(s, seen, mine.region()),
                permitting(heap, Permission.GLOBAL, Permission.LOAD))));
        all.add(new Planted(Rule.HOMELESS, "a written page that forgot its home", number(s, s.physical(frames.of(frames.at(seen.page(mine))).at("home")), 0)));
    }

    /** A place in a page of the region that holds a capability: what is put there with a tag can be put there by who leaves tags as they are. */
    private static long tagged(Snapshot s, Seen seen, Regions.Region region) {
        return seen.owned().stream().filter(e -> e.region().equals(region)).map(seen::page)
                .flatMap(page -> LongStream.range(0, Paging.PAGE / Ram.GRANULE).mapToObj(n -> page + n * Ram.GRANULE))
                .filter(s.memory()::tag).findFirst().orElseThrow();
    }

    /** A saved register that holds a capability, of somebody who waits. */
    private static long register(Snapshot s) {
        return Regions.of(s).processes.stream().map(p -> p.record().inner("frame", "UserFrame"))
                .flatMap(frame -> IntStream.range(1, 32).mapToObj(n -> s.physical(frame.at("register", n)))).filter(s.memory()::tag).findFirst().orElseThrow();
    }

    private static Capability data(Capability c) {
        return permitting(c, Permission.GLOBAL, Permission.LOAD, Permission.STORE, Permission.LOAD_CAP, Permission.STORE_CAP, Permission.STORE_LOCAL);
    }

    private static Capability permitting(Capability c, Permission... permissions) {
        return c.permitting(Permission.mask(c.format(), permissions));
    }

    private static Granule put(long at, Capability c) {
        return Granule.of(at, c);
    }

    private static Granule word(Snapshot s, long at, long value) {
        return Granule.word(s.memory(), at, value);
    }

    private static Granule number(Snapshot s, long at, int value) {
        return Granule.number(s.memory(), at, value);
    }
}
