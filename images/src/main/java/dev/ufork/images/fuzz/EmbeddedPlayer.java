package dev.ufork.images.fuzz;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.harness.Board;
import dev.ufork.images.verify.KernelImage;
import dev.ufork.images.verify.Ram;
import dev.ufork.images.verify.Snapshot;
import dev.ufork.images.verify.Verifier;
import dev.ufork.images.verify.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The embedded machine. It stands still from time to time, and the verifier looks at it. */
final class EmbeddedPlayer implements Player {
    /** Instructions before the verifier looks for the first time; then that many times as many each time. */
    private static final long FIRST_LOOK = 3_000_000;
    private static final int FACTOR = 2;
    /** Little, so that it is soon laid out, and runs out now and then. */
    private static final long MEMORY = 64 << 20;
    private static final long STRIDE = 97;
    private static final int STRIDES = 20_000;
    private static final int ELF_FUNCTION = 2;
    private static final Pattern EXIT = Pattern.compile("ufork: exit (\\d{1,3})");

    private final boolean riscv;
    private final KernelImage kernel;
    private final long virtualLessPhysical;
    private final TreeMap<Long, ElfSymbol> functions = new TreeMap<>();

    EmbeddedPlayer(byte[] image) {
        ElfFile elf = ElfReader.read("image", image);
        riscv = elf.header().machine() == Board.RISCV64.elfMachine();
        kernel = KernelImage.of(image);
        virtualLessPhysical = elf.segments().getFirst().vaddr() - elf.segments().getFirst().paddr();
        for (ElfSymbol s : elf.symbols()) if (s.type() == ELF_FUNCTION) functions.put(s.value() & -2, s);
    }

    @Override
    public Ran run(Start start) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        MachineConfig config = MachineConfig.standard().withMemory(MEMORY).withBootArguments(String.join(" ", start.arguments())).withConsole(b -> console.write(b));
        Machine machine = riscv ? new dev.ufork.emulator.riscv.VirtMachine(config)
                : new dev.ufork.emulator.morello.VirtMachine(config, dev.ufork.emulator.morello.VirtMachine.Entry.valueOf("EL" + start.level()));
        machine.load(ElfProgram.read("image", start.image()));
        RunResult last = machine.runTo(0);
        start.edit().accept(machine.memory());
        List<String> violations = new ArrayList<>();
        long next = FIRST_LOOK;
        while (last.outcome() instanceof Outcome.Limit && last.instructions() < start.limit() && violations.isEmpty()) {
            last = machine.runTo(Math.min(next, start.limit()));
            next *= FACTOR;
            if (!(last.outcome() instanceof Outcome.Limit)) continue;
            last = intoUser(machine, last);
            if (isUser(machine, last)) violations.addAll(look(machine, last));
        }
        return ran(last, console.toString(StandardCharsets.UTF_8), violations);
    }

    /** Runs on until a program is about to execute, for a while: then no core is in the kernel. */
    private RunResult intoUser(Machine machine, RunResult last) {
        for (int n = 0; n < STRIDES && last.outcome() instanceof Outcome.Limit && !isUser(machine, last); n++) last = machine.runTo(last.instructions() + STRIDE);
        return last;
    }

    private boolean isUser(Machine machine, RunResult last) {
        return last.outcome() instanceof Outcome.Limit && snapshot(machine, last).isQuiet();
    }

    private Snapshot snapshot(Machine machine, RunResult last) {
        return new Snapshot(kernel, Ram.of(machine.memory()), last.cores());
    }

    private List<String> look(Machine machine, RunResult last) {
        return Verifier.check(snapshot(machine, last)).violations().stream().map(Violation::toString).toList();
    }

    private Ran ran(RunResult last, String console, List<String> violations) {
        List<String> lines = new ArrayList<>(console.lines().toList());
        String place = place(last.cores().getFirst().pc());
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
