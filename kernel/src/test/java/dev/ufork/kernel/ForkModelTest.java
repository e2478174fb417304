package dev.ufork.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.hosted.CapValue;
import dev.ufork.dsl.hosted.Hosted;
import dev.ufork.kernel.target.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of processes on the kernel's memory, each beside a model in which a fork is a plain copy. */
class ForkModelTest {
    private static final long RAM = 0x8000_0000L;
    private static final int FRAMES = 1024;
    private static final int[] PAGES = {0, 1, 2, 511, 512, 700, 1500};
    private static final int ORDER = 2;

    private HostedMmu mmu;
    private Cap data;
    private Cap code;

    /** What a word of a process should be: a number, or a capability relative to its region. */
    private sealed interface Value {
        record Number(long n) implements Value {}

        record Pointer(long base, long length, long address, long perms, boolean sealed) implements Value {}
    }

    private record Process(Space space, Map<Long, Value> memory) {}

    @BeforeEach
    void boot() {
        Hosted.fresh();
        mmu = new HostedMmu();
        Regions.start();
        Tables.start(Hosted.machine().allocate(Tables.middleBytes(), 4096), Hosted.machine().allocate(Tables.recordBytes(256), 16));
        Frames.start(Hosted.machine().allocate(FRAMES * Page.SIZE, 4096), RAM, Hosted.machine().allocate(Frames.recordBytes(FRAMES), 16));
        Frames.free(Page.SIZE, FRAMES * Page.SIZE);
        data = Cap.hosted(CapValue.ROOT.restrict(Perms.DATA));
        code = Cap.hosted(CapValue.ROOT.restrict(Perms.CODE));
    }

    private Space space(Policy policy) {
        Space space = Hosted.machine().allocate(Layout.size(Space.class), 16).as(Space.class);
        space.policy(policy);
        space.demandFrom(Page.TABLE_SPAN << ORDER);
        space.demandEnd(Page.TABLE_SPAN << ORDER);
        return space;
    }

    private Process first(Policy policy) {
        Space space = space(policy);
        assertThat(Spaces.make(space, ORDER, data, code)).isZero();
        for (int page : PAGES) {
            int frame = Frames.claimZeroed();
            assertThat(Spaces.map(space, space.base() + page * Page.SIZE, frame, Page.OWNED)).isZero();
        }
        return new Process(space, new TreeMap<>());
    }

    private Process fork(Process parent, Policy policy, boolean hot) {
        Space child = space(policy);
        assertThat(Spaces.make(child, ORDER, data, code)).isZero();
        if (policy == Policy.COPY) assertThat(Spaces.forkCopy(child, parent.space)).isZero();
        else if (hot) assertThat(Spaces.forkPage(child, parent.space, 0, Page.SIZE)).isZero();
        Spaces.fork(child, parent.space);
        mmu.flushAll();
        return new Process(child, new TreeMap<>(parent.memory));
    }

    private void end(Process p) {
        Spaces.end(p.space);
        mmu.flushAll();
    }

    private Value read(Process p, long offset) {
        Cap c = mmu.loadCap(p.space, p.space.base() + offset);
        if (!c.tag()) return new Value.Number(mmu.load(p.space, p.space.base() + offset));
        return new Value.Pointer(c.base() - p.space.base(), c.length(), c.address() - p.space.base(), c.perms(), c.isSealed());
    }

    private void write(Process p, long offset, Random random) {
        if (random.nextBoolean()) {
            long n = random.nextLong();
            mmu.store(p.space, p.space.base() + offset, n);
            p.memory.put(offset, new Value.Number(n));
            return;
        }
        Cap c = pointer(p, random);
        mmu.storeCap(p.space, p.space.base() + offset, c);
        p.memory.put(offset, new Value.Pointer(c.base() - p.space.base(), c.length(), c.address() - p.space.base(), c.perms(), c.isSealed()));
    }

    /** Some capability of the process: any bounds, inside or a little outside, sealed entries among them. */
    private Cap pointer(Process p, Random random) {
        long size = p.space.move().size();
        long length = 1L << random.nextInt(24);
        if (length > size) length = size;
        length = Cap.representableLength(Math.max(1, length - random.nextInt(16)));
        long base = (long) (random.nextDouble() * (size - length)) & Cap.alignmentMask(length);
        if (random.nextInt(4) == 0)
            return p.space.move().code().at(p.space.base() + base).bounded(length).sealEntry();
        Cap c = p.space.move().data().at(p.space.base() + base).bounded(length);
        Cap moved = c.plus(random.nextInt(4) == 0 ? length : (long) (random.nextDouble() * length));
        if (random.nextInt(4) == 0) moved = moved.restrict(~(Perms.STORE | Perms.STORE_CAP));
        return moved.tag() ? moved : c;
    }

    private void check(Process p, long offset) {
        Value expected = p.memory.getOrDefault(offset, new Value.Number(0));
        assertThat(read(p, offset)).as("offset %x of the process at %x", offset, p.space.base()).isEqualTo(expected);
    }

    private static long offset(Random random) {
        return PAGES[random.nextInt(PAGES.length)] * Page.SIZE + random.nextInt(6) * 16L + random.nextInt(2) * 2048L;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomLives(long seed) {
        Random random = new Random(seed);
        int frames = Frames.free();
        List<Process> processes = new ArrayList<>(List.of(first(Policy.COPA)));
        for (int step = 0; step < 3000; step++) {
            Process p = processes.get(random.nextInt(processes.size()));
            int what = random.nextInt(100);
            if (what < 45) check(p, offset(random));
            else if (what < 90) write(p, offset(random), random);
            else if (what < 95 && processes.size() < 12)
                processes.add(fork(p, Policy.values()[random.nextInt(3)], random.nextBoolean()));
            else if (processes.size() > 1) {
                processes.remove(p);
                end(p);
            }
            if (random.nextInt(50) == 0) Frames.zeroOne();
            if (random.nextInt(50) == 0) Frames.refill();
            if (step % 100 == 0) Invariants.check(processes.stream().map(Process::space).toList(), List.of());
        }
        for (Process p : processes) p.memory.keySet().forEach(offset -> check(p, offset));
        processes.forEach(this::end);
        assertThat(Frames.free()).as("frames after everything ended").isEqualTo(frames);
        assertThat(Tables.used()).isZero();
        assertThat(Regions.claim(Regions.ORDERS - 1)).as("the whole arena is one free block again").isNotEqualTo(Regions.NONE);
    }

    @Test
    void childReadsPlainDataWithoutACopyAndCopiesAtItsFirstCapability() {
        Process parent = first(Policy.COPA);
        mmu.store(parent.space, parent.space.base(), 42);
        mmu.storeCap(parent.space, parent.space.base() + 16, parent.space.move().data().bounded(64));
        Process child = fork(parent, Policy.COPA, false);
        int free = Frames.free();

        assertThat(mmu.load(child.space, child.space.base())).isEqualTo(42);
        assertThat(mmu.load(child.space, child.space.base() + 16)).as("an address is data").isEqualTo(parent.space.base());
        assertThat(free - Frames.free()).as("frames for the child's table only").isEqualTo(1);

        assertThat(mmu.loadCap(child.space, child.space.base() + 16).base()).isEqualTo(child.space.base());
        assertThat(free - Frames.free()).isEqualTo(2);
        assertThat(child.space.copiedByLoad()).isEqualTo(1);
        assertThat(child.space.moved()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void grandchildOfAnUntouchedFrameOutlivesItsGrandparent(Policy policy) {
        Process parent = first(Policy.COPA);
        mmu.storeCap(parent.space, parent.space.base() + 16, parent.space.move().data().at(parent.space.base() + 4096).bounded(100));
        Process child = fork(parent, policy, false);
        Process grandchild = fork(child, policy, false);
        long dead = parent.space.base();
        end(parent);
        Process other = first(Policy.COPA);
        if (policy != Policy.COPY)
            assertThat(other.space.base()).as("a region that frames still call home is not dealt out").isNotEqualTo(dead);

        Cap c = mmu.loadCap(grandchild.space, grandchild.space.base() + 16);
        assertThat(c.base()).isEqualTo(grandchild.space.base() + 4096);
        assertThat(c.length()).isEqualTo(100);
        assertThat(c.tag()).isTrue();
    }

    @Test
    void capabilityOutsideTheRegionLosesItsTagAndIsCounted() {
        Process parent = first(Policy.COPA);
        Process stranger = first(Policy.COPA);
        mmu.storeCap(parent.space, parent.space.base(), stranger.space.move().data());
        Process child = fork(parent, Policy.COPA, false);
        assertThat(mmu.loadCap(child.space, child.space.base()).tag()).isFalse();
        assertThat(child.space.move().refused()).isEqualTo(1);
    }

    @Test
    void withoutIsolationItKeepsItsTag() {
        Process parent = first(Policy.COPA);
        Process stranger = first(Policy.COPA);
        mmu.storeCap(parent.space, parent.space.base(), stranger.space.move().data());
        Space child = space(Policy.COPA);
        child.isolation(Isolation.NONE);
        assertThat(Spaces.make(child, ORDER, data, code)).isZero();
        Spaces.fork(child, parent.space);
        mmu.flushAll();
        assertThat(mmu.loadCap(child, child.base()).same(stranger.space.move().data())).isTrue();
        assertThat(child.move().refused()).isZero();
    }

    @Test
    void forkWithoutMemoryFailsAndLeaksNothing() {
        Process parent = first(Policy.COPA);
        for (int page : PAGES) mmu.store(parent.space, parent.space.base() + page * Page.SIZE, page);
        int all = Frames.free();
        int needed = PAGES.length + 3;   // the pages and the leaf tables of them
        for (int room = 0; room <= needed; room++) {
            List<Integer> hoard = new ArrayList<>();
            while (Frames.free() > room) hoard.add(Frames.claim());
            Space child = space(Policy.COPY);
            assertThat(Spaces.make(child, ORDER, data, code)).isZero();
            assertThat(Spaces.forkCopy(child, parent.space)).isEqualTo(room < needed ? -Spaces.ENOMEM : 0);
            Spaces.end(child);
            mmu.flushAll();
            hoard.forEach(Frames::drop);
            assertThat(Frames.free()).as("with room for %d frames", room).isEqualTo(all);
        }
    }

    @Test
    void nobodyReachesBeyondTheRegionOrWhereNothingIs() {
        Process p = first(Policy.COPA);
        assertThatThrownBy(() -> mmu.load(p.space, p.space.base() + 3 * Page.SIZE)).isInstanceOf(HostedMmu.Wrong.class);
        Process q = first(Policy.COPA);
        assertThatThrownBy(() -> mmu.store(p.space, q.space.base() + p.space.move().size(), 1)).isInstanceOf(HostedMmu.Wrong.class);
    }
}
