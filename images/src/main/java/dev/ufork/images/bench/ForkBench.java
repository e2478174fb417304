package dev.ufork.images.bench;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The fork benchmark: the program {@code forkbench} of a μFork image, booted once for each size and policy; its rows are read from the console.
 */
public final class ForkBench {
    public static final List<String> POLICIES = List.of("copy", "coa", "copa");
    public static final List<Integer> SIZES = List.of(0, 1, 10, 100);

    /** The order of a table; what is not here comes last. */
    private static final List<String> WORKLOADS = List.of("fork", "fork-exit-wait", "getppid", "child-memory", "parent-first-touch", "parent-rewrite",
            "child-first-load", "child-first-write", "child-read", "child-memory-after-read");

    private static final String PROGRAM = "forkbench";
    /** Every image is built with all that isolation there is. */
    private static final String ISOLATION = "full";
    private static final Limits LIMITS = Limits.total(Duration.ofMinutes(20));
    private static final Pattern LINE = Pattern.compile("bench (\\S+) (\\S+) (\\d+) (\\d+) (\\d+)");

    /**
     * One figure.
     *
     * @param workload what was done
     * @param mebibytes how much memory the process had touched
     * @param unit     {@code instructions}, {@code bytes} or {@code count}
     */
    public record Row(String workload, int mebibytes, String policy, String isolation, String unit, long min, long median, long max) {}

    /** A run that gave no figures; the status says why as that of {@code run} would. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        private Failed(int status, String sentence) {
            super(sentence);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private ForkBench() {}

    /**
     * Runs the benchmark.
     *
     * @param progress hears what is done, a line for each run
     * @throws Failed when a run does not end as it should
     */
    public static List<Row> run(Machine machine, ElfFile image, List<Integer> sizes, List<String> policies, Consumer<String> progress)
            throws Failed, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (int size : sizes)
            for (String policy : policies) {
                progress.accept("%s %d MiB, %s".formatted(PROGRAM, size, policy));
                Boot boot = Boot.of(image).withCounting(true).withArguments(List.of(PROGRAM, Integer.toString(size), policy));
                Outcome outcome = Monitor.run(machine, boot, LIMITS, OutputStream.nullOutputStream());
                if (!outcome.verdict().equals(new Verdict.Exited(0))) throw failure(outcome, size, policy);
                rows.addAll(rows(outcome.consoleText(), size, policy));
            }
        return rows;
    }

    private static Failed failure(Outcome outcome, int size, String policy) {
        Verdict verdict = outcome.verdict();
        if (verdict instanceof Verdict.Missing || verdict instanceof Verdict.EncodingMismatch) return new Failed(verdict.exitStatus(), verdict.sentence());
        Optional<String> last = outcome.consoleText().lines().reduce((_, b) -> b);
        int status = verdict.exitStatus() == 0 ? 70 : verdict.exitStatus();
        return new Failed(status, "%s with %d MiB under %s gave no figures: %s; its last line: %s"
                .formatted(PROGRAM, size, policy, verdict.sentence(), last.orElse("(none)")));
    }

    /** The rows of a console; lines about one workload become one row. */
    static List<Row> rows(String console, int mebibytes, String policy) {
        Map<String, List<long[]>> figures = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        for (String line : console.lines().toList()) {
            Matcher m = LINE.matcher(line);
            if (!m.matches()) continue;
            units.putIfAbsent(m.group(1), m.group(2));
            figures.computeIfAbsent(m.group(1), _ -> new ArrayList<>())
                    .add(LongStream.of(Long.parseLong(m.group(3)), Long.parseLong(m.group(4)), Long.parseLong(m.group(5))).toArray());
        }
        List<Row> rows = new ArrayList<>();
        figures.forEach((workload, all) -> {
            long[] medians = all.stream().mapToLong(f -> f[1]).sorted().toArray();
            rows.add(new Row(workload, mebibytes, policy, ISOLATION, units.get(workload), all.stream().mapToLong(f -> f[0]).min().getAsLong(),
                    medians[medians.length / 2], all.stream().mapToLong(f -> f[2]).max().getAsLong()));
        });
        rows.sort(Comparator.comparingInt(row -> WORKLOADS.contains(row.workload()) ? WORKLOADS.indexOf(row.workload()) : WORKLOADS.size()));
        return rows;
    }
}
