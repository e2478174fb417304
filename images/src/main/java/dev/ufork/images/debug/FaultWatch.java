package dev.ufork.images.debug;

import dev.ufork.harness.Lines;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** A console that passes every byte on untouched, and tells of each fault as soon as the guest has described it. */
public final class FaultWatch extends OutputStream {
    private final OutputStream console;
    private final Consumer<FaultRecord> faults;
    private final ConsoleReader reader = new ConsoleReader();
    private final Lines lines = new Lines(line -> record = reader.line(line));
    /** What the line that has just ended is the end of. */
    private Optional<FaultRecord> record = Optional.empty();

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
            record = Optional.empty();
            lines.write(bytes[i]);
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
