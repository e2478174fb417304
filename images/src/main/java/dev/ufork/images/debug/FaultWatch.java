package dev.ufork.images.debug;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A console that passes every byte on untouched, and tells of each fault as soon as the guest has described it. */
public final class FaultWatch extends OutputStream {
    private static final int LINE_BYTES = 1024;

    private final OutputStream console;
    private final Consumer<FaultRecord> faults;
    private final ConsoleReader reader = new ConsoleReader();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    public FaultWatch(OutputStream console, Consumer<FaultRecord> faults) {
        this.console = console;
        this.faults = faults;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** What the console refuses, this refuses too, but a record in it is still told. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != '\n') {
                if (bytes[i] != '\r' && line.size() < LINE_BYTES) line.write(bytes[i]);
                continue;
            }
            var record = reader.line(line.toString(StandardCharsets.UTF_8));
            line.reset();
            if (record.isEmpty()) continue;
            console.write(bytes, from, i + 1 - from);      // the guest's words come first
            console.flush();
            from = i + 1;
            faults.accept(record.get());
        }
        console.write(bytes, from, offset + length - from);
    }

    @Override
    public void flush() throws IOException {
        console.flush();
    }
}
