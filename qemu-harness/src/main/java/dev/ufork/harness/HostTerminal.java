package dev.ufork.harness;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terminal that this process was started at, while its keys go to a guest one by one, Ctrl-C included; and as it was afterwards, however the process ends.
 *
 * <p>The host's {@code stty} does it: Java cannot. Output is left as it is, so newlines remain new lines.
 */
public final class HostTerminal implements AutoCloseable {
    private static final List<String> KEY_BY_KEY = List.of("-icanon", "-echo", "-isig", "-iexten", "-ixon", "-icrnl", "min", "1", "time", "0");

    private final String before;
    private final Thread atExit = new Thread(this::restore, "restore-terminal");
    private boolean restored;

    private HostTerminal(String before) {
        this.before = before;
    }

    /** The terminal, if standard input and output are one, switched over. */
    public static Optional<HostTerminal> take() {
        System.setProperty("jdk.console", "java.base");     // the console that is there only when there is a terminal
        if (System.console() == null) return Optional.empty();
        Optional<String> before = stty(List.of("-g"));
        if (before.isEmpty()) return Optional.empty();
        HostTerminal terminal = new HostTerminal(before.get());
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        if (stty(KEY_BY_KEY).isPresent()) return Optional.of(terminal);
        terminal.close();
        return Optional.empty();
    }

    /** What {@code stty} says of standard input; nothing when it fails or is not there. */
    private static Optional<String> stty(List<String> options) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(options);
        try {
            Process process = new ProcessBuilder(command).redirectInput(Redirect.INHERIT).redirectError(Redirect.DISCARD).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** How many columns it has; 0 when that is not known. */
    public int columns() {
        String[] size = stty(List.of("size")).orElse("").split(" ");
        return size.length == 2 && size[1].matches("[0-9]{1,5}") ? Integer.parseInt(size[1]) : 0;
    }

    private synchronized void restore() {
        if (restored) return;
        restored = true;
        stty(List.of(before));
    }

    /** Makes the terminal what it was. */
    @Override public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook finds nothing to do.
        }
    }
}
