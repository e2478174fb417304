package dev.ufork.images.bench;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.images.bench.PosixBench.Failed;
import dev.ufork.images.bench.PosixBench.Workload;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each isolation level stops and what it costs; attempts come from the program {@code attack}, figures from {@code posixbench}. */
public final class IsolationBench {
    /** The workloads in which the levels differ, and two in which one might think so. */
    private static final List<Workload> COSTS = List.of(Workload.GETPPID, Workload.WRITE, Workload.READ, Workload.ROUND_TRIP, Workload.FORK);
    private static final Limits LIMITS = Limits.total(Duration.ofMinutes(10));
    private static final Pattern LISTED = Pattern.compile("(\\S+): .*; ([^;(]+?)(?: \\(.*)?");
    private static final Pattern TRIED = Pattern.compile("attack (\\S+) \\.\\.\\. (.*)");

    /**
     * Attempts that must be stopped by one thing, for example the page table.
     *
     * @param stopped how many were, by level
     */
    public record Stopper(String name, int attempts, Map<String, Integer> stopped) {}

    /**
     * Everything.
     *
     * @param notStopped names of attempts by level, in the program's order
     */
    public record Result(List<Stopper> stoppers, Map<String, List<String>> notStopped, List<PosixBench.Row> costs) {}

    private IsolationBench() {}

    /** Runs both programs at every level. */
    public static Result run(Machine machine, ElfFile image) throws Failed, InterruptedException {
        Map<String, String> stoppers = new LinkedHashMap<>();
        for (String line : console(machine, image, "full", false, "attack", "-l").lines().toList()) {
            Matcher listed = LISTED.matcher(line);
            if (listed.matches()) stoppers.put(listed.group(1), listed.group(2));
        }
        Map<String, Map<String, Integer>> stopped = new TreeMap<>();
        Map<String, List<String>> not = new LinkedHashMap<>();
        Map<Workload, Map<String, PosixBench.Figure>> costs = new LinkedHashMap<>();
        for (String level : PosixBench.LEVELS) {
            not.put(level, new ArrayList<>());
            for (String line : console(machine, image, level, true, "attack").lines().toList()) {
                Matcher tried = TRIED.matcher(line);
                if (!tried.matches()) continue;
                boolean isStopped = !tried.group(2).startsWith("NOT STOPPED") && !tried.group(2).startsWith("stopped by scheduler");
                if (!isStopped) not.get(level).add(tried.group(1));
                stopped.computeIfAbsent(stoppers.get(tried.group(1)), _ -> new LinkedHashMap<>()).merge(level, isStopped ? 1 : 0, Integer::sum);
            }
            String figures = console(machine, image, level, false, "posixbench", "short");
            for (Workload workload : COSTS)
                costs.computeIfAbsent(workload, _ -> new LinkedHashMap<>()).put(level, PosixBench.figure(figures, workload, level));
        }
        List<Stopper> all = new ArrayList<>();
        stopped.forEach((name, levels) -> all.add(new Stopper(name, (int) stoppers.values().stream().filter(name::equals).count(), levels)));
        List<PosixBench.Row> rows = new ArrayList<>();
        costs.forEach((workload, figures) -> rows.add(new PosixBench.Row(workload, figures)));
        return new Result(all, not, rows);
    }

    /** @param mayFail whether the program may say by its status that something was not stopped */
    private static String console(Machine machine, ElfFile image, String level, boolean mayFail, String... command) throws Failed, InterruptedException {
        List<String> words = new ArrayList<>(List.of("isolation=" + level));
        words.addAll(List.of(command));
        Outcome outcome = Monitor.run(machine, Boot.of(image).withCounting(true).withArguments(words), LIMITS, OutputStream.nullOutputStream());
        boolean fine = outcome.verdict().equals(new Verdict.Exited(0)) || mayFail && outcome.verdict().equals(new Verdict.Exited(1));
        if (!fine) throw new Failed(Math.max(outcome.verdict().exitStatus(), 1), "%s at level %s did not come to its end: %s".formatted(command[0], level, outcome.verdict().sentence()));
        return outcome.consoleText();
    }
}
