package dev.ufork.images.fuzz;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.harness.Board;
import dev.ufork.harness.Lines;
import dev.ufork.images.verify.KernelImage;
import dev.ufork.images.verify.Ledger;
import dev.ufork.images.verify.Snapshot;
import dev.ufork.images.verify.Stepped;
import dev.ufork.images.verify.Verifier;
import dev.ufork.images.verify.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The embedded machine. It stands still from time to time, and the verifier and the ledger look at it. */
final class EmbeddedPlayer implements Player {
    /** Instructions before somebody looks for the first time, soon after programs have begun; then half as many more each time. */
    private static final long FIRST_LOOK = 1_400_000;
    /** Little, so that it is soon laid out, and runs out now and then. */
    private static final long MEMORY = 64 << 20;
    private static final long STRIDES = 800;
    private static final int ELF_FUNCTION = 2;
    /** A machine puts its device tree at a multiple of so many bytes. */
    private static final long TREE_STEP = 1 << 20;
    private static final Pattern EXIT = Pattern.compile("ufork: exit (\\d{1,3})");

    private final boolean riscv;
    private final KernelImage kernel;
    private final long virtualLessPhysical;
    private final TreeMap<Long, ElfSymbol> functions = new TreeMap<>();
    private final Optional<Coverage> coverage;

    EmbeddedPlayer(byte[] image, Optional<Coverage> coverage) {
        this.coverage = coverage;
        ElfFile elf = ElfReader.read("image", image);
        riscv = elf.header().machine() == Board.RISCV64.elfMachine();
        kernel = KernelImage.of(image);
        virtualLessPhysical = elf.segments().getFirst().vaddr() - elf.segments().getFirst().paddr();
        for (ElfSymbol s : elf.symbols()) if (s.type() == ELF_FUNCTION) functions.put(s.value() & -2, s);
    }

    @Override
    public Ran run(Start start) {
        List<String> lines = new ArrayList<>();
        Lines console = new Lines(lines::add);
        Stepped machine = machine(start, console);
        List<String> violations = new ArrayList<>();
        long next = FIRST_LOOK;
        while (machine.result().outcome() instanceof Outcome.Limit && machine.instructions() < start.limit() && violations.isEmpty()) {
            Outcome outcome = machine.run(Math.min(next, start.limit()) - machine.instructions());
            next += next / 2;
            if (outcome instanceof Outcome.Limit && intoUser(machine)) violations.addAll(look(machine.snapshot()));
        }
        if (!console.rest().isEmpty()) lines.add(console.rest());
        boolean user = intoUser(machine);
        RunResult last = machine.result();
        return ran(last, user ? Ran.PROGRAM : place(last.cores().getFirst().pc()), lines, violations);
    }

    /** Runs on until a program is about to execute, for a while. */
    private static boolean intoUser(Stepped machine) {
        return machine.result().outcome() instanceof Outcome.Limit && machine.runIntoUser(STRIDES) && machine.snapshot().isQuiet();
    }

    private Stepped machine(Start start, Lines console) {
        MachineConfig config = MachineConfig.standard().withMemory(MEMORY).withBootArguments(String.join(" ", start.arguments())).withConsole(console::write);
        if (coverage.isPresent()) config = config.withTrace(coverage.get());
        return new Stepped(kernel, start.image(), config, start.level());
    }

    /** The device tree that the machine would hand to the image. */
    byte[] tree(Start start) {
        Memory memory = machine(start, new Lines(_ -> {})).memory();
        long at = memory.base() + memory.size();
        do at -= TREE_STEP; while (at >= memory.base() && size(memory, at) == 0);
        return memory.read(at, size(memory, at));
    }

    private static int size(Memory memory, long at) {
        return TreeBlob.size(ByteBuffer.wrap(memory.read(at, 2 * Integer.BYTES)));
    }

    private static List<String> look(Snapshot quiet) {
        return Stream.concat(Verifier.check(quiet).violations().stream(), Ledger.check(quiet).stream()).map(Violation::toString).toList();
    }

    private Ran ran(RunResult last, String place, List<String> lines, List<String> violations) {
        int status = last.outcome() instanceof Outcome.Exit(int s) ? s : 0;
        Matcher exit = EXIT.matcher(lines.isEmpty() ? "" : lines.getLast());
        if (!riscv && exit.matches()) {
            status = Integer.parseInt(exit.group(1));
            lines.removeLast();
        }
        Ran.End end = switch (last.outcome()) {
            case Outcome.Exit _ -> Ran.End.EXIT;
            case Outcome.Stuck _ -> Ran.End.WAITS;
            default -> Ran.End.LIMIT;
        };
        return new Ran(end, status, List.copyOf(lines), last.instructions(), place, violations);
    }

    private String place(long pc) {
        for (long at : new long[] {pc, pc + virtualLessPhysical}) {      // before translation is on, code is where it was loaded
            Map.Entry<Long, ElfSymbol> f = functions.floorEntry(at);
            if (f != null && at - f.getKey() < Math.max(4, f.getValue().size())) return f.getValue().name();
        }
        return "0x%x".formatted(pc);
    }
}
