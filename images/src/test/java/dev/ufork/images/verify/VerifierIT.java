package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.emulator.Memory;
import dev.ufork.images.verify.Regions.Region;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The verifier finds nothing in a machine with families of processes, and each violation that is planted there. */
class VerifierIT {
    private static final Path IMAGE = Path.of("target", "images", "ufork-riscv.elf");
    private static final long STEP = 400_003;
    private static final long WRITE = 1 << 2;
    private static final long EXECUTE = 1 << 3;
    private static final long CAPABILITY_LOADS = 1L << 62;
    private static final long TRAPS = 1L << 60;
    private static final long PERMISSIONS = 0xffff;

    private Stepped machine;

    /** An entry of a leaf table: where it lies, and what it says. */
    private record Entry(Region region, long at, long entry) {
        long page() {
            return Paging.address(entry);
        }
    }

    @BeforeEach
    void boot() throws IOException {
        machine = new Stepped(Files.readAllBytes(IMAGE), "forks 300 5", _ -> {});
    }

    /** A moment at which several processes live, and pages are seen from elsewhere. */
    private Snapshot families() {
        for (int n = 0; n < 100; n++) {
            machine.run(STEP);
            machine.runIntoUser();
            Snapshot s = machine.snapshot();
            if (owned(s).stream().map(Entry::region).distinct().count() > 3 && foreign(s).count() > 3) return s;
        }
        throw new IllegalStateException("no families");
    }

    @Test
    void findsNothingWhileFamiliesComeAndGo() {
        long capabilities = 0;
        for (int n = 0; n < 8; n++) {
            machine.run(STEP);
            assertThat(Verifier.check(machine.snapshot()).violations()).as("after %d instructions", machine.instructions()).isEmpty();
            machine.runIntoUser();
            Verifier.Report report = Verifier.check(machine.snapshot());
            assertThat(report.violations()).as("after %d instructions", machine.instructions()).isEmpty();
            capabilities += report.capabilities();
        }
        assertThat(capabilities).isGreaterThan(1000);
    }

    @TestFactory
    Stream<DynamicTest> findsWhatIsPlanted() {
        Snapshot s = families();
        assertThat(Verifier.check(s).violations()).isEmpty();
        Entry mine = owned(s).getFirst();
        Entry theirs = owned(s).stream().filter(e -> !e.region().equals(mine.region())).findFirst().orElseThrow();
        Capability root = Capability.root(CapFormat.CC128);
        Capability all = root.at(mine.region().base()).bounded(mine.region().size());
        Capability data = all.permitting((int) PERMISSIONS & 0x7d);
        long middle = middle(s, mine);
        return Stream.of(
                planted(s, Rule.CAPABILITY, "the kernel's memory in a page", (m, _) -> put(m, mine.page(), data(root.at(0x8000_0000L).bounded(4096)))),
                planted(s, Rule.CAPABILITY, "another region in a page",
                        (m, _) -> put(m, mine.page() + 512, data(root.at(theirs.region().base()).bounded(4096)))),
                planted(s, Rule.CAPABILITY, "the guard space behind the region",
                        (m, _) -> put(m, mine.page() + 32, data(root.at(mine.region().base()).bounded(2 * mine.region().size())))),
                planted(s, Rule.CAPABILITY, "a sealed entry that is none", (m, _) -> put(m, mine.page() + 64, root.at(0x8000_4000L).asSentry())),
                planted(s, Rule.AUTHORITY, "a right to write and execute", (m, _) -> put(m, mine.page(), all)),
                planted(s, Rule.AUTHORITY, "a right to seal", (m, _) -> put(m, mine.page(), all.permitting(0x85))),
                planted(s, Rule.KERNEL_MEMORY, "a page of the kernel's image", (m, _) -> m.store(mine.at(), 8, with(mine, 0x8000_0000L))),
                planted(s, Rule.KERNEL_MEMORY, "a device", (m, _) -> m.store(mine.at(), 8, with(mine, 0x1000_0000L))),
                planted(s, Rule.PAGE_TABLE, "its own page table", (m, _) -> m.store(mine.at(), 8, with(mine, mine.at() & -4096))),
                planted(s, Rule.WRITABLE_CODE, "code that can be written", (m, _) -> m.store(mine.at(), 8, mine.entry() | EXECUTE)),
                planted(s, Rule.WRITABLE_SHARED, "a page that another writes", (m, _) -> m.store(mine.at(), 8, with(mine, theirs.page()))),
                planted(s, Rule.FOREIGN_PAGE, "a page from elsewhere without its trap", (m, _) -> {
                    Entry e = foreign(s).findFirst().orElseThrow();
                    m.store(e.at(), 8, e.entry() & ~TRAPS | CAPABILITY_LOADS);
                }),
                planted(s, Rule.FOREIGN_PAGE, "a page from elsewhere that can be written", (m, _) -> {
                    Entry e = foreign(s).findFirst().orElseThrow();
                    m.store(e.at(), 8, e.entry() | WRITE);
                }),
                planted(s, Rule.ONE_TABLE, "a leaf table of two regions", (m, _) -> m.store(middle(s, theirs), 8, m.load(middle, 8))),
                planted(s, Rule.SAVED_REGISTER, "the kernel in a register of one who waits", (m, snapshot) -> {
                    Kept waits = Regions.of(snapshot).processes.getFirst().record();
                    put(m, Snapshot.physical(waits.inner("frame", "UserFrame").at("register", 7)), data(root.at(0x8000_0000L).bounded(64)));
                }),
                planted(s, Rule.REFERENCES, "a count that forgot somebody",
                        (m, snapshot) -> m.store(Snapshot.physical(new Frames(snapshot).of(new Frames(snapshot).at(mine.page())).at("references")), 4, 0)),
                planted(s, Rule.FREE_FRAME, "a page that is given to the next", (m, snapshot) -> {
                    Kept pool = Kept.of(snapshot, "Frames$Pool", snapshot.object("Frames.POOL"));
                    m.store(pool.at("zeroed"), 4, new Frames(snapshot).at(mine.page()));
                }));
    }

    /** Plants something, looks whether the rule is found violated, and puts all of memory back. */
    private static DynamicTest planted(Snapshot s, Rule rule, String what, BiConsumer<Memory, Snapshot> plant) {
        return DynamicTest.dynamicTest("%s: %s".formatted(rule, what), () -> {
            Memory copy = copy(s.memory());
            Snapshot changed = new Snapshot(copy, s.cores(), s.format(), s.symbols());
            plant.accept(copy, changed);
            assertThat(Verifier.check(changed).violations()).extracting(Violation::rule).contains(rule);
        });
    }

    private static Memory copy(Memory from) {
        Memory copy = new Memory(from.base(), from.size());
        for (long at = from.base(); at < from.base() + from.size(); at += Memory.CHUNK) {
            Memory.Chunk source = from.chunk(at);
            Memory.Chunk target = copy.chunk(at);
            System.arraycopy(source.bytes, 0, target.bytes, 0, source.bytes.length);
            System.arraycopy(source.tags, 0, target.tags, 0, source.tags.length);
        }
        return copy;
    }

    private static Capability data(Capability c) {
        return c.permitting((int) PERMISSIONS & 0x7d);
    }

    private static void put(Memory m, long at, Capability c) {
        m.store(at, 8, c.cursor());
        m.store(at + 8, 8, c.format().memoryForm(c.pesbt()));
        m.tag(at, c.tag());
    }

    private static long with(Entry e, long address) {
        return e.entry() & ~0x003f_ffff_ffff_fc00L | address >>> 2;
    }

    private static List<Entry> owned(Snapshot s) {
        return entries(s).stream().filter(e -> Paging.isWritable(e.entry()) && Paging.loadsCapabilities(e.entry())).toList();
    }

    private static Stream<Entry> foreign(Snapshot s) {
        Frames frames = new Frames(s);
        return entries(s).stream().filter(e -> Paging.isValid(e.entry()) && frames.at(e.page()) > 0 && frames.home(frames.at(e.page())) != 0
                && frames.home(frames.at(e.page())) != e.region().number());
    }

    private static List<Entry> entries(Snapshot s) {
        List<Entry> all = new ArrayList<>();
        Regions regions = Regions.of(s);
        for (Regions.Process p : regions.processes) {
            Region region = regions.numbered(p.region());
            for (long address = region.base(); address < region.base() + region.size(); address += 1 << 21) {
                long middle = s.word(middle(s, address));
                if (!Paging.isValid(middle)) continue;
                for (int i = 0; i < Paging.ENTRIES; i++) {
                    long at = Paging.address(middle) + 8L * i;
                    if (s.word(at) != 0) all.add(new Entry(region, at, s.word(at)));
                }
            }
        }
        return all;
    }

    /** Where the entry of the middle table for the address lies. */
    private static long middle(Snapshot s, long address) {
        long satp = s.cores().getFirst().registers().stream().filter(r -> r.name().equals("satp")).findFirst().orElseThrow().value();
        long upper = Paging.address(s.word(Paging.root(satp) + 8 * (address >>> 39)));
        return Paging.address(s.word(upper + 8 * (address >>> 30 & 511))) + 8 * (address >>> 21 & 511);
    }

    private static long middle(Snapshot s, Entry e) {
        for (long address = e.region().base(); ; address += 1 << 21)
            if (Paging.address(s.word(middle(s, address))) == (e.at() & -4096)) return middle(s, address);
    }
}
