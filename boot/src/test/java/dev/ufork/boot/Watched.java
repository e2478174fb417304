package dev.ufork.boot;

import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An image on the embedded machine of its architecture, under the eyes of a {@link Trace}. */
record Watched(Outcome outcome, String console) {
    /** Where the memory of programs begins and ends: docs/memory-map.md. */
    private static final long ARENA = 1L << 39;
    private static final long ARENA_END = 1L << 40;

    private static final Map<Built, Function<MachineConfig, Machine>> MACHINES = Map.of(
            Built.RISCV, dev.ufork.emulator.riscv.VirtMachine::new, Built.MORELLO, dev.ufork.emulator.morello.VirtMachine::new);

    /** Runs a command line. */
    static Watched run(Built built, Trace trace, String command) throws IOException {
        return run(built, trace, command, _ -> {});
    }

    /** The same; {@code made} is given the machine before it runs. */
    static Watched run(Built built, Trace trace, String command, Consumer<Machine> made) throws IOException {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        Machine machine = MACHINES.get(built).apply(MachineConfig.standard().withBootArguments(command).withConsole(console::write).withTrace(trace));
        machine.load(ElfProgram.read(built.name(), Files.readAllBytes(built.image())));
        made.accept(machine);
        Outcome outcome = machine.run().outcome();
        return new Watched(outcome, console.toString(StandardCharsets.UTF_8));
    }

    static boolean isProgram(long address) {
        return address >= ARENA && address < ARENA_END;
    }

    /** The addresses of the image's symbols with the prefix, by what follows it. */
    static Map<Long, String> symbols(Built built, String prefix) throws IOException {
        return ElfReader.read(built.name(), Files.readAllBytes(built.image())).symbols().stream().filter(s -> s.name().startsWith(prefix))
                .collect(Collectors.toMap(s -> s.value() & -2, s -> s.name().substring(prefix.length()), (a, b) -> a));
    }
}
