package dev.ufork.emulator;

/** Where a machine's console takes typed bytes from; asked by the machine's thread, now and then. */
public interface ConsoleInput {
    /** No byte is there yet. */
    int NONE = -1;
    /** No byte will come any more. */
    int CLOSED = -2;

    /** An input that is closed from the start. */
    ConsoleInput EMPTY = () -> CLOSED;

    /** The next byte, {@link #NONE} or {@link #CLOSED}; never blocks. */
    int next();

    /**
     * Whether somebody types. Then a byte arrives as soon as it is there, and a machine that has nothing to do waits as long as its clock says. Otherwise a
     * byte arrives only when the machine would wait, so that it finds the same guest every time, and time that nobody uses is skipped.
     */
    default boolean live() {
        return false;
    }

    /** The byte that tells a guest, which would wait for ever, that no more will come; {@link #CLOSED} when there is none. */
    default int end() {
        return CLOSED;
    }

    /** An input that has all its bytes at once. */
    static ConsoleInput of(byte[] bytes) {
        return new ConsoleInput() {
            private int at;

            @Override
            public int next() {
                return at < bytes.length ? bytes[at++] & 0xff : CLOSED;
            }
        };
    }
}
