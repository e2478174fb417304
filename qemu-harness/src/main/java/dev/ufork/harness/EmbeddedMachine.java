package dev.ufork.harness;

import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.MachineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The machine in this JVM: always there, counts every instruction, and gives the same run every time. */
public final class EmbeddedMachine implements Machine {

    /** Makes the emulator's machine for a board, or nothing if it has none. */
    private final Function<Board, Optional<Function<MachineConfig, dev.ufork.emulator.Machine>>> boards;

    public EmbeddedMachine() {
        this(EmbeddedMachine::emulator);
    }

    EmbeddedMachine(Function<Board, Optional<Function<MachineConfig, dev.ufork.emulator.Machine>>> boards) {
        this.boards = boards;
    }

    private static Optional<Function<MachineConfig, dev.ufork.emulator.Machine>> emulator(Board board) {
        return switch (board) {
            case RISCV64 -> Optional.of(dev.ufork.emulator.riscv.VirtMachine::new);
            case MORELLO -> Optional.of(dev.ufork.emulator.morello.VirtMachine::new);
        };
    }

    /** Is there an embedded machine for this board? */
    public static boolean has(Board board) {
        return emulator(board).isPresent();
    }

    @Override public String name() {
        return "embedded";
    }

    /** The {@code ufork} command that says everything explicitly: this machine is no process of its own. */
    @Override public List<String> command(Boot boot) {
        List<String> words = new ArrayList<>(List.of("ufork", "run", boot.file().path().toString(), "--on", name(),
                "--memory", MemorySize.format(boot.memory()), "--smp", Integer.toString(boot.harts())));
        boot.trace().ifPresent(file -> words.addAll(List.of("--trace", file.toString())));
        if (!boot.arguments().isEmpty()) {
            words.add("--");
            words.addAll(boot.arguments());
        }
        return words;
    }

    @Override public Running start(Boot boot, Events events) throws MachineRefused {
        Board board = boot.file().board();
        var builder = boards.apply(board).orElseThrow(() -> new MachineRefused(new Verdict.Missing(
                "the embedded machine has no %s board yet".formatted(board.target()), "use --on qemu")));
        ConsolePipe pipe = new ConsolePipe();
        try {
            Optional<TraceFile> trace = boot.trace().isPresent() ? Optional.of(new TraceFile(boot.trace().get())) : Optional.empty();
            MachineConfig config = MachineConfig.standard().withMemory(boot.memory()).withCores(boot.harts())
                    .withBootArguments(boot.commandLine()).withConsole(pipe).withInput(boot.keyboard());
            boot.keyboard().start();
            config = trace.isPresent() ? config.withTrace(trace.get()) : config;
            dev.ufork.emulator.Machine machine = builder.apply(config);
            machine.load(boot.file().program());
            return new EmbeddedRun(machine, pipe, trace, events);
        } catch (MachineException e) {
            throw new MachineRefused(new Verdict.Unfit(e.getMessage()));
        } catch (IOException e) {
            throw new MachineRefused(new Verdict.Failed("the trace file %s cannot be written: %s".formatted(boot.trace().get(), IoReason.of(e))));
        }
    }
}
