package dev.ufork.emulator.riscv;

/**
 * Instructions that follow each other in one page of physical memory, predecoded; the last one may leave the sequence.
 *
 * <p>A block belongs to a physical address and a mode, and holds no virtual address: jumps and pc-relative results
 * count from the block's start. An instruction is one long, see {@link Code}.
 */
final class Block {
    static final Block EMPTY = new Block(-1, false, new long[0], 0);

    final long physical;
    final boolean capabilityMode;
    final long[] code;
    final int bytes;
    /** Falls when the bytes were overwritten. */
    boolean valid = true;
    /** The next block on the same page. */
    Block onPage;

    Block(long physical, boolean capabilityMode, long[] code, int bytes) {
        this.physical = physical;
        this.capabilityMode = capabilityMode;
        this.code = code;
        this.bytes = bytes;
    }

    /** Bytes before instruction {@code index}. */
    int offset(int index) {
        int offset = 0;
        for (int i = 0; i < index; i++) offset += Code.bytes(code[i]);
        return offset;
    }
}
