package dev.ufork.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The processes this JVM has started, ended as whole trees, also when the JVM is interrupted.
 *
 * <p>This exists because a QEMU left behind by Ctrl-C spins on a core for ever; and a QEMU program may be a wrapper
 * script whose child is the real one.
 */
final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Processes::kill), "end-machines"));
    }

    private Processes() {}

    static Process start(ProcessBuilder builder) throws java.io.IOException {
        Process process = builder.start();
        RUNNING.add(process);
        process.onExit().thenRun(() -> RUNNING.remove(process));
        return process;
    }

    /** Ends the process and all its descendants. Children are listed first: afterwards nobody knows whose they were. */
    static void kill(Process process) {
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
