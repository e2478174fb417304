package dev.ufork.images.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is wrong in a machine with families of processes, threads and shared memory; each count that is changed there is found. */
class LedgerIT {
    private static final long STEP = 300_007;
    private static final int MOST_STEPS = 20;
    private static final int SLOTS = 512;

    /** A count of the kernel: a field of a record, four bytes. */
    private record Count(Rule rule, Kept record, String field) {}

    private static List<Count> counts(Snapshot s) {
        Kept pool = Kept.of(s, "Frames$Pool", s.object("Frames.POOL"));
        Frames frames = new Frames(s);
        int used = frames.first();
        while (frames.isFree(used) || frames.home(used) == 0) used++;
        int free = frames.first();
        while (!frames.isFree(free)) free++;
        Kept first = Kept.of(s, "Uproc", s.object("Uprocs.RECORDS") + Kept.shape("Uproc").size());
        Kept second = Kept.of(s, "Uproc", s.object("Uprocs.RECORDS") + 2L * Kept.shape("Uproc").size());
        Kept its = second.inner("ownHoldings", "Holdings");
        Kept files = its.referred("files", "Files");
        Kept roots = Kept.of(s, "Tables$Roots", s.object("Tables.ROOTS"));
        Kept table = Kept.of(s, "LeafTable", s.capability(roots.at("records")).base() + Kept.shape("LeafTable").size());
        Kept region = Kept.of(s, "Region", s.object("Regions.RECORDS") + (frames.home(used) - 1) * (long) Kept.shape("Region").size());
        return List.of(new Count(Rule.FREE, pool, "free"), new Count(Rule.FREE, pool, "ready"), new Count(Rule.FREE, pool, "dirty"),
                new Count(Rule.COUNT, frames.of(used), "references"), new Count(Rule.FREE, frames.of(free), "references"),
                new Count(Rule.COUNT, roots, "used"), new Count(Rule.COUNT, table, "shares"), new Count(Rule.COUNT, region, "homed"),
                new Count(Rule.COUNT, files, "sharers"), new Count(Rule.COUNT, Kept.of(s, "OpenFile", s.word(s.word(files.at("entries")))), "references"),
                new Count(Rule.COUNT, its.referred("directory", "Node"), "references"),
                new Count(Rule.COUNT, Kept.of(s, "Objects$Lists", s.object("Objects.LISTS")), "live"),
                new Count(Rule.FAMILY, its, "threads"), new Count(Rule.FAMILY, first, "firstChild"), new Count(Rule.FAMILY, second, "parent"),
                new Count(Rule.FREE, Kept.of(s, "Uprocs$Free", s.object("Uprocs.FREE")), "count"));
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryCountThatIsWrong(Built built) throws IOException {
        Stepped machine = new Stepped(built.image(), "soak 1000 3", _ -> {});
        for (int n = 0; n < 8; n++) {
            machine.run(STEP);
            machine.runIntoUser();
            assertThat(Ledger.check(machine.snapshot())).as("after %d instructions", machine.instructions()).isEmpty();
        }
        Snapshot s = machine.snapshot();
        plant(machine, s, counts(s));
    }

    /** Limits of its own, and an open file that a call holds: the first as the shell sets them, the second said of a call that holds none. */
    @ParameterizedTest
    @EnumSource
    void findsWrongCountsOfWhatFewHave(Built built) throws IOException {
        Stepped machine = new Stepped(built.image(), "sh -c 'ulimit -f 100; while :; do :; done'", _ -> {});
        Kept shell = null;
        for (int n = 0; n < MOST_STEPS && shell == null; n++) {
            machine.run(STEP);
            machine.runIntoUser();
            shell = withLimits(machine.snapshot());
        }
        assertThat(shell).as("a process with limits after %d instructions", machine.instructions()).isNotNull();
        Snapshot s = machine.snapshot();
        assertThat(Ledger.check(s)).isEmpty();
        Kept its = shell.inner("ownHoldings", "Holdings");
        plant(machine, s, List.of(new Count(Rule.COUNT, its.referred("limits", "Limits"), "sharers")));

        Granule file = Granule.of(s.memory(), s.physical(s.word(its.referred("files", "Files").at("entries"))));
        Granule before = Granule.of(s.memory(), s.physical(shell.at("uses")));
        new Granule(before.at(), file.low(), file.high(), true).write(machine.memory());
        assertThat(Ledger.check(s)).extracting(Violation::rule).containsExactly(Rule.COUNT);
        before.write(machine.memory());
        assertThat(Ledger.check(s)).isEmpty();
    }

    /** The first process that has limits of its own; null when there is none. */
    private static Kept withLimits(Snapshot s) {
        return IntStream.range(1, SLOTS).mapToObj(slot -> Kept.of(s, "Uproc", s.object("Uprocs.RECORDS") + slot * (long) Kept.shape("Uproc").size()))
                .filter(p -> p.inner("ownHoldings", "Holdings").referred("limits", "Limits") != null).findFirst().orElse(null);
    }

    /** Each count becomes one more, is found, and is right again. */
    private static void plant(Stepped machine, Snapshot s, List<Count> counts) {
        for (Count count : counts) {
            long at = s.physical(count.record.at(count.field));
            Granule before = Granule.of(s.memory(), at);
            Granule.number(s.memory(), at, (int) s.memory().load(at, 4) + 1).write(machine.memory());
            assertThat(Ledger.check(s)).as("%s of %s", count.field, count.record.shape()).extracting(Violation::rule).contains(count.rule);
            before.write(machine.memory());
        }
        assertThat(Ledger.check(s)).isEmpty();
    }
}
