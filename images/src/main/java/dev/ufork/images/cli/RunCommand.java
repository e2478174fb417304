package dev.ufork.images.cli;

import dev.ufork.harness.Boot;
import dev.ufork.harness.Durations;
import dev.ufork.harness.HostTerminal;
import dev.ufork.harness.Keyboard;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.MemorySize;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.ShellWords;
import dev.ufork.harness.UnusableFile;
import dev.ufork.harness.Verdict;
import dev.ufork.images.debug.Explanation;
import dev.ufork.images.debug.FaultWatch;
import dev.ufork.images.debug.Programs;
import dev.ufork.images.debug.SourceText;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Boots an image or an ELF file and exits with the guest's status. */
@Command(name = "run", description = "Boot an image or an ELF file; exit with the guest's status.",
        footer = {"", "Everything after -- goes to the guest; what is typed, or comes through a pipe, goes to its console.",
                "At a terminal, Ctrl-A x ends the machine, and Ctrl-A twice is one Ctrl-A.", "",
                "Exit status: 0..63 the guest's own, 64 usage, 66 no such image or unusable file,",
                "69 machine not available, 70 kernel panic or unhandled fault, 74 machine failed, 124 timed out,", "130 ended from the keyboard."})
final class RunCommand implements Callable<Integer> {
    private static final long MIB = 1 << 20;
    private static final long MAX_MEMORY = 2048 * MIB;
    /** A guest that does nothing but fault must not fill our memory. */
    private static final int MAX_FAULTS = 1000;
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);
    private static final Duration NO_LIMIT = Duration.ofDays(365);
    /** Tells the first process of the μFork kernel that somebody types. */
    private static final String TERMINAL = "console=terminal";

    @ParentCommand Ufork ufork;

    @Parameters(arity = "0..1", paramLabel = "IMAGE|FILE.elf", description = "What to boot; without it, the first image that 'images' lists.")
    Optional<String> what;

    @Option(names = "--on", paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--memory", paramLabel = "SIZE", defaultValue = "256M", description = "RAM. Default: ${DEFAULT-VALUE}.")
    String memory;

    @Option(names = "--smp", paramLabel = "N", defaultValue = "1", description = "Number of harts, 1 to 8. Default: ${DEFAULT-VALUE}.")
    String harts;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Limit on the whole run. Default: 60s, none at a terminal.")
    Optional<String> timeout;

    @Option(names = "--silence", paramLabel = "TIME", description = "Limit on the time without console output. Default: none.")
    Optional<String> silence;

    @Option(names = "--count", description = "Exact instruction counters on QEMU too (-icount); slower.")
    boolean counting;

    @Option(names = "--trace", paramLabel = "FILE", description = "Write every executed instruction to FILE.")
    Optional<Path> trace;

    @Option(names = "--dry-run", description = "Print the exact command and start nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object instead of the console.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        Machine machine = MachineChoice.of(on).machine(ufork.environment());
        long bytes = memoryBytes();
        int count = hartCount();
        Guest guest = Guest.find(what, ufork.store());
        try {
            guest.file().requireFits(bytes);
        } catch (UnusableFile e) {
            throw CommandFailure.noInput(e.getMessage());
        }
        List<String> arguments = ufork.guestArguments().orElse(guest.arguments());
        Keyboard text = Keyboard.text(ufork.input(), ufork.guestArguments().isEmpty() && !arguments.isEmpty());
        Boot boot = new Boot(guest.file(), bytes, count, arguments, counting, trace, text);
        Limits limits = limits(DEFAULT_LIMIT);
        if (dryRun) return print(machine, boot);
        if (json) return run(guest, machine, boot, limits);
        try (HostTerminal terminal = HostTerminal.take().orElse(null)) {
            return terminal == null ? run(guest, machine, boot, limits) : interact(guest, machine, boot, terminal.columns());
        }
    }

    /** With somebody at a terminal, who may take as long as she likes. */
    private int interact(Guest guest, Machine machine, Boot boot, int columns) throws CommandFailure, InterruptedException {
        List<String> arguments = new ArrayList<>(boot.arguments());
        if (guest.isUfork()) arguments.addFirst(columns > 0 ? TERMINAL + ":" + columns : TERMINAL);
        ufork.err().println("ufork: Ctrl-A x ends the machine");
        return run(guest, machine, boot.withArguments(arguments).withKeyboard(Keyboard.terminal(ufork.input())), limits(NO_LIMIT));
    }

    private int print(Machine machine, Boot boot) {
        try {
            ufork.out().println(ShellWords.join(machine.command(boot)));
            return Status.OK;
        } catch (MachineRefused e) {
            return ufork.complain(e.verdict().exitStatus(), e.getMessage());
        }
    }

    private int run(Guest guest, Machine machine, Boot boot, Limits limits) throws InterruptedException {
        OutputStream console = json ? OutputStream.nullOutputStream() : ufork.console();
        List<Explanation> faults = new ArrayList<>();
        Programs programs = Programs.of(guest.name(), boot.file().program().file(), SourceText.near(boot.file().path()));
        warnOfEntry(boot);
        Outcome outcome = Monitor.run(machine, boot, limits, new FaultWatch(console, record -> {
            Explanation explanation = programs.explain(record);
            if (json && faults.size() < MAX_FAULTS) {
                faults.add(explanation);
            } else if (!json) {
                explanation.lines().forEach(ufork.err()::println);
            }
        }));
        if (json) {
            ufork.out().println(Json.of(fields(guest, outcome, faults)));
        } else {
            summarise(guest, outcome);
        }
        return outcome.verdict().exitStatus();
    }

    /** A board that starts at the first byte of RAM does not look at the entry point; a file that differs hangs silently. */
    private void warnOfEntry(Boot boot) {
        long entry = boot.file().entry();
        long start = boot.file().board().ramBase();
        if (boot.file().board().startsAtRamBase() && entry != start) {
            ufork.err().println("ufork: the file's entry point is 0x%x, but this board starts at 0x%x whatever the file says".formatted(entry, start));
        }
    }

    private void summarise(Guest guest, Outcome outcome) {
        byte[] console = outcome.console();
        if (console.length > 0 && console[console.length - 1] != '\n') {
            ufork.err().println();
        }
        String counted = outcome.instructions().isPresent() ? ", %,d instructions".formatted(outcome.instructions().getAsLong()) : "";
        String seconds = "%.2f s".formatted(outcome.wall().toMillis() / 1000.0);
        if (outcome.verdict() instanceof Verdict.Exited(int status)) {
            ufork.err().println("ufork: %s on %s exited with status %d%s, %s".formatted(guest.name(), outcome.machine(), status, counted, seconds));
            return;
        }
        List<String> report = outcome.report();
        ufork.complain(0, report.getFirst());
        report.stream().skip(1).forEach(ufork.err()::println);
    }

    private static Map<String, Object> fields(Guest guest, Outcome outcome, List<Explanation> faults) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("image", guest.name());
        fields.put("target", guest.file().board().target());
        fields.put("machine", outcome.machine());
        fields.put("status", outcome.verdict().exitStatus());
        fields.put("verdict", outcome.verdict().sentence());
        fields.put("instructions", outcome.instructions().isPresent() ? outcome.instructions().getAsLong() : null);
        fields.put("wallSeconds", outcome.wall().toMillis() / 1000.0);
        fields.put("console", outcome.consoleText());
        fields.put("lastLine", outcome.lastLine());
        fields.put("faults", faults.stream().map(Explanation::fields).toList());
        fields.put("registers", outcome.registers());
        fields.put("diagnostics", outcome.diagnostics());
        return fields;
    }

    private Limits limits(Duration otherwise) throws CommandFailure {
        Limits limits = Limits.total(timeout.isPresent() ? duration("--timeout", timeout.get()) : otherwise);
        return silence.isPresent() ? limits.withSilence(duration("--silence", silence.get())) : limits;
    }

    private static Duration duration(String option, String text) throws CommandFailure {
        return Durations.parse(text).orElseThrow(() ->
                CommandFailure.usage("%s %s is no time; write 500ms, 60s or 2m".formatted(option, text)));
    }

    private long memoryBytes() throws CommandFailure {
        return MemorySize.parse(memory).filter(bytes -> bytes % MIB == 0 && bytes <= MAX_MEMORY).orElseThrow(() ->
                CommandFailure.usage("--memory %s is no size of RAM; write whole mebibytes, 1M to 2G".formatted(memory)));
    }

    private int hartCount() throws CommandFailure {
        if (!harts.matches("[1-8]")) {
            throw CommandFailure.usage("--smp %s is no number of harts; a board has 1 to %d".formatted(harts, Boot.MAX_HARTS));
        }
        return Integer.parseInt(harts);
    }
}
