package dev.ufork.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;

/** The public CHERI QEMU in a container: for hosts without one, at the price of one download. */
public final class ContainerMachine implements Machine {
    private static final String FILE_INSIDE = "/tmp/image.elf";

    private final Map<String, String> environment;
    private final boolean probing;

    private ContainerMachine(Map<String, String> environment, boolean probing) {
        this.environment = environment;
        this.probing = probing;
    }

    /** Images from the list, or the one that these environment variables name. */
    public static ContainerMachine of(Map<String, String> environment) {
        return new ContainerMachine(environment, true);
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

    @Override public List<String> command(Boot boot) {
        ContainerImage image = image(boot.file().board());
        List<String> words = new ArrayList<>(List.of("docker", "run", "--rm", "-v",
                boot.file().path().toAbsolutePath() + ":" + FILE_INSIDE + ":ro", image.name()));
        words.addAll(inside(image, boot));
        return words;
    }

    @Override public Running start(Boot boot, Events events) throws MachineRefused, InterruptedException {
        if (boot.trace().isPresent()) {
            throw new MachineRefused(new Verdict.Failed("a trace cannot leave the container; use --on qemu or --on embedded"));
        }
        if (!engineAnswers()) {
            throw new MachineRefused(new Verdict.Missing("no container engine answers here",
                    "start Docker, or use --on embedded"));
        }
        ContainerImage image = image(boot.file().board());
        if (probing && boot.file().board() == Board.RISCV64) {
            Optional<Verdict> objection = EncodingProbe.objection(image.name(), new ContainerMachine(environment, false));
            if (objection.isPresent()) {
                throw new MachineRefused(objection.get());
            }
        }
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

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
