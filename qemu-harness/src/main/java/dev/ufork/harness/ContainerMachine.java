package dev.ufork.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;

/** The public CHERI QEMU in a container: for hosts without one, at the price of one download. */
public final class ContainerMachine implements Machine {
    private static final String FILE_INSIDE = "/tmp/image.elf";

    private static final String DOCKER = "docker";

    private final Map<String, String> environment;
    private final boolean probing;
    /** Not by the engine's interface, but by its program: only that hands on what is typed. */
    private final boolean byProgram;

    private ContainerMachine(Map<String, String> environment, boolean probing, boolean byProgram) {
        this.environment = environment;
        this.probing = probing;
        this.byProgram = byProgram;
    }

    /** Images from the list, or the one that these environment variables name. */
    public static ContainerMachine of(Map<String, String> environment) {
        return new ContainerMachine(environment, true, false);
    }

    /** Is there a container engine to talk to? */
    public static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override public String name() {
        return "container";
    }

    private ContainerImage image(Board board) {
        return ContainerImage.candidates(board, environment, ContainerImage.host()).getFirst();
    }

    /** QEMU's options for the copy of the file inside the container. */
    private static List<String> inside(ContainerImage image, Boot boot) {
        return image.command(boot.file().board(), QemuMachine.options(boot, FILE_INSIDE));
    }

    /** With {@code -i} when something is typed. */
    @Override public List<String> command(Boot boot) {
        ContainerImage image = image(boot.file().board());
        List<String> words = new ArrayList<>(List.of(DOCKER, "run", "--rm"));
        if (boot.keyboard() != Keyboard.NOBODY) words.add("-i");
        words.addAll(List.of("-v", boot.file().path().toAbsolutePath() + ":" + FILE_INSIDE + ":ro", image.name()));
        words.addAll(inside(image, boot));
        return words;
    }

    @Override public Running start(Boot boot, Events events) throws MachineRefused, InterruptedException {
        if (boot.trace().isPresent()) {
            throw new MachineRefused(new Verdict.Failed("a trace cannot leave the container; use --on qemu or --on embedded"));
        }
        Optional<Path> docker = byProgram || boot.keyboard() != Keyboard.NOBODY ? docker() : Optional.empty();
        if (docker.isEmpty() && !engineAnswers()) {
            throw new MachineRefused(new Verdict.Missing("no container engine answers here",
                    "start Docker, or use --on embedded"));
        }
        ContainerImage image = image(boot.file().board());
        probe(boot, docker.isPresent());
        if (docker.isPresent()) return run(docker.get(), boot, events);
        try {
            QemuContainer container = new QemuContainer(image.name(), inside(image, boot),
                    Transferable.of(boot.file().program().file(), 0644), FILE_INSIDE);
            container.start();
            return new ContainerRun(image.name(), container, events);
        } catch (RuntimeException e) {
            throw new MachineRefused(new Verdict.Missing("the container image %s cannot be started: %s".formatted(image.name(), rootMessage(e)),
                    "name another with %s, or use --on embedded".formatted(ContainerImage.VARIABLE)));
        }
    }

    private void probe(Boot boot, boolean program) throws MachineRefused, InterruptedException {
        if (!probing || boot.file().board() != Board.RISCV64) return;
        Optional<Verdict> objection = EncodingProbe.objection(image(Board.RISCV64).name(), new ContainerMachine(environment, false, program));
        if (objection.isPresent()) throw new MachineRefused(objection.get());
    }

    private Optional<Path> docker() {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, DOCKER)).filter(Files::isExecutable).findFirst();
    }

    private Running run(Path docker, Boot boot, Events events) throws MachineRefused {
        List<String> words = new ArrayList<>(command(boot));
        words.set(0, docker.toString());
        try {
            return new QemuProcess(docker, Processes.start(new ProcessBuilder(words)), boot.keyboard(), events, true);
        } catch (IOException e) {
            throw new MachineRefused(new Verdict.Failed("%s cannot be started: %s".formatted(docker, e.getMessage())));
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
