package dev.ufork.dsl;

import dev.ufork.dsl.hosted.Words;

/** A value of 64 bits with named fields: what every {@link Bits} interface extends. Compare {@link #bits()}, not the values. */
public interface Word {
    /** The raw value. */
    @Intrinsic(Op.WORD_BITS)
    long bits();

    /** The raw value seen through its fields. */
    @Intrinsic(Op.WORD_OF)
    static <T extends Word> T of(Class<T> type, long bits) { return Words.of(type, bits); }
}
