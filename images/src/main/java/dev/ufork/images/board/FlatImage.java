package dev.ufork.images.board;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.ElfProgram.Segment;
import java.util.Comparator;

/**
 * What an executable looks like in memory: one block of bytes and zeros behind it.
 *
 * @param bytes  a multiple of 8
 * @param memory bytes that it takes once it runs
 * @param entry  offset of the first instruction
 */
record FlatImage(byte[] bytes, long memory, long entry) {
    private static final long LARGEST = 1L << 30;

    /** @throws IllegalArgumentException if the segments of the executable lie further apart than memory is large */
    static FlatImage of(ElfProgram program) {
        long base = program.segments().stream().mapToLong(Segment::address).min().orElseThrow();
        long end = program.segments().stream().mapToLong(s -> s.address() + s.memorySize()).max().orElseThrow();
        Segment last = program.segments().stream().filter(s -> s.bytes().length > 0)
                .max(Comparator.comparingLong(s -> s.address() + s.bytes().length)).orElseThrow();
        if (end - base > LARGEST) {
            throw new IllegalArgumentException("%s spans %d bytes of memory; it cannot be moved as one block".formatted(program.name(), end - base));
        }
        byte[] bytes = new byte[(int) (last.address() + last.bytes().length - base + 7) & ~7];
        for (Segment segment : program.segments()) {
            if (segment.bytes().length > 0) System.arraycopy(segment.bytes(), 0, bytes, (int) (segment.address() - base), segment.bytes().length);
        }
        return new FlatImage(bytes, Math.max(end - base, bytes.length), program.entry() - base);
    }
}
