package dev.ufork.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The guest's output: every byte goes on to {@code copy} untouched, the first 16 MiB and the last line are kept.
 *
 * <p>Not thread-safe: {@link Monitor} guards it.
 */
final class Console {
    private static final int KEPT_BYTES = 16 << 20;
    private static final int LINE_BYTES = 4096;

    private final OutputStream copy;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String lastFullLine = "";
    private boolean copyWorks = true;

    Console(OutputStream copy) {
        this.copy = copy;
    }

    void write(byte[] bytes, int length) {
        if (copyWorks) {
            try {
                copy.write(bytes, 0, length);
                copy.flush();
            } catch (IOException e) {
                copyWorks = false;      // whoever read the copy has gone; the run and its verdict go on
            }
        }
        kept.write(bytes, 0, Math.min(length, KEPT_BYTES - kept.size()));
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                finishLine();
            } else if (bytes[i] != '\r' && line.size() < LINE_BYTES) {
                line.write(bytes[i]);
            }
        }
    }

    private void finishLine() {
        if (line.size() > 0) {
            lastFullLine = line.toString(StandardCharsets.UTF_8);
            line.reset();
        }
    }

    byte[] bytes() {
        return kept.toByteArray();
    }

    /** The last line that is not empty, finished or not. */
    String lastLine() {
        return line.size() > 0 ? line.toString(StandardCharsets.UTF_8) : lastFullLine;
    }
}
