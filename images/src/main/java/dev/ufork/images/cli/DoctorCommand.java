package dev.ufork.images.cli;

import dev.ufork.harness.Board;
import dev.ufork.harness.ContainerMachine;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import dev.ufork.harness.Verdict;
import dev.ufork.images.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Looks at everything that {@code ufork} can use on this host, and says how to get what is missing. */
@Command(name = "doctor", description = "Check what is here, and say how to get what is not.")
final class DoctorCommand implements Callable<Integer> {
    private static final int JDK = 25;

    @ParentCommand Ufork ufork;

    /** What a check found: {@code fix} is empty when all is well. */
    private record Finding(String text, Optional<String> fix) {
        static Finding good(String text) {
            return new Finding(text, Optional.empty());
        }

        static Finding missing(String text, String fix) {
            return new Finding(text, Optional.of(fix));
        }
    }

    /** One check; without a {@code needed} one nothing runs, the others widen what can be done. */
    private record Check(String name, boolean needed, Looker looker) {
        @FunctionalInterface interface Looker {
            Finding look() throws InterruptedException;
        }
    }

    private List<Check> checks() {
        Map<String, String> environment = ufork.environment();
        return List.of(
                new Check("Java", true, DoctorCommand::java),
                new Check("images", true, this::images),
                new Check("embedded riscv64", true, () -> embedded(Board.RISCV64)),
                new Check("embedded morello", false, () -> embedded(Board.MORELLO)),
                new Check("QEMU riscv64", false, () -> qemu(Board.RISCV64)),
                new Check("QEMU morello", false, () -> qemu(Board.MORELLO)),
                new Check("containers", false, DoctorCommand::containers),
                tool(environment, "riscv64-linux-gnu-gcc", "gcc-riscv64-linux-gnu", "compares generated code with gcc's"),
                tool(environment, "riscv64-linux-gnu-objdump", "binutils-riscv64-linux-gnu", "checks instruction rows against binutils"),
                tool(environment, "aarch64-linux-gnu-objdump", "binutils-aarch64-linux-gnu", "checks instruction rows against binutils"),
                tool(environment, "gdb-multiarch", "gdb-multiarch", "shows source lines of an image"));
    }

    @Override public Integer call() throws InterruptedException {
        int status = Status.OK;
        for (Check check : checks()) {
            Finding finding = check.looker.look();
            String mark = finding.fix.isEmpty() ? "ok" : check.needed ? "MISSING" : "-";
            ufork.out().println("%-7s  %-26s %s".formatted(mark, check.name, finding.text));
            finding.fix.ifPresent(fix -> ufork.out().println("%-7s  %-26s   -> %s".formatted("", "", fix)));
            status = check.needed && finding.fix.isPresent() ? Status.UNAVAILABLE : status;
        }
        return status;
    }

    private static Finding java() {
        String text = "%s, %s".formatted(System.getProperty("java.version"), System.getProperty("java.home"));
        return Runtime.version().feature() >= JDK ? Finding.good(text)
                : Finding.missing(text, "install a JDK of at least " + JDK + " and set UFORK_JAVA_HOME to it");
    }

    private Finding images() {
        List<String> absent = Arrays.stream(Image.values()).filter(image -> !ufork.store().has(image)).map(Image::title).toList();
        if (!absent.isEmpty()) {
            return Finding.missing("not generated: " + String.join(", ", absent), "run mvn package");
        }
        return Finding.good(Image.values().length + " images");
    }

    private static Finding embedded(Board board) {
        return EmbeddedMachine.has(board) ? Finding.good("in this JVM")
                : Finding.missing("not in this build", "use --on qemu for " + board.target() + " images");
    }

    private Finding qemu(Board board) throws InterruptedException {
        try {
            Path program = QemuMachine.of(ufork.environment()).program(board);
            return Finding.good(board == Board.RISCV64 ? program + ", ISAv9 encoding" : program.toString());
        } catch (MachineRefused e) {
            return switch (e.verdict()) {
                case Verdict.Missing(String reason, String remedy) -> Finding.missing(reason, remedy);
                case Verdict other -> Finding.missing(other.sentence(),
                        "build QEMU with cheribuild (target qemu) and set UFORK_QEMU_DIR to its folder");
            };
        }
    }

    private static Finding containers() {
        return ContainerMachine.engineAnswers() ? Finding.good("a container engine answers")
                : Finding.missing("no container engine answers", "start Docker to use --on container");
    }

    private static Check tool(Map<String, String> environment, String program, String debianPackage, String use) {
        return new Check(program, false, () -> onPath(environment, program)
                .map(path -> Finding.good(path.toString()))
                .orElseGet(() -> Finding.missing("not on PATH; it " + use, "apt-get install " + debianPackage)));
    }

    private static Optional<Path> onPath(Map<String, String> environment, String program) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":")).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }
}
