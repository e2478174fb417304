package dev.ufork.images.bench;

import dev.ufork.harness.Board;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What system calls and processes cost at each isolation level, beside a monolithic kernel; the rows come from the program {@code posixbench}. */
public final class PosixBench {
    /** The levels, the strictest first. */
    public static final List<String> LEVELS = List.of("full", "fault", "none");

    private static final Limits LIMITS = Limits.total(Duration.ofMinutes(10));

    /** Instructions of the same operation, repeated. */
    public record Figure(long min, long median, long max) {
        /** How far apart the repetitions were. */
        public long spread() {
            return max - min;
        }
    }

    /**
     * One workload.
     *
     * @param figures by level
     */
    public record Row(Workload workload, Map<String, Figure> figures) {}

    /**
     * The workloads, in the program's order, with what is promised of them and Linux's medians measured as {@link Baseline} says; 0 where there is none.
     *
     * <p>{@code SPAWN_1000} is a loop of 1,000, {@code CONTEXT1} one of 10,000 round trips, as UnixBench has them.
     */
    public enum Workload {
        //                                        at most      riscv64        arm64
        GETPPID     ("getppid",                       60,         438,         477),
        WRITE       ("write",                          0,           0,           0),
        READ        ("read",                           0,           0,           0),
        PIPE        ("pipe-write-read",                0,       2_710,       2_500),
        OPEN_CLOSE  ("open-close",                   600,       7_160,       5_950),
        POLL        ("poll",                         200,       1_250,       1_160),
        MAP         ("mmap-touch-munmap",              0,      25_400,      19_140),
        RAISE       ("raise-handler-return",       1_000,       6_240,       7_320),
        ROUND_TRIP  ("pipe-round-trip",            2_000,      13_840,      12_545),
        SWITCH      ("context-switch",                 0,           0,           0),
        FORK        ("fork-exit-wait",            12_000,     187_400,     170_200),
        SPAWN       ("spawn",                    100_000,     524_900,     488_100),
        SPAWN_1000  ("spawn-1000",            12_000_000, 194_200_000, 163_400_000),
        CONTEXT1    ("context1",              20_000_000, 138_100_000, 125_800_000);

        private final String title;
        private final long most;
        private final long riscv;
        private final long arm;

        Workload(String title, long most, long riscv, long arm) {
            this.title = title;
            this.most = most;
            this.riscv = riscv;
            this.arm = arm;
        }

        public String title() {
            return title;
        }

        /** The instructions that it may take at the strictest level, 0 where nothing is promised. */
        public long most() {
            return most;
        }

        /** Linux's instructions, 0 where they were not measured. */
        public long linux(Board board) {
            return switch (board) {
                case RISCV64 -> riscv;
                case MORELLO -> arm;
            };
        }
    }

    /** A run that gave no figures. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Failed(int status, String sentence) {
            super(sentence);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private PosixBench() {}

    /** Runs the program once for each level. */
    public static List<Row> run(Machine machine, ElfFile image, List<String> levels) throws Failed, InterruptedException {
        Map<Workload, Map<String, Figure>> figures = new LinkedHashMap<>();
        for (String level : levels) {
            Boot boot = Boot.of(image).withCounting(true).withArguments(List.of("isolation=" + level, "posixbench"));
            Outcome outcome = Monitor.run(machine, boot, LIMITS, OutputStream.nullOutputStream());
            if (!outcome.verdict().equals(new Verdict.Exited(0)))
                throw new Failed(Math.max(outcome.verdict().exitStatus(), 1), "posixbench at level %s gave no figures: %s".formatted(level, outcome.verdict().sentence()));
            for (Workload workload : Workload.values())
                figures.computeIfAbsent(workload, _ -> new LinkedHashMap<>()).put(level, figure(outcome.consoleText(), workload, level));
        }
        List<Row> rows = new ArrayList<>();
        figures.forEach((workload, byLevel) -> rows.add(new Row(workload, byLevel)));
        return rows;
    }

    static Figure figure(String console, Workload workload, String level) throws Failed {
        Matcher m = Pattern.compile("^bench " + workload.title() + " (\\d{1,18}) (\\d{1,18}) (\\d{1,18})$", Pattern.MULTILINE).matcher(console);
        if (!m.find()) throw new Failed(70, "posixbench at level %s printed no figures for %s".formatted(level, workload.title()));
        return new Figure(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3)));
    }
}
