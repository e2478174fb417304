package dev.ufork.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The guest's output: every byte goes on to {@code copy} untouched, the first 16 MiB and the last line are kept.
 *
 * <p>Not thread-safe: {@link Monitor} guards it.
 */
final class Console {
    private static final int KEPT_BYTES = 16 << 20;

    private final OutputStream copy;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Lines lines = new Lines(this::keep);
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
        lines.write(bytes, 0, length);
    }

    private void keep(String line) {
        if (!line.isEmpty()) lastFullLine = line;
    }

    byte[] bytes() {
        return kept.toByteArray();
    }

    /** The last line that is not empty, finished or not. */
    String lastLine() {
        String unfinished = lines.rest();
        return unfinished.isEmpty() ? lastFullLine : unfinished;
    }
}
