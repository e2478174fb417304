package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Mman;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of processes with mappings, each beside a model in which a mapped page is a cell that its sharers have in common. */
class MappingsTest {
    private static final int FRAMES = 2048;
    private static final int ORDER = 2;
    private static final long SIZE = Page.TABLE_SPAN << ORDER;
    private static final int PAGES = (int) (SIZE / 2 >>> Page.SHIFT);
    private static final int FILE_PAGES = 20;

    private HostedMmu mmu;
    private Cap data;
    private Cap code;
    private Node constant;
    private Node common;

    /** What a page holds: its first word. */
    private static final class Cell {
        long value;

        Cell(long value) {
            this.value = value;
        }
    }

    private record Mapped(Cell cell, int protection, boolean shared) {}

    private record Process(Space space, Map<Integer, Mapped> pages) {}

    private final Map<Integer, Cell> file = new TreeMap<>();

    @BeforeEach
    void boot() {
        Hosted.fresh();
        mmu = new HostedMmu();
        Regions.start();
        Tables.start(Hosted.machine().allocate(Tables.middleBytes(), 4096), Hosted.machine().allocate(Tables.recordBytes(256), 16));
        Frames.start(Hosted.machine().allocate(FRAMES * Page.SIZE, 4096), 0x8000_0000L, Hosted.machine().allocate(Frames.recordBytes(FRAMES), 16));
        Frames.free(Page.SIZE, FRAMES * Page.SIZE);
        data = Cap.hosted(CapValue.ROOT.restrict(Perms.DATA));
        code = Cap.hosted(CapValue.ROOT.restrict(Perms.CODE));
        constant = file(true);
        common = file(false);
    }

    /** A file whose page n begins with n + 1, or in which nothing was written yet. */
    private Node file(boolean full) {
        Node node = Nodes.make(NodeKind.FILE, 0600);
        Nodes.hold(node);
        Contents.truncate(node, FILE_PAGES * Page.SIZE);
        for (int n = 0; n < FILE_PAGES; n++) {
            if (full && n % 3 != 0) Frames.page(Contents.own(node, n)).store64(0, n + 1);
            if (!full) file.put(n, new Cell(0));
        }
        return node;
    }

    private Process make(Policy policy) {
        Space space = Hosted.machine().allocate(Layout.size(Space.class), 16).as(Space.class);
        space.policy(policy);
        space.demandFrom(SIZE / 2);
        space.demandEnd(SIZE / 2);
        assertThat(Spaces.make(space, ORDER, data, code)).isZero();
        return new Process(space, new TreeMap<>());
    }

    private Process fork(Process parent, Policy policy) {
        Process child = make(policy);
        if (policy == Policy.COPY) assertThat(Spaces.forkCopy(child.space, parent.space)).isZero();
        Spaces.fork(child.space, parent.space);
        Mappings list = parent.space.mappings();
        child.space.mappings(list);
        if (!list.isNull()) list.sharers(list.sharers() + 1);
        mmu.flushAll();
        parent.pages.forEach((n, m) -> child.pages.put(n, m.shared || m.cell == null ? m : new Mapped(new Cell(m.cell.value), m.protection, false)));
        return child;
    }

    private static long offset(int page) {
        return SIZE / 2 + page * Page.SIZE;
    }

    private static int protection(Random random) {
        return new int[] {Mman.NONE, Mman.READ, Mman.READ | Mman.WRITE, Mman.READ | Mman.WRITE}[random.nextInt(4)];
    }

    /** Maps over whatever is there. */
    private void map(Process p, Random random) {
        int kind = random.nextInt(4);
        boolean shared = kind % 2 == 1;
        int page = random.nextInt(PAGES - 1);
        int count = 1 + random.nextInt(Math.min(PAGES - page, kind < 2 ? random.nextInt(8) == 0 ? PAGES : 6 : FILE_PAGES) );
        int first = kind < 2 ? 0 : random.nextInt(FILE_PAGES);
        int protection = protection(random);
        Node node = kind == 0 ? Cap.NULL.as(Node.class) : kind == 1 ? Nodes.make(NodeKind.FILE, 0) : kind == 2 ? constant : common;
        if (kind == 1) node.size(count * Page.SIZE);
        assertThat(MemoryMap.own(p.space)).isTrue();
        Mapping m = MemoryMap.make(node, offset(page), count * Page.SIZE);
        m.shared(shared);
        m.protection(protection);
        m.writable(true);
        m.offset(first * Page.SIZE);
        assertThat(MappedPages.unmap(p.space, offset(page), offset(page + count))).isTrue();
        mmu.flushAll();
        MemoryMap.add(p.space, m);
        for (int n = 0; n < count; n++) {
            int inFile = first + n;
            Cell cell = kind < 2 ? new Cell(0) : inFile >= FILE_PAGES ? null : kind == 2 ? new Cell(inFile % 3 != 0 ? inFile + 1 : 0) : file.get(inFile);
            p.pages.put(page + n, new Mapped(cell, protection, shared));
        }
    }

    private void unmap(Process p, Random random) {
        int page = random.nextInt(PAGES - 1);
        int count = 1 + random.nextInt(Math.min(PAGES - page, random.nextInt(8) == 0 ? PAGES : 12));
        assertThat(MemoryMap.own(p.space)).isTrue();
        assertThat(MappedPages.unmap(p.space, offset(page), offset(page + count))).isTrue();
        mmu.flushAll();
        for (int n = page; n < page + count; n++) p.pages.remove(n);
    }

    private void protect(Process p, Random random) {
        if (p.pages.isEmpty()) return;
        List<Integer> mapped = List.copyOf(p.pages.keySet());
        int page = mapped.get(random.nextInt(mapped.size()));
        int count = 1;
        for (int most = random.nextInt(10); count < most && p.pages.containsKey(page + count); ) count++;
        int protection = protection(random);
        assertThat(MemoryMap.covers(p.space, offset(page), offset(page + count))).isTrue();
        assertThat(MemoryMap.own(p.space)).isTrue();
        assertThat(MappedPages.protect(p.space, offset(page), offset(page + count), protection)).isTrue();
        mmu.flushAll();
        for (int n = page; n < page + count; n++) p.pages.computeIfPresent(n, (k, m) -> new Mapped(m.cell, protection, m.shared));
    }

    private void touch(Process p, int page, Random random) {
        long address = p.space.base() + offset(page);
        Mapped m = p.pages.get(page);
        boolean write = random.nextBoolean();
        long value = random.nextLong();
        if (m == null || m.cell == null || (m.protection & (write ? Mman.WRITE : Mman.READ)) == 0) {
            int expected = m != null && m.cell == null && (m.protection & (write ? Mman.WRITE : Mman.READ)) != 0 ? PageFault.BEYOND : PageFault.WRONG;
            assertThatThrownBy(() -> {
                if (write) mmu.store(p.space, address, value);
                else mmu.load(p.space, address);
            }).isInstanceOf(HostedMmu.Wrong.class).extracting("result").isEqualTo(expected);
            return;
        }
        assertThat((m.protection & Mman.READ) == 0 || mmu.load(p.space, address) == m.cell.value).as("page %d", page).isTrue();
        if (!write) return;
        mmu.store(p.space, address, value);
        m.cell.value = value;
        capability(p, address + 64, m.shared);
    }

    /** Private pages keep capabilities, and they mean their process; shared ones refuse them. */
    private void capability(Process p, long address, boolean shared) {
        Cap c = p.space.move().data().bounded(4096);
        if (shared) {
            assertThatThrownBy(() -> mmu.storeCap(p.space, address, c)).isInstanceOf(HostedMmu.Wrong.class);
            assertThat(mmu.loadCap(p.space, address).tag()).isFalse();
            return;
        }
        mmu.storeCap(p.space, address, c);
        assertThat(mmu.loadCap(p.space, address).same(c)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomLives(long seed) {
        Random random = new Random(seed);
        int frames = Frames.free();
        List<Process> processes = new ArrayList<>(List.of(make(Policy.COPA)));
        for (int step = 0; step < 1500; step++) {
            Process p = processes.get(random.nextInt(processes.size()));
            int what = random.nextInt(100);
            if (what < 70) touch(p, random.nextInt(3) == 0 || p.pages.isEmpty() ? random.nextInt(PAGES)
                    : List.copyOf(p.pages.keySet()).get(random.nextInt(p.pages.size())), random);
            else if (what < 80) map(p, random);
            else if (what < 87) unmap(p, random);
            else if (what < 94) protect(p, random);
            else if (what < 97 && processes.size() < 6) processes.add(fork(p, Policy.values()[random.nextInt(3)]));
            else if (processes.size() > 1) {
                processes.remove(p);
                Spaces.end(p.space);
                mmu.flushAll();
            }
            if (step % 50 == 0) Invariants.check(processes.stream().map(Process::space).toList(), List.of());
        }
        for (Process p : processes) Spaces.end(p.space);
        assertThat(Tables.used()).isZero();
        assertThat(Objects.live(ObjectKind.MAPPING)).isZero();
        assertThat(Objects.live(ObjectKind.MAPPINGS)).isZero();
        assertThat(Objects.live(ObjectKind.NODE)).isEqualTo(2);
        Contents.truncate(common, 0);
        assertThat(Frames.free()).as("all but the pages of objects").isGreaterThanOrEqualTo(frames - 2);
    }

    /** With so little memory that everything fails at some time, everything is still right. */
    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void withoutMemoryNothingIsLost(long seed) {
        Random random = new Random(seed);
        Process p = make(Policy.COPA);
        map(p, random);
        for (int n = 0; n < 20; n++) map(p, random);
        for (int page = 0; page < PAGES; page += 3) touch(p, page, random);
        Process child = fork(p, Policy.COPA);
        List<Space> spaces = List.of(p.space, child.space);
        int failures = 0;
        for (int step = 0; step < 300; step++) {
            Frames.hide(random.nextInt(3));
            long from = offset(random.nextInt(PAGES - 1));
            long to = Math.min(from + (1 + random.nextInt(PAGES)) * Page.SIZE, SIZE);
            Space space = spaces.get(random.nextInt(2));
            boolean done = switch (random.nextInt(3)) {
                case 0 -> !MemoryMap.own(space) || MappedPages.unmap(space, from, to);
                case 1 -> !MemoryMap.covers(space, from, to) || MemoryMap.own(space) && MappedPages.protect(space, from, to, Mman.READ);
                default -> MappedPages.resolve(space, space.base() + from, Access.READ) != PageFault.ENOMEM;
            };
            if (!done) failures++;
            Frames.show();
            Invariants.check(spaces, List.of());
        }
        assertThat(failures).isPositive();
        spaces.forEach(Spaces::end);
        assertThat(Tables.used()).isZero();
        assertThat(Objects.live(ObjectKind.MAPPING)).isZero();
    }
}
