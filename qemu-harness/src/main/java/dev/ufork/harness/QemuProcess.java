package dev.ufork.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One running QEMU with {@code -nographic}: the guest's console and QEMU's own monitor share its standard streams.
 *
 * <p>{@code Ctrl-a c} on standard input turns the streams over to the monitor; that happens only when a limit has struck
 * and registers are wanted. From then on nothing is console any more.
 */
final class QemuProcess implements Machine.Running {
    private static final int DIAGNOSTIC_CHARS = 64 << 10;
    private static final long REGISTERS_SECONDS = 5;
    private static final String TO_MONITOR = "\001c";
    /** QEMU's own prefix, Ctrl-a; twice it is itself. */
    private static final int ESCAPE = 1;
    private static final long END_MILLIS = 300;
    private static final String LEAVE = "\001x";
    private static final long LEAVE_SECONDS = 2;
    /** Of a container engine's program: the container was never started. */
    private static final int NO_CONTAINER = 125;

    private final String name;
    private final Process process;
    private final boolean elsewhere;
    private final Machine.Events events;
    private final StringBuffer diagnostics = new StringBuffer();
    private final MonitorText monitorText = new MonitorText();
    private final Thread diagnosticsReader;
    private volatile boolean askedForRegisters;
    private volatile boolean consoleUsed;

    QemuProcess(Path program, Process process, Keyboard keyboard, Machine.Events events) {
        this(program, process, keyboard, events, false);
    }

    /** @param elsewhere the process only hands on what a QEMU in a container says, and does not end it by being killed */
    QemuProcess(Path program, Process process, Keyboard keyboard, Machine.Events events, boolean elsewhere) {
        this.elsewhere = elsewhere;
        this.name = program.getFileName().toString();
        this.process = process;
        this.events = events;
        this.diagnosticsReader = Thread.ofPlatform().daemon().name("qemu-stderr").start(this::readDiagnostics);
        Thread.ofPlatform().daemon().name("qemu-console").start(this::readConsole);
        keyboard.start();
        if (keyboard != Keyboard.NOBODY) Thread.ofPlatform().daemon().name("qemu-keyboard").start(() -> type(keyboard));
    }

    /** Hands on what is typed. Nobody knows when the guest waits, so it is told of the end again and again. */
    private void type(Keyboard keyboard) {
        try {
            OutputStream in = process.getOutputStream();
            int c = keyboard.await();
            for (; c >= 0; c = keyboard.await()) type(in, c);
            for (c = keyboard.tellsEnd() ? keyboard.end() : c; c >= 0 && process.isAlive(); c = keyboard.end()) {
                type(in, c);
                Thread.sleep(END_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            // The machine has ended, and needs no input any more.
        }
    }

    private void type(OutputStream in, int c) throws IOException {
        if (askedForRegisters) return;
        in.write(c);
        if (c == ESCAPE) in.write(c);
        in.flush();
    }

    private void readConsole() {
        byte[] buffer = new byte[8192];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (askedForRegisters) {
                    monitorText.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                } else {
                    consoleUsed = true;
                    events.console(buffer, n);
                }
            }
            int status = process.waitFor();
            diagnosticsReader.join();
            monitorText.finish();
            events.ended(end(name, status, diagnostics.toString(), consoleUsed));
        } catch (IOException | InterruptedException e) {
            monitorText.finish();
            events.ended(new Machine.End.Broke("its console cannot be read: " + e.getMessage()));
        }
    }

    private void readDiagnostics() {
        byte[] buffer = new byte[4096];
        try (InputStream err = process.getErrorStream()) {
            for (int n = err.read(buffer); n >= 0; n = err.read(buffer)) {
                if (diagnostics.length() < DIAGNOSTIC_CHARS) {
                    diagnostics.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            diagnostics.append("(QEMU's standard error cannot be read: ").append(e.getMessage()).append(")\n");
        }
    }

    /**
     * QEMU exits with the guest's status, but with 1 also when it cannot start; then it names itself on standard error
     * and the guest never printed. So does a container engine's program, with 125. Death by signal n is reported as 128 + n.
     */
    static Machine.End end(String name, int status, String diagnostics, boolean consoleUsed) {
        String complaint = diagnostics.lines()
                .filter(line -> (line.startsWith("qemu-system-") || line.startsWith("docker: ")) && !line.contains("warning:"))
                .findFirst().orElse("");
        if ((status == 1 || status == NO_CONTAINER) && !consoleUsed && !complaint.isEmpty()) {
            return new Machine.End.Broke(complaint);
        }
        if (status > 128 && status <= 128 + 31) {
            return new Machine.End.Broke("%s was killed by signal %d".formatted(name, status - 128));
        }
        return new Machine.End.PoweredOff(status);
    }

    @Override public String registers() throws InterruptedException {
        askedForRegisters = true;
        try {
            OutputStream in = process.getOutputStream();
            in.write((TO_MONITOR + "stop\ninfo registers -a\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
        } catch (IOException e) {
            return "";      // it ended just now
        }
        return monitorText.awaitRegisters(TimeUnit.SECONDS.toNanos(REGISTERS_SECONDS));
    }

    @Override public String diagnostics() {
        return diagnostics.toString();
    }

    @Override public void close() {
        if (elsewhere && process.isAlive()) leave();
        Processes.kill(process);
    }

    private void leave() {
        try {
            process.getOutputStream().write(LEAVE.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // It has just ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
