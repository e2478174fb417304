package dev.ufork.harness;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** A container whose only process is one QEMU; it counts as started as soon as it has run, however it ended. */
final class QemuContainer extends GenericContainer<QemuContainer> {

    QemuContainer(String image, List<String> command, Transferable file, String pathInside) {
        super(DockerImageName.parse(image));
        withCopyToContainer(file, pathInside);
        withCommand(command.toArray(String[]::new));
        withStartupCheckStrategy(new HasRun());
    }

    /** A guest may power off, with any status, before the first look at it. */
    private static final class HasRun extends StartupCheckStrategy {
        @Override public StartupStatus checkStartupState(DockerClient client, String id) {
            InspectContainerResponse.ContainerState state = getCurrentState(client, id);
            boolean running = Boolean.TRUE.equals(state.getRunning());
            boolean exited = "exited".equals(state.getStatus());
            return running || exited ? StartupStatus.SUCCESSFUL : StartupStatus.NOT_YET_KNOWN;
        }
    }
}
