package dev.ufork.harness;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;

/** One running QEMU in a container: its log stream is the console, byte for byte, and its standard error apart. */
final class ContainerRun implements Machine.Running {
    private final String image;
    private final QemuContainer container;
    private final Machine.Events events;
    private final StringBuffer diagnostics = new StringBuffer();
    private volatile boolean consoleUsed;

    ContainerRun(String image, QemuContainer container, Machine.Events events) {
        this.image = image;
        this.container = container;
        this.events = events;
        Thread.ofPlatform().daemon().name("container-console").start(this::follow);
    }

    private void follow() {
        try {
            DockerClient client = container.getDockerClient();
            String id = container.getContainerId();
            client.logContainerCmd(id).withFollowStream(true).withStdOut(true).withStdErr(true)
                    .exec(new Frames()).awaitCompletion();
            int status = client.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode();
            events.ended(QemuProcess.end(image, status, diagnostics.toString(), consoleUsed));
        } catch (RuntimeException e) {
            events.ended(new Machine.End.Broke("the container engine lost %s: %s".formatted(image, e.getMessage())));
        } catch (InterruptedException e) {
            events.ended(new Machine.End.Broke("interrupted"));
        }
    }

    private final class Frames extends ResultCallback.Adapter<Frame> {
        @Override public void onNext(Frame frame) {
            byte[] bytes = frame.getPayload();
            if (frame.getStreamType() == StreamType.STDERR) {
                diagnostics.append(new String(bytes, StandardCharsets.UTF_8));
            } else {
                consoleUsed = true;
                events.console(bytes, bytes.length);
            }
        }
    }

    /** Nothing: the monitor's stream is inside the container, and nobody types into it. */
    @Override public String registers() {
        return "";
    }

    @Override public String diagnostics() {
        return diagnostics.toString();
    }

    @Override public void close() {
        container.stop();
    }
}
