package dev.ufork.images.cli;

import dev.ufork.harness.ElfFile;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.images.Image;
import dev.ufork.images.verify.KernelImage;
import dev.ufork.images.verify.QemuSoak;
import dev.ufork.images.verify.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Keeps a machine busy, and proves all the while that its processes are kept apart. */
@Command(name = "soak", description = "Run a mixed load for some minutes, and verify the kernel's invariants all the while.",
        footer = {"", "Forks, programs, pipes, files, signals, kills, threads, mappings and shared memory in random order. After every thousand operations the",
                "kernel's counters must be what they were. Then and at random moments the machine stands still, and its memory is read from outside: no",
                "process reaches anything but its own, and all that the kernel counts is right. QEMU is looked at in moments of the host's clock; of a",
                "container only the console is seen. Exit status 1 if anything is not so, if an operation fails, or if memory is lost; the seed makes the",
                "same run again."})
final class SoakCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final long ROUND = 10_000;

    @ParentCommand Ufork ufork;

    @Mixin HowLong howLong;

    @Option(names = "--image", paramLabel = "IMAGE", defaultValue = "ufork-riscv", description = "A μFork image. Default: ${DEFAULT-VALUE}.")
    String image;

    @Option(names = {"--on", "--machine"}, paramLabel = "MACHINE", defaultValue = "embedded", description = "embedded, qemu, or container. Default: ${DEFAULT-VALUE}.")
    String on;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure {
        MachineChoice machine = MachineChoice.of(on);
        Duration time = howLong.time();
        long seed = howLong.seed();
        Soak.Result result = run(machine, UforkImages.of(image, "processes to verify"), time, seed);
        if (json) ufork.out().println(Json.of(object(seed, result)));
        else ufork.out().println(text(result.totals()));
        result.failures().forEach(failure -> ufork.err().println("ufork: " + failure));
        return result.failures().isEmpty() ? Status.OK : FAILED;
    }

    private Soak.Result run(MachineChoice machine, Image chosen, Duration time, long first) throws CommandFailure {
        Consumer<String> progress = line -> ufork.err().println("ufork: " + line);
        try {
            if (machine == MachineChoice.EMBEDDED)
                return Soak.run(KernelImage.of(Files.readAllBytes(ufork.store().elf(chosen))), ROUND, time, first, progress);
            if (machine == MachineChoice.QEMU) return QemuSoak.run(QemuMachine.of(ufork.environment()), ufork.store().elf(chosen), ROUND, time, first, progress);
            return UnseenSoak.run(machine.machine(ufork.environment()), ElfFile.read(ufork.store().elf(chosen)), ROUND, time, first, progress);
        } catch (IOException | UnusableFile | MachineRefused e) {
            throw CommandFailure.noInput(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.noInput("the soak was interrupted");
        }
    }

    private static String text(Soak.Totals t) {
        return "%d operations in %d rounds, %d forks, %d instructions; verified %d times, %d capabilities; counted anew %d times".formatted(t.operations(),
                t.rounds(), t.forks(), t.instructions(), t.verifications(), t.capabilities(), t.audits());
    }

    private Map<String, Object> object(long seed, Soak.Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("image", image);
        all.put("machine", on);
        all.put("seed", seed);
        all.put("operations", result.totals().operations());
        all.put("forks", result.totals().forks());
        all.put("rounds", result.totals().rounds());
        all.put("instructions", result.totals().instructions());
        all.put("verifications", result.totals().verifications());
        all.put("audits", result.totals().audits());
        all.put("capabilities", result.totals().capabilities());
        all.put("failures", result.failures());
        return all;
    }
}
