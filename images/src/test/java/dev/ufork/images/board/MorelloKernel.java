package dev.ufork.images.board;

import dev.ufork.boot.morello.UforkMorello;

/** The image {@code ufork-morello}, made once for all tests that boot it. */
final class MorelloKernel {
    static final byte[] ELF = new UforkMorello().build().elf();

    private MorelloKernel() {}
}
