package dev.ufork.images.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the kernel counts, counted anew on a machine that stands still and where no core is in the kernel: who refers to each frame, table, file, pipe and
 * mapping, whose home each frame is, what is free, which process is whose child.
 *
 * <p>Everything is found from where the kernel itself begins: the page table, the table of processes, the names of files. So what nobody refers to any more,
 * and is not free either, is found, too: it is lost.
 */
public final class Ledger {
    private static final int MOST = 100;
    private static final int CAP = 16;
    private static final int SLOTS = 512;
    private static final int MIDDLE_ENTRIES = 1 << 16;
    private static final int DESCRIPTOR_WORDS = 4;
    private static final int SHORT_NAME = 32;
    private static final int FIRST_PROCESS = 1;
    // Ordinals of the kernel's enums.
    private static final int FILES = 0;
    private static final int OPEN_FILE = 1;
    private static final int PIPE = 2;
    private static final int NODE = 3;
    private static final int SHORT_ENTRY = 4;
    private static final int LONG_ENTRY = 5;
    private static final int ACTIONS = 6;
    private static final int MAPPING = 7;
    private static final int MAPPINGS = 8;
    private static final int LIMITS = 9;
    private static final int KINDS = 10;
    private static final int PIPE_READER = 3;
    private static final int PIPE_WRITER = 4;
    private static final int FREE_SLOT = 0;
    private static final int LEFT = 5;

    private final Snapshot s;
    private final Frames frames;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Integer, Integer> references = new HashMap<>();
    /** Objects by address, and how many refer to each. */
    private final List<Map<Long, Integer>> objects = new ArrayList<>();
    private final Set<Integer> slabs = new HashSet<>();
    private final Map<Long, Integer> names = new TreeMap<>();

    private Ledger(Snapshot s) {
        this.s = s;
        frames = new Frames(s);
        for (int kind = 0; kind < KINDS; kind++) objects.add(new TreeMap<>());
    }

    /** Every count that is wrong, at most a hundred; none before the kernel has begun its first process. */
    public static List<Violation> check(Snapshot s) {
        Ledger ledger = new Ledger(s);
        if (ledger.uproc(FIRST_PROCESS).index("state") == FREE_SLOT) return List.of();
        ledger.tables();
        ledger.names();
        ledger.processes();
        ledger.contents();
        ledger.slabs();
        ledger.kept();
        ledger.frames();
        ledger.regions();
        ledger.family();
        return List.copyOf(ledger.violations);
    }

    private void equal(Rule rule, long kept, long found, String what, Object... values) {
        if (kept != found && violations.size() < MOST) violations.add(new Violation(rule, "%s: the kernel says %d, %d are found".formatted(what.formatted(values), kept, found)));
    }

    private Kept uproc(int slot) {
        return Kept.of(s, "Uproc", s.object("Uprocs.RECORDS") + slot * (long) Kept.shape("Uproc").size());
    }

    private void refer(int frame) {
        if (frame > 0) references.merge(frame, 1, Integer::sum);
    }

    /** One more refers to an object of the kind; null is none. False when it was known before. */
    private boolean refer(int kind, Kept object) {
        if (object == null) return false;
        return objects.get(kind).merge(object.address(), 1, Integer::sum) == 1;
    }

    // ------------------------------------------------------------------------------------------------ tables and pages

    private void tables() {
        Kept roots = Kept.of(s, "Tables$Roots", s.object("Tables.ROOTS"));
        long middle = s.capability(roots.at("middle")).base();
        Map<Long, Integer> shares = new TreeMap<>();
        for (int n = 0; n < MIDDLE_ENTRIES; n++) {
            long entry = s.word(middle + 8L * n);
            if (entry != 0) shares.merge(s.paging().address(entry), 1, Integer::sum);
        }
        equal(Rule.COUNT, roots.index("used"), shares.size(), "leaf tables");
        long records = s.capability(roots.at("records")).base();
        shares.forEach((at, sharers) -> table(at, sharers, records));
    }

    private void table(long at, int sharers, long records) {
        int frame = frames.at(at);
        Kept table = Kept.of(s, "LeafTable", records + frames.of(frame).index("table") * (long) Kept.shape("LeafTable").size());
        equal(Rule.COUNT, table.index("frame"), frame, "the frame of a leaf table");
        equal(Rule.COUNT, table.index("shares"), sharers, "regions that name the leaf table in frame %d", frame);
        refer(frame);
        for (int n = 0; n < Paging.ENTRIES; n++) {
            long entry = s.word(at + 8L * n);
            long populated = s.word(table.at("populated", n >>> 6)) >>> (n & 63) & 1;
            equal(Rule.COUNT, populated, entry != 0 ? 1 : 0, "pages of entry %d of the leaf table in frame %d", n, frame);
            if (entry != 0) refer(frames.at(s.paging().address(entry)));
        }
    }

    // ------------------------------------------------------------------------------------------------------- objects

    private void names() {
        long table = s.object("Directories.TABLE");
        for (int bucket = 0; bucket < SLOTS; bucket++) {
            long first = s.word(table + bucket * (long) CAP);
            for (Kept e = first == 0 ? null : Kept.of(s, "Entry", first); e != null; e = e.referred("chain", "Entry")) {
                refer(e.index("length") <= SHORT_NAME ? SHORT_ENTRY : LONG_ENTRY, e);
                Kept node = e.referred("node", "Node");
                names.merge(node.address(), 1, Integer::sum);
                objects.get(NODE).merge(node.address(), 0, Integer::sum);
            }
        }
    }

    private void processes() {
        for (int slot = 1; slot < SLOTS; slot++) {
            Kept its = uproc(slot).inner("ownHoldings", "Holdings");
            refer(NODE, its.referred("directory", "Node"));
            refer(ACTIONS, its.referred("actions", "Actions"));
            refer(LIMITS, its.referred("limits", "Limits"));
            Kept files = its.referred("files", "Files");
            if (refer(FILES, files)) descriptors(files);
            refer(OPEN_FILE, uproc(slot).referred("uses", "OpenFile"));
            Kept list = uproc(slot).inner("ownSpace", "Space").referred("mappings", "Mappings");
            if (!refer(MAPPINGS, list)) continue;
            for (Kept m = list.referred("first", "Mapping"); m != null; m = m.referred("next", "Mapping")) {
                refer(MAPPING, m);
                refer(NODE, m.referred("node", "Node"));
            }
        }
        refer(NODE, Kept.of(s, "Nodes$Roots", s.object("Nodes.ROOTS")).referred("root", "Node"));
        equalAll(FILES, "Files", "sharers");
        equalAll(ACTIONS, "Actions", "sharers");
        equalAll(MAPPINGS, "Mappings", "sharers");
        equalAll(LIMITS, "Limits", "sharers");
        equalAll(OPEN_FILE, "OpenFile", "references");
    }

    private void equalAll(int kind, String name, String field) {
        objects.get(kind).forEach((at, found) -> equal(Rule.COUNT, Kept.of(s, name, at).index(field), found, "%s of %s at 0x%x", field, name, at));
    }

    private void descriptors(Kept files) {
        refer(files.index("frame"));
        long entries = s.word(files.at("entries"));
        for (int n = 0; n < DESCRIPTOR_WORDS * 64; n++) {
            if ((s.word(files.at("used", n >>> 6)) >>> (n & 63) & 1) == 0) continue;
            refer(OPEN_FILE, Kept.of(s, "OpenFile", s.word(entries + n * (long) CAP)));
        }
    }

    /** What open files and nodes have: pipes, pages. */
    private void contents() {
        Map<Long, int[]> ends = new TreeMap<>();
        for (long at : objects.get(OPEN_FILE).keySet()) {
            Kept file = Kept.of(s, "OpenFile", at);
            int kind = file.index("kind");
            boolean pipe = kind == PIPE_READER || kind == PIPE_WRITER;
            Kept object = file.referred("object", pipe ? "Pipe" : "Node");
            if (!pipe) refer(NODE, object);
            else ends.computeIfAbsent(object.address(), x -> new int[2])[kind - PIPE_READER]++;
        }
        ends.forEach((at, count) -> {
            Kept pipe = Kept.of(s, "Pipe", at);
            refer(PIPE, pipe);
            refer(pipe.index("frame"));
            refer(NODE, pipe.referred("fifo", "Node"));
            equal(Rule.COUNT, pipe.index("readers"), count[0], "readers of the pipe at 0x%x", at);
            equal(Rule.COUNT, pipe.index("writers"), count[1], "writers of the pipe at 0x%x", at);
        });
        Kept root = Kept.of(s, "Nodes$Roots", s.object("Nodes.ROOTS")).referred("root", "Node");
        objects.get(NODE).forEach((at, found) -> node(Kept.of(s, "Node", at), found - (at == root.address() ? 1 : 0)));
    }

    private void node(Kept node, int found) {
        equal(Rule.COUNT, node.index("references"), found, "references of node %d", node.number("number"));
        if (node.index("kind") != 0) return;
        equal(Rule.COUNT, node.index("links"), names.getOrDefault(node.address(), 0), "names of node %d", node.number("number"));
        equal(Rule.COUNT, node.index("frames"), pages(node.index("top"), node.index("levels")), "pages of node %d", node.number("number"));
    }

    private int pages(int frame, int levels) {
        if (frame == 0) return 0;
        refer(frame);
        if (levels == 0) return 1;
        int pages = 0;
        for (long at = 0; at < Paging.PAGE; at += 4) pages += pages((int) s.memory().load(frames.address(frame) + at, 4), levels - 1);
        return pages;
    }

    private void slabs() {
        Kept lists = Kept.of(s, "Objects$Lists", s.object("Objects.LISTS"));
        for (int kind = 0; kind < KINDS; kind++) {
            for (long object : objects.get(kind).keySet()) slab(object);
            withRoom(lists.at("first", kind));
            if (Frames.isShort(s)) withRoom(lists.at("hidden", kind));
            equal(Rule.COUNT, s.memory().load(s.physical(lists.at("live", kind)), 4), objects.get(kind).size(), "objects of kind %d", kind);
        }
    }

    /** The pages that have room, in a list. */
    private void withRoom(long list) {
        long first = s.word(list);
        for (Kept page = first == 0 ? null : Kept.of(s, "Slab", first); page != null; page = page.referred("next", "Slab")) slab(page.address());
    }

    private void slab(long object) {
        int frame = frames.at(s.physical(object) & -Paging.PAGE);
        if (slabs.add(frame)) refer(frame);
    }

    private void kept() {
        Kept entries = Kept.of(s, "Entries$Table", s.object("Entries.TABLE"));
        refer(entries.index("full"));
        refer(entries.index("light"));
    }

    // ----------------------------------------------------------------------------------------------- frames and regions

    private void frames() {
        equal(Rule.FREE, frames.free(), frames.listed(), "free frames");
        equal(Rule.FREE, frames.ready(), frames.listedAsZeroed(), "zeroed frames");
        for (int frame = frames.first(); frame < frames.count(); frame++) {
            int found = references.getOrDefault(frame, 0);
            if (frames.isFree(frame) ? found != 0 || frames.references(frame) != 0 : found == 0)
                equal(Rule.FREE, frames.references(frame), found, "references of the %s frame %d", frames.isFree(frame) ? "free" : "lost", frame);
            else equal(Rule.COUNT, frames.references(frame), found, "references of frame %d", frame);
        }
    }

    private void regions() {
        Map<Integer, Integer> homed = new HashMap<>();
        for (int frame = frames.first(); frame < frames.count(); frame++) if (!frames.isFree(frame)) homed.merge(frames.home(frame), 1, Integer::sum);
        Map<Integer, Integer> free = new TreeMap<>();
        long size = Kept.shape("Region").size();
        for (int number = 1; number <= Regions.SLOTS; ) {
            Kept region = Kept.of(s, "Region", s.object("Regions.RECORDS") + (number - 1) * size);
            int order = region.index("order");
            if (Regions.isFree(region)) free.merge(order, 1, Integer::sum);
            else equal(Rule.COUNT, region.index("homed"), homed.getOrDefault(number, 0), "frames whose home is region %d", number);
            number += 1 << order;
        }
        Kept lists = Kept.of(s, "Regions$Lists", s.object("Regions.LISTS"));
        for (int order = 0; order < Regions.ORDERS; order++)
            equal(Rule.FREE, s.memory().load(s.physical(lists.at("count", order)), 4), free.getOrDefault(order, 0), "free blocks of order %d", order);
    }

    // --------------------------------------------------------------------------------------------------------- family

    private void family() {
        Set<Integer> pids = new TreeSet<>();
        Map<Long, Integer> threads = new HashMap<>();
        Map<Integer, Integer> parents = new HashMap<>();
        int used = 0;
        int processes = 0;
        for (int slot = 1; slot < SLOTS; slot++) {
            Kept p = uproc(slot);
            if (p.index("state") == FREE_SLOT) continue;
            used++;
            if (!pids.add(p.index("pid"))) equal(Rule.FAMILY, 1, 2, "processes with the id %d", p.index("pid"));
            Kept process = p.referred("process", "Uproc");
            if (p.index("state") != LEFT) threads.merge(process.address(), 1, Integer::sum);
            if (process.address() != s.word(uproc(slot).at("process")) || process.index("slot") != slot) continue;
            processes++;
            for (int child = p.index("firstChild"); child != 0 && parents.size() < SLOTS; child = uproc(child).index("nextSibling")) {
                if (parents.put(child, slot) != null) equal(Rule.FAMILY, 1, 2, "parents of process %d", uproc(child).index("pid"));
                equal(Rule.FAMILY, uproc(child).index("parent"), slot, "the slot of the parent of process %d", uproc(child).index("pid"));
            }
        }
        equal(Rule.FAMILY, processes - 1, parents.size(), "children");
        threads.forEach((at, found) -> equal(Rule.FAMILY, Kept.of(s, "Uproc", at).inner("ownHoldings", "Holdings").index("threads"), found,
                "threads of process %d", Kept.of(s, "Uproc", at).index("pid")));
        Kept free = Kept.of(s, "Uprocs$Free", s.object("Uprocs.FREE"));
        equal(Rule.FREE, free.index("count"), SLOTS - 1 - used, "free slots");
    }
}
