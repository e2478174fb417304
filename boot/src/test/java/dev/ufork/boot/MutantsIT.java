package dev.ufork.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ufork.boot.Mutant.Edit;
import dev.ufork.boot.Mutant.Source;
import dev.ufork.boot.Mutant.Words;
import dev.ufork.harness.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program {@code attack} sees when a defence is missing: each is taken away in turn, and the attempts that it stops are stopped no more, or by something
 * else. Without that, an attempt that fails by accident would pass for one that was stopped.
 *
 * <p>What both architectures have is taken from one of them, in turn, and every third defence is tried, always the same; {@code -Dufork.mutants=all} tries all, on
 * both.
 */
class MutantsIT {
    private static final boolean ALL = "all".equals(System.getProperty("ufork.mutants"));
    private static final int STEP = ALL ? 1 : 3;

    private static final String EVERY_ARGUMENT = "argument-untagged argument-sealed argument-of-parent argument-read-only";

    /** A defence, where it is, how it is taken away, and the attempts that it stops. */
    private record Defence(Set<Built> where, Mutant mutant, List<String> attempts) {}

    private static Defence of(Set<Built> where, String defence, String attempts, Edit... edits) {
        return new Defence(where, new Mutant(defence, List.of(edits)), List.of(attempts.split(" ")));
    }

    private static Defence both(String defence, String attempts, Edit... edits) {
        return of(EnumSet.allOf(Built.class), defence, attempts, edits);
    }

    private static Defence on(Built built, String defence, String attempts, Edit... edits) {
        return of(EnumSet.of(built), defence, attempts, edits);
    }

    private static final List<Defence> DEFENCES = List.of(
            both("what is copied between processes loses its tags", "pipe pipe-page file fifo stale-living stale-dead stale-reused", new Source("UserCopy",
                    "for (; i + WORD <= bytes; i += WORD) to.store64(i, from.load64(i));", """
                    for (; i + 16 <= bytes && (to.address() + i & 15) == 0 && (from.address() + i & 15) == 0; i += 16) to.storeCap(i, from.loadCap(i));
                    for (; i + WORD <= bytes; i += WORD) to.store64(i, from.load64(i));
                    """)),
            both("callers' memory is used by the callers' capabilities", EVERY_ARGUMENT,
                    new Source("Arena", "static Cap data()", "@dev.ufork.dsl.Inline static Cap data()"),
                    new Source("UserCopy", "copy(to, user, bytes);", "copy(to, Arena.data().at(user.address()), bytes);"),
                    new Source("UserCopy", "copy(user, from, bytes);", "copy(Arena.data().at(user.address()), from, bytes);")),
            both("nothing is mapped or made executable", "map-executable protect-executable",
                    new Source("MemoryCalls", "return (protection & Mman.EXECUTE) != 0 ? -Errno.ENOTSUP : 0;", "return 0;")),
            both("a mapping is meant by a capability for it", "map-over-forged unmap-forged",
                    new Source("MemoryCalls", "if (!at.tag() || at.isSealed() || (at.address()", "if ((at.address()")),
            both("a capability for a mapping means no more than it has", "unmap-short",
                    new Source("MemoryCalls", "if (U.gt(bytes, at.length()) || U.gt(at.offset(), at.length() - bytes)) return -1;", "")),
            both("what is no mapping is not mapped anew", "map-over-heap", new Source("MemoryCalls", "return U.lt(from, space.demandEnd()) ||", "return")),
            both("files are written by those who have opened them so", "map-read-only protect-read-only",
                    new Source("MemoryCalls", "return shared && (protection & Mman.WRITE) != 0 && access != Open.READ_WRITE ? -Errno.EACCES : 0;", "return 0;"),
                    new Source("MemoryCalls", "if (!m.writable()) return false;", ";")),
            both("capabilities for shared memory store none", "shared-memory",
                    new Source("MemoryCalls", "if (shared) made = made.restrict(NO_CAPABILITIES);", "")),
            both("handlers begin at sealed code of the program", "signal-entry signal-unsealed signal-forged",
                    new Source("ProcessCalls", "if (!Signals.isEntry(entry)) return -Errno.EFAULT;", "")),
            both("stacks of handlers are long enough", "alternate-stack-short",
                    new Source("ProcessCalls", "if (stack.length() < Signals.MIN_STACK) return -Errno.ENOMEM;", "")),
            both("the signal that kills cannot be blocked", "block-kill", new Source("Signals", "me.blocked(set & ~Signal.FORCED);", "me.blocked(set);")),
            both("the first process gets no signals", "kill-first",
                    new Source("Signals", "p.state() == UprocState.ZOMBIE || p.slot() == Family.FIRST", "p.state() == UprocState.ZOMBIE")),
            both("isolation only grows", "less-isolation", new Source("Syscalls", "me.slot() != Family.FIRST && wanted.ordinal()", "me.slot() < 0 && wanted.ordinal()")),
            both("limits only shrink", "more-processes", new Source("ProcessCalls", "mine.maxProcesses((int) U.min(value, before));", "mine.maxProcesses((int) value);")),
            both("text cannot be written by capabilities for it", "text", new Source("Arena", "restrict(Perms.CODE)", "restrict(Perms.CODE | Perms.STORE)")),
            both("constants cannot be written by capabilities for them", "constant",
                    new Source("Loader", "if ((r.permissions() & CONSTANT) != 0) c = c.restrict(Perms.CONSTANT);", "")),
            both("the table of entries cannot be written", "entry-table-write",
                    new Source("Exec", "bounded(Entries.bytes()).restrict(Perms.CONSTANT)", "bounded(Entries.bytes())")),
            both("arguments are copied for the next program", "exec-arguments exec-environment",
                    new Source("Exec", "user.plus(texts).bounded(length)) != 0", "TEXTS.loadCap((long) (from + n) * CAP)) != 0")),
            both("no segment is written and executed", "writable-text",
                    new Source("Loader", "(s.flags() & (Program.W | Program.X)) == (Program.W | Program.X)", "s.flags() < 0")),
            on(Built.RISCV, "text is looked at before it runs", "ecall sret mret wfi sfence-vma slli", unseen()),
            on(Built.MORELLO, "text is looked at before it runs", "hvc smc hlt wfi eret", unseen()),
            on(Built.RISCV, "memory of programs is not executed", "data-as-code return-page", new Source("riscv/Page", "OWNED = V | R | W | A", "OWNED = V | R | W | X | A")),
            on(Built.MORELLO, "memory of programs is not executed", "data-as-code return-page", new Source("morello/Page", "OWNED = PAGE | PXN | OWN", "OWNED = PAGE | OWN")),
            on(Built.RISCV, "what a fork shares cannot be written", "parent-writes-first",
                    new Source("riscv/Page", "return (entry & PTR) == 0 ? entry : entry & ~(W | D | CW | CD);", "return entry;")),
            on(Built.RISCV, "a call's return clears registers", "registers-after-calls", new Words("leave", "cmove ct1, cnull", "cmove ct2, cnull")),
            on(Built.MORELLO, "a call's return clears registers", "registers-after-calls", cleared("x2"), cleared("x3"), cleared("x4"), cleared("x5"), cleared("x6"), cleared("x7"), cleared("x8")));

    private static Source unseen() {
        return new Source("Loader", "&& space.isolation() != Isolation.NONE) result.refusal(admitted", "&& false) result.refusal(admitted");
    }

    private static Words cleared(String register) {
        return new Words("leave", "movz " + register + ", #0", "movz x18, #0");
    }

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> eachIsMissed() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Built built : Built.values()) tests.add(dynamicTest("nothing is missing on " + built, () -> nothingIsMissing(built)));
        for (int n = 0; n < DEFENCES.size(); n += STEP) {
            Defence each = DEFENCES.get(n);
            List<Built> where = List.copyOf(each.where);
            for (Built built : ALL || where.size() == 1 ? where : List.of(where.get(n % where.size())))
                tests.add(dynamicTest(each.mutant.defence() + ", on " + built, () -> isMissed(each, built)));
        }
        return tests;
    }

    /** In the same image as it should be, all are stopped. */
    private void nothingIsMissing(Built built) throws Exception {
        Set<String> attempts = new TreeSet<>();
        for (Defence each : DEFENCES) if (each.where.contains(built)) attempts.addAll(each.attempts);
        Outcome outcome = run(new Mutant("nothing", List.of()), built, List.copyOf(attempts));
        assertThat(stopped(outcome)).as(outcome::consoleText).isEqualTo(attempts);
    }

    private void isMissed(Defence defence, Built built) throws Exception {
        Outcome outcome = run(defence.mutant, built, defence.attempts);
        assertThat(stopped(outcome)).as(outcome::consoleText).doesNotContainAnyElementsOf(defence.attempts);
    }

    private Outcome run(Mutant mutant, Built built, List<String> attempts) throws Exception {
        Path image = Files.write(folder.resolve("mutant.elf"), mutant.elf(built));
        List<String> command = new ArrayList<>(attempts);
        command.addFirst("attack");
        return On.EMBEDDED.run(image, command.toArray(String[]::new));
    }

    /** The attempts that were stopped by what should stop them. */
    private static Set<String> stopped(Outcome outcome) {
        return outcome.consoleText().lines().filter(line -> line.startsWith("attack ") && line.contains(" ... stopped by ") && !line.contains(", NOT BY ") && !line.contains(", AND "))
                .map(line -> line.split(" ")[1]).collect(Collectors.toCollection(TreeSet::new));
    }
}
