package dev.ufork.images.verify;

import dev.ufork.emulator.CoreReport;
import dev.ufork.images.verify.Regions.Process;
import dev.ufork.images.verify.Regions.Region;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Proves of a machine that stands still that no μprocess can reach a capability outside its region and the kernel's entries.
 *
 * <p>What a μprocess can reach: the registers that it runs with or will, and, through them, whatever the page table shows in its region. So every
 * capability in every page there is looked at, whether a way leads to it or not. Pages whose capabilities trap are held to their own region: it is
 * from there that the kernel will move them.
 *
 * <p>{@link Rule#HOMELESS}, {@link Rule#FREE_FRAME} and {@link Rule#REFERENCES}, and of {@link Rule#KERNEL_MEMORY} what the kernel's
 * records say, hold when no core is in the kernel, the others always.
 */
public final class Verifier {
    private static final int MOST = 100;
    /** What an entry of the root maps. */
    private static final long ROOT_SPAN = 1L << 39;
    private static final int ARENA_GIBIBYTES = 128;
    private static final long GIBIBYTE = 1L << 30;
    private static final long TABLE_SPAN = 1L << 21;
    /** The kernel's mark in a middle entry that the hardware does not read: the leaf table is several regions'. */
    private static final long SHARED = 1 << 8;
    /** Morello's register from which exceptions return. */
    private static final String LINK = "celr_el1";
    /** Registers in a saved context. */
    private static final int CONTEXT = 17;

    private final Snapshot s;
    private final Architecture architecture;
    private final Paging paging;
    private final Regions regions;
    private final Frames frames;
    private final Set<Capability> entries = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    /** Pages of tables, by physical address. */
    private final Set<Long> tables = new HashSet<>();
    /** Leaf tables that the hardware reads, and those that wait to be split: physical address, and an address in the arena. */
    private final Map<Long, Long> leaves = new LinkedHashMap<>();
    private final Map<Long, Long> pictures = new LinkedHashMap<>();
    private final BitSet examined = new BitSet();
    /** What the kernel has taken for itself; null in the midst of its work. */
    private final KernelPages kernel;
    private long capabilities;

    private Verifier(Snapshot s) {
        this.s = s;
        architecture = s.architecture();
        paging = s.paging();
        regions = Regions.of(s);
        frames = new Frames(s);
        kernel = s.isQuiet() ? KernelPages.of(s, frames, regions) : null;
        Kept table = Kept.of(s, "Entries$Table", s.object("Entries.TABLE"));
        for (int n = 0; n < table.index("count"); n++) entries.add(s.capability(table.at("entry", n)));
    }

    /**
     * What was found.
     *
     * @param violations   none if all is well; at most a hundred
     * @param processes    μprocesses with memory
     * @param pages        frames that pages of the arena show
     * @param capabilities that were looked at
     */
    public record Report(List<Violation> violations, int processes, int pages, long capabilities) {}

    /** Checks every rule, or, while a core is in the kernel, those that hold even then. */
    public static Report check(Snapshot s) {
        Verifier v = new Verifier(s);
        if (!v.paging.trouble().isEmpty()) v.found(Rule.TABLE_OUTSIDE, "%s", v.paging.trouble());
        v.root(v.paging.root());
        v.leaves.forEach((table, address) -> v.leaf(table, address, true));
        v.pictures.forEach((table, address) -> v.leaf(table, address, false));
        v.processes();
        if (s.isQuiet()) {
            v.cores();
            v.counts();
        }
        v.writers();
        return new Report(List.copyOf(v.violations), v.regions.processes.size(), v.frames.seen().size(), v.capabilities);
    }

    private void found(Rule rule, String where, Object... values) {
        if (violations.size() < MOST) violations.add(new Violation(rule, where.formatted(values)));
    }

    // ------------------------------------------------------------------------------------------- the page table

    private void root(long root) {
        tables.add(root);
        for (int i = 0; i < Paging.ENTRIES; i++) {
            long entry = s.word(root + 8L * i);
            if (!paging.isValid(entry)) continue;
            long from = i * ROOT_SPAN;
            if (i == 0 || from == Snapshot.RECORDS || from >= Snapshot.DIRECT && from < 2 * Snapshot.DIRECT) kernels(entry, Paging.TOP, from);
            else if (from == Snapshot.ARENA && !paging.isPage(entry, Paging.TOP)) upper(paging.address(entry));
            else found(Rule.TABLE_OUTSIDE, "the root's entry %d is 0x%x", i, entry);
        }
    }

    /** The kernel's own: whatever it shows, nothing is both writable and executable. */
    private void kernels(long entry, int level, long from) {
        if (!paging.isValid(entry)) return;
        if (paging.isPage(entry, level)) {
            if (paging.isWritable(entry) && paging.isExecutable(entry)) found(Rule.WRITABLE_CODE, "the kernel's at 0x%x is", from);
            return;
        }
        tables.add(paging.address(entry));
        long step = Paging.PAGE << Paging.LEVEL_BITS * (level - 1);
        for (int i = 0; i < Paging.ENTRIES; i++) kernels(s.word(paging.address(entry) + 8L * i), level - 1, from + i * step);
    }

    private void upper(long table) {
        tables.add(table);
        for (int i = 0; i < Paging.ENTRIES; i++) {
            long entry = s.word(table + 8L * i);
            if (!paging.isValid(entry)) continue;
            if (i >= ARENA_GIBIBYTES || paging.isPage(entry, 2)) found(Rule.TABLE_OUTSIDE, "the upper table's entry %d is 0x%x", i, entry);
            else middle(paging.address(entry), Snapshot.ARENA + i * GIBIBYTE);
        }
    }

    private void middle(long table, long from) {
        tables.add(table);
        for (int i = 0; i < Paging.ENTRIES; i++) {
            long entry = s.word(table + 8L * i);
            long address = from + i * TABLE_SPAN;
            if (entry == 0) continue;
            long leaf = paging.address(entry);
            if (!paging.isValid(entry)) {
                if ((entry & SHARED) != 0) pictures.putIfAbsent(leaf, address);
            } else if (paging.isPage(entry, 1)) {
                found(Rule.TABLE_OUTSIDE, "the middle entry for 0x%x is a page of 2 MiB", address);
            } else if (leaves.put(leaf, address) != null) {
                found(Rule.ONE_TABLE, "that at 0x%x is also the one for 0x%x", leaf, address);
            }
            tables.add(leaf);
        }
    }

    /** A leaf table, as it is read for addresses from {@code from} on; or one that no hardware reads until it is somebody's own. */
    private void leaf(long table, long from, boolean read) {
        if (!read && leaves.containsKey(table)) {
            found(Rule.ONE_TABLE, "that at 0x%x is one region's and yet shared with 0x%x", table, from);
            return;
        }
        Region region = regions.around(from);
        for (int i = 0; i < Paging.ENTRIES; i++) {
            long entry = s.word(table + 8L * i);
            if (entry == 0) continue;
            long address = from + i * Paging.PAGE;
            int frame = frames.at(paging.address(entry));
            if (frame < 0) {
                found(Rule.KERNEL_MEMORY, "0x%x shows 0x%x", address, paging.address(entry));
                continue;
            }
            frames.see(frame);
            if (tables.contains(paging.address(entry))) found(Rule.PAGE_TABLE, "0x%x shows the one at 0x%x", address, paging.address(entry));
            if (!read || !paging.isValid(entry)) continue;
            if (region == null) found(Rule.NO_REGION, "0x%x is nobody's", address);
            else page(region, address, entry, frame);
        }
    }

    private void page(Region region, long address, long entry, int frame) {
        if (paging.isWritable(entry) && paging.isExecutable(entry)) found(Rule.WRITABLE_CODE, "that at 0x%x is", address);
        int home = frames.home(frame);
        boolean open = paging.loadsCapabilities(entry);
        if (kernel != null) taken(region, address, entry, frame, home);
        if (home != 0 && home != region.number() && (open || paging.isWritable(entry)))
            found(Rule.FOREIGN_PAGE, "0x%x in %s shows a page of region %d and %s", address, region.text(), home, open ? "loads from it" : "writes it");
        Region owner = open ? region : regions.numbered(home);
        if (owner == null || !open && examined.get(frame)) return;
        examined.set(frame);
        contents(owner, address, paging.address(entry));
    }

    /** A page without a home is a program's text or constants, a file's, or shows the entries. */
    private void taken(Region region, long address, long entry, int frame, int home) {
        boolean shared = regions.shares(region, address);
        boolean writes = paging.isWritable(entry);
        if (kernel.isOwn(frame) || kernel.file(frame) != null && !isMapped(region, address, frame, writes) || kernel.hasEntries(frame) && writes)
            found(Rule.KERNEL_MEMORY, "0x%x %s frame %d", address, writes ? "writes" : "shows", frame);
        if (home == 0 && (writes && !shared || paging.loadsCapabilities(entry) && !kernel.hasEntries(frame)))
            found(Rule.HOMELESS, "frame %d at 0x%x in %s has no home", frame, address, region.text());
    }

    /** Does the region have this page of a file there: written through a shared mapping alone? */
    private boolean isMapped(Region region, long address, int frame, boolean writes) {
        Kept mapping = regions.mapping(region, address);
        Kept node = mapping == null ? null : mapping.referred("node", "Node");
        if (node == null || writes && mapping.number("shared") == 0) return false;
        return kernel.page(node, mapping.number("offset") + address - region.base() - mapping.number("from") >>> Paging.PAGE_SHIFT) == frame;
    }

    private void contents(Region region, long address, long physical) {
        for (long at = 0; at < Paging.PAGE; at += 64) {
            for (int tags = s.memory().tags64(physical + at), i = 0; tags >>> i != 0; i++) {
                if ((tags >>> i & 1) == 0) continue;
                Capability c = s.capability(physical + at + 16L * i);
                means(Rule.CAPABILITY, c, region, "0x%x".formatted(address + at + 16L * i));
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ capabilities

    private void means(Rule rule, Capability c, Region region, String where) {
        capabilities++;
        if (!c.tag() || entries.contains(c)) return;
        boolean inside = region.trusting() ? c.base() >= Snapshot.ARENA && c.top() > c.base() : region.spans(c.base(), c.top());
        if (!inside) found(rule, "%s of %s holds %s", where, region.text(), c);
        boolean both = c.permits(Permission.STORE) && c.permits(Permission.EXECUTE);
        if (both || (c.format().permissions(c.pesbt()) & architecture.forbidden()) != 0)
            found(Rule.AUTHORITY, "%s of %s holds %s, permissions 0x%x", where, region.text(), c, c.format().permissions(c.pesbt()));
    }

    private void processes() {
        long atWork = atWork();
        for (Process p : regions.processes) {
            Region region = regions.numbered(p.region());
            if (region == null) {
                found(Rule.NO_REGION, "process %d says that it lives in region %d", p.pid(), p.region());
                continue;
            }
            if (p.isNew() || p.record().address() == atWork) continue;
            Kept frame = p.record().inner("frame", "UserFrame");
            Capability pc = s.capability(frame.at("register", 0));
            if (!isWayOut(pc)) saved(p, region, "its program counter", pc);
            for (int n = 1; n < architecture.frameRegisters(); n++) saved(p, region, "register %d".formatted(n), s.capability(frame.at("register", n)));
            for (int n = architecture.firstOfProgram(); n < CONTEXT; n++) saved(p, region, "saved register %d".formatted(n), s.capability(p.record().at("context", n)));
            saved(p, region, "its handler", s.capability(p.record().referred("holdings", "Holdings").at("handler")));
            saved(p, region, "its alternate stack", s.capability(p.record().at("alternateStack")));
            saved(p, region, "the word that tells its end", s.capability(p.record().at("ends")));
        }
    }

    /** The record for which the kernel works: it may be in the midst of giving it registers, or another program. 0 while a program runs. */
    private long atWork() {
        if (s.isQuiet()) return 0;
        Kept hart = Kept.of(s, "Scheduler$Queue", s.object("Scheduler.QUEUE")).referred("hart", "Hart");
        long current = hart == null ? 0 : s.word(hart.at("current"));
        return current == 0 ? 0 : s.physical(current);
    }

    /** An interrupt in the last instructions of an entry is the program's, and comes back there; no program sees the frame, nor the register that had it last. */
    private boolean isWayOut(Capability pc) {
        return pc.cursor() >= s.image().function("entries_begin") && pc.cursor() < s.image().function("entries_end");
    }

    private void saved(Process p, Region region, String what, Capability c) {
        means(Rule.SAVED_REGISTER, c, region, "%s of process %d".formatted(what, p.pid()));
    }

    private void cores() {
        for (CoreReport core : s.cores()) {
            Region region = regions.around(core.pc());
            if (region == null) {
                found(Rule.NO_REGION, "core %d executes at 0x%x", core.core(), core.pc());
                continue;
            }
            for (CoreReport.Register r : core.registers())
                if (architecture.isReadable(r.name()) && !(r.name().equals(LINK) && isWayOut(s.capability(r)))) means(Rule.LIVE_REGISTER, s.capability(r), region, "%s of core %d".formatted(r.name(), core.core()));
        }
    }

    // ------------------------------------------------------------------------------------------------------ frames

    private void writers() {
        leaves.forEach((table, from) -> {
            for (int i = 0; i < Paging.ENTRIES; i++) {
                long entry = s.word(table + 8L * i);
                int frame = paging.isWritable(entry) ? frames.at(paging.address(entry)) : -1;
                if (frame < 0 || frames.seen().get(frame) < 2) continue;
                long address = from + i * Paging.PAGE;
                Region region = regions.around(address);
                if (region == null || paging.takesCapabilities(entry) || !regions.shares(region, address))
                    found(Rule.WRITABLE_SHARED, "0x%x writes what %d see", address, frames.seen().get(frame));
            }
        });
    }

    private void counts() {
        frames.seen().forEach((frame, seen) -> {
            if (frames.isFree(frame)) found(Rule.FREE_FRAME, "frame %d is in a list of free ones", frame);
            else if (frames.references(frame) < seen) found(Rule.REFERENCES, "frame %d counts %d, and %d see it", frame, frames.references(frame), seen);
        });
    }
}
