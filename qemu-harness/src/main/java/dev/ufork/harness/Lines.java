package dev.ufork.harness;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Lines out of a console's bytes, however these come: UTF-8, without carriage returns, and of a long line the first 4 KiB. */
public final class Lines extends OutputStream {
    private static final int LINE_BYTES = 4096;

    private final Consumer<String> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** {@code to} is given each line when its end has come, empty ones too. */
    public Lines(Consumer<String> to) {
        this.to = to;
    }

    @Override public void write(int b) {
        if (b == '\n') {
            String text = rest();
            line.reset();
            to.accept(text);
        } else if (b != '\r' && line.size() < LINE_BYTES) {
            line.write(b);
        }
    }

    @Override public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) write(bytes[i]);
    }

    /** What has come since the last line's end. */
    public String rest() {
        return line.toString(StandardCharsets.UTF_8);
    }
}
