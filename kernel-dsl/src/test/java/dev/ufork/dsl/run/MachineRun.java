package dev.ufork.dsl.run;

import dev.ufork.asm.ObjectFile;
import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Machine;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.UnusableFile;
import dev.ufork.harness.Verdict;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.Compiler;
import dev.ufork.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Compiles a batch, boots it bare on a machine, and reads the endings from the console. */
final class MachineRun {
    private final Machine machine;
    private final MachineTarget target;

    MachineRun(Machine machine, MachineTarget target) {
        this.machine = machine;
        this.target = target;
    }

    List<Ending> run(Batch batch) { return endings(boot(batch.image(target)), batch.calls()); }

    /** The batch as a bootable image. */
    static LinkedImage image(Batch batch, MachineTarget machine) {
        Target target = machine.target();
        Module module = batch.program().module("batch", target.capFormat(), List.of(batch.driver() + ".main"));
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        ObjectFile object = Compiler.compile(module, target, Compiler.Options.CHECKED);
        return link(object, machine);
    }

    private static LinkedImage link(ObjectFile object, MachineTarget machine) {
        Region ram = machine.memory();
        Layout layout = new Layout(List.of(
            Segment.code("text", ram, ".start", ".text"),
            Segment.constant("rodata", ram, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
            Segment.data("data", ram, ".captable", ".data.rel.ro", ".data", ".bss")));
        ObjectFile start = machine.start();
        return new Linker(machine.target().linkTarget(), layout).add(start).add(object).entry("_start").link("batch");
    }

    private String boot(LinkedImage image) {
        try {
            Path file = Files.createTempFile("batch", ".elf");
            try {
                Files.write(file, image.elf());
                Outcome outcome = Monitor.run(machine, Boot.of(ElfFile.read(file)), Limits.total(Duration.ofSeconds(60)), new PrintStream(OutputStream.nullOutputStream()));
                if (outcome.verdict() instanceof Verdict.Missing) Assumptions.abort(machine.name() + " is not here: " + outcome.verdict().sentence());
                if (!(outcome.verdict() instanceof Verdict.Exited(int status)) || status != 0) throw new IllegalStateException(String.join("\n", outcome.report()));
                return outcome.consoleText();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnusableFile | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Ending> endings(String console, int calls) {
        List<Ending> endings = new ArrayList<>();
        for (String line : console.lines().filter(l -> l.startsWith("@")).toList()) {
            String[] parts = line.substring(1).split(" ", 4);
            endings.add(switch ((int) Long.parseUnsignedLong(parts[0], 16)) {
                case 1 -> new Ending.Returned(Long.parseUnsignedLong(parts[1], 16), Long.parseUnsignedLong(parts[2], 16));
                case 2 -> new Ending.Panicked(parts[3]);
                default -> new Ending.Faulted();
            });
        }
        if (endings.size() != calls) throw new IllegalStateException("%d of %d calls came back:\n%s".formatted(endings.size(), calls, console));
        return endings;
    }
}
