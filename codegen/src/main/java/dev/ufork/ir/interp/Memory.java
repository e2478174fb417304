package dev.ufork.ir.interp;

/** Memory with a tag for each 16 bytes, as an interpreter sees it: checked already, little-endian. */
public interface Memory {
    /** Whether there is memory for {@code bytes} bytes at {@code address}. */
    boolean isMapped(long address, int bytes);

    /** 1, 2, 4 or 8 bytes, zero extended. */
    long load(long address, int bytes);

    /** Stores the low 1, 2, 4 or 8 bytes and clears the tag of what they touch. */
    void store(long address, int bytes, long value);

    boolean tag(long address);

    /** Sets the tag of the 16 bytes at an aligned address. */
    void tag(long address, boolean tag);
}
