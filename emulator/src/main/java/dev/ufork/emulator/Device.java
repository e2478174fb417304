package dev.ufork.emulator;

/**
 * A device's registers on the {@link Bus}.
 *
 * <p>Accesses arrive aligned and of a size the device {@linkplain #takes takes}; all others are bus faults. They come
 * from the machine's only thread, at the instant that {@link Clock#now()} shows.
 */
public interface Device {
    /** A short name for traces and reports. */
    String name();

    /** Bytes of address space. */
    long size();

    /** Whether an access of {@code size} bytes (1, 2, 4 or 8) is possible. */
    default boolean takes(int size) {
        return size <= 8;
    }

    /** The zero-extended value of the register. */
    long load(long offset, int size);

    void store(long offset, int size, long value);
}
