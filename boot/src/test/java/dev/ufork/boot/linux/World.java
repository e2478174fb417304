package dev.ufork.boot.linux;

import dev.ufork.boot.Commands;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A tree of files in a folder, and the processes that see it as theirs: what one run of a hosted program may touch of the host.
 *
 * <p>Absolute paths begin in the folder, but for the devices. A run under root gives its rights away first, for root has all permissions.
 */
final class World implements AutoCloseable {
    /** The user that a run under root becomes: nobody. */
    static final int NOBODY = 65534;
    private static final Set<String> DEVICES = Set.of("/dev/null", "/dev/zero");
    /** Where mappings begin, and what their addresses are multiples of, so that all their bounds are exact. */
    private static final long MAPPINGS = 0x10_0000_0000L;
    private static final long ROOM = 1 << 20;
    private static final String EXECUTABLE = "rwxr-xr-x";

    private final Path root;
    private final File console;
    private final StandIn standIn;
    private final Arena arena = Arena.ofShared();
    private final Slot[] slots;
    private final Map<Long, HostedProcess> processes = new ConcurrentHashMap<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Set<Throwable> broken = new LinkedHashSet<>();
    private final ExecutorService threads;
    private final AtomicLong next = new AtomicLong(MAPPINGS);
    private int used;

    /** A new tree in an empty folder, like that of an image: programs in {@code /bin}, {@code /tmp}, and {@code /dev/shm}. */
    World(Path folder, ExecutorService threads) throws IOException {
        this.root = folder.resolve("root");
        this.console = folder.resolve("console").toFile();
        this.standIn = new StandIn();
        this.threads = threads;
        Path shared = folder.resolve("shared");
        slots = Slot.of(shared, arena);
        for (String name : List.of("bin", "tmp", "dev/shm")) Files.createDirectories(root.resolve(name));
        for (List<String> names : Commands.ALL.values())
            for (String name : names) program(name, standIn.file(shared, name));
        open(folder);
    }

    private void program(String name, byte[] content) throws IOException {
        Path file = Files.write(root.resolve("bin").resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(EXECUTABLE));
    }

    /** All of it is its processes' own. */
    private static void open(Path folder) throws IOException {
        if (!isRoot()) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : (Iterable<Path>) all::iterator) {
                Files.setAttribute(p, "unix:uid", NOBODY);
                Files.setAttribute(p, "unix:gid", NOBODY);
            }
        }
    }

    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    StandIn standIn() {
        return standIn;
    }

    /** A slot for one more process. */
    synchronized Slot slot() {
        if (used == slots.length) throw new IllegalStateException("a chapter may make %d processes; give it more slots".formatted(slots.length));
        return slots[used++];
    }

    /** Begins a process; it runs in threads of its own until it ends. */
    HostedProcess start(Program program) throws IOException {
        Process first = new ProcessBuilder(root.resolve("bin/true").toString())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(console).redirectError(console).start();
        Slot slot = slot();
        slot.begin();
        slot.belongsTo(first.pid());
        HostedProcess process = new HostedProcess(this, slot, first.pid(), program);
        process.first();
        run(first.pid(), process);
        return process;
    }

    void run(long pid, HostedProcess process) {
        FutureTask<Void> task = new FutureTask<>(() -> HostedPrograms.run(process), null);
        process.done(task);
        processes.put(pid, process);
        threads.execute(task);
    }

    /** Is it one of ours? */
    boolean knows(long pid) {
        return processes.containsKey(pid);
    }

    /** An address for a mapping of so many bytes, with room around it. */
    long room(long bytes) {
        return next.getAndAdd((bytes | ROOM - 1) + 1 + ROOM);
    }

    /** A program's path, as the host knows it. */
    byte[] toHost(byte[] path) {
        String text = new String(path, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("/") || DEVICES.stream().anyMatch(d -> (text + "/").startsWith(d + "/"))) return path;
        return (root + text.replaceFirst("^(/+\\.\\.)+(?=/|$)", "")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A path of the host, as programs know it; the root for what is not below it. */
    byte[] fromHost(byte[] path) {
        String text = new String(path, StandardCharsets.ISO_8859_1);
        return (text.startsWith(root + "/") ? text.substring(root.toString().length()) : "/").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** By how much paths of the host are longer. */
    int prefix() {
        return root.toString().length();
    }

    synchronized void tried(Verdict verdict) {
        verdicts.add(verdict);
    }

    synchronized List<Verdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** What programs have ended with that was no exit of theirs, once this is closed. */
    Set<Throwable> broken() {
        return broken;
    }

    /** Ends all that lives still, and waits for the threads, which may have begun others meanwhile: the shared memory goes. */
    @Override
    public void close() {
        for (int seen = 0; seen != processes.size(); ) {
            seen = processes.size();
            for (long pid : processes.keySet()) ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            for (HostedProcess p : processes.values()) p.await(Long.MAX_VALUE).ifPresent(broken::add);
        }
        arena.close();
    }
}
