package dev.ufork.images.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The frames that the kernel has taken for itself: its heap, tables of descriptors, buffers of pipes, files' pages and their indices. They are found as the
 * kernel finds them: from the root directory, the heap's lists and the processes on.
 *
 * <p>Right while the kernel is not at work; in the midst of it, something may hang on a register alone.
 */
final class KernelPages {
    private static final int KINDS = 9;
    private static final int FAN = 1024;
    private static final int FAN_SHIFT = 10;
    // Ordinals of NodeKind and FileKind.
    private static final int FILE = 0;
    private static final int DIRECTORY = 1;
    private static final int FIFO = 2;
    private static final int PIPE_READER = 3;
    private static final int PIPE_WRITER = 4;

    private final Snapshot s;
    private final Frames frames;
    private final Set<Integer> own = new HashSet<>();
    private final Set<Integer> entries = new HashSet<>();
    /** Pages of files: frame, and the address of the file's node. */
    private final Map<Integer, Long> files = new HashMap<>();
    private final Set<Long> met = new HashSet<>();
    private final Deque<Kept> nodes = new ArrayDeque<>();

    private KernelPages(Snapshot s, Frames frames) {
        this.s = s;
        this.frames = frames;
    }

    static KernelPages of(Snapshot s, Frames frames, Regions regions) {
        KernelPages pages = new KernelPages(s, frames);
        Kept table = Kept.of(s, "Entries$Table", s.object("Entries.TABLE"));
        pages.entries.add(table.index("full"));
        pages.entries.add(table.index("light"));
        pages.heap();
        pages.node(Kept.of(s, "Nodes$Roots", s.object("Nodes.ROOTS")).referred("root", "Node"));
        for (Kept process : regions.all) pages.process(process);
        while (!pages.nodes.isEmpty()) pages.below(pages.nodes.pop());
        return pages;
    }

    /** Is the frame the kernel's alone? */
    boolean isOwn(int frame) {
        return own.contains(frame);
    }

    /** Has the kernel's entries for programs. */
    boolean hasEntries(int frame) {
        return entries.contains(frame);
    }

    /** The address of the node whose page the frame is; null if it is no file's. */
    Long file(int frame) {
        return files.get(frame);
    }

    /** All of them. */
    Set<Integer> own() {
        return own;
    }

    private void heap() {
        Kept lists = Kept.of(s, "Objects$Lists", s.object("Objects.LISTS"));
        for (int kind = 0; kind < KINDS; kind++)
            for (long slab = s.word(lists.at("first", kind)); slab != 0; slab = s.word(Kept.of(s, "Slab", slab).at("next"))) object(slab);
    }

    /** The page of an object of the heap. False if it was met before. */
    private boolean object(long address) {
        int frame = frames.at(s.physical(address));
        if (frame > 0) own.add(frame);
        return met.add(address);
    }

    private boolean isNew(Kept object) {
        return object != null && object(object.address());
    }

    private void process(Kept process) {
        Kept space = process.referred("space", "Space");
        Kept mappings = space == null ? null : space.referred("mappings", "Mappings");
        if (isNew(mappings)) for (Kept m = mappings.referred("first", "Mapping"); isNew(m); m = m.referred("next", "Mapping")) node(m.referred("node", "Node"));
        Kept holdings = process.referred("holdings", "Holdings");
        if (holdings == null) return;
        node(holdings.referred("directory", "Node"));
        isNew(holdings.referred("actions", "Actions"));
        Kept descriptors = holdings.referred("files", "Files");
        if (!isNew(descriptors)) return;
        own.add(descriptors.index("frame"));
        long page = s.word(descriptors.at("entries"));
        for (int word = 0; word < Long.BYTES / 2; word++)
            for (long bits = s.word(descriptors.at("used", word)); bits != 0; bits &= bits - 1)
                open(Kept.of(s, "OpenFile", s.word(page + (word * 64L + Long.numberOfTrailingZeros(bits)) * Ram.GRANULE)));
    }

    private void open(Kept file) {
        if (!isNew(file)) return;
        int kind = file.index("kind");
        if (kind == PIPE_READER || kind == PIPE_WRITER) pipe(file.referred("object", "Pipe"));
        else node(file.referred("object", "Node"));
    }

    private void pipe(Kept pipe) {
        if (!isNew(pipe)) return;
        own.add(pipe.index("frame"));
        node(pipe.referred("fifo", "Node"));
    }

    private void node(Kept node) {
        if (isNew(node)) nodes.push(node);
    }

    private void below(Kept node) {
        switch (node.index("kind")) {
            case FILE -> content(node, node.index("top"), node.index("levels"));
            case DIRECTORY -> {
                for (Kept e = node.referred("first", "Entry"); isNew(e); e = e.referred("next", "Entry")) node(e.referred("node", "Node"));
                node(node.referred("parent", "Node"));
            }
            case FIFO -> pipe(node.referred("content", "Pipe"));
            default -> { }
        }
    }

    private void content(Kept node, int frame, int level) {
        if (frame == 0) return;
        if (level == 0) {
            files.put(frame, node.address());
            return;
        }
        own.add(frame);
        for (int i = 0; i < FAN; i++) content(node, (int) s.memory().load(frames.address(frame) + 4L * i, 4), level - 1);
    }

    /** The frame of the file's page, and 0 if it has none of its own. */
    int page(Kept node, long number) {
        int at = node.index("top");
        for (int level = node.index("levels"); level > 0 && at != 0; level--)
            at = number >>> FAN_SHIFT * node.index("levels") != 0 ? 0
                    : (int) s.memory().load(frames.address(at) + 4 * (number >>> FAN_SHIFT * (level - 1) & FAN - 1), 4);
        return node.index("levels") == 0 && number != 0 ? 0 : at;
    }
}
