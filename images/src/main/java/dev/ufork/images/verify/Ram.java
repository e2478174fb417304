package dev.ufork.images.verify;

import dev.ufork.emulator.Memory;

/** Physical memory with its tags, as somebody reads it from outside. Addresses outside of it give zeroes. */
public interface Ram {
    /** Bytes that share a tag, and bytes of four of those. */
    int GRANULE = 16;

    boolean contains(long address);

    /** The zero-extended {@code size} bytes, 4 or 8 and aligned to themselves. */
    long load(long address, int size);

    /** The four tags of the 64 bytes around the address, the lowest granule's in bit 0. */
    int tags64(long address);

    /** The tag of the granule around the address. */
    default boolean tag(long address) {
        return (tags64(address) >>> (address / GRANULE & 3) & 1) != 0;
    }

    /** An embedded machine's. */
    static Ram of(Memory memory) {
        return new Ram() {
            @Override public boolean contains(long address) {
                return memory.contains(address, Long.BYTES);
            }

            @Override public long load(long address, int size) {
                return contains(address) ? memory.load(address, size) : 0;
            }

            @Override public int tags64(long address) {
                return contains(address) ? memory.tags64(address) : 0;
            }
        };
    }
}
