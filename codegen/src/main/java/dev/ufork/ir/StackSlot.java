package dev.ufork.ir;

/**
 * Bytes in the frame of a call, reached through an exactly bounded capability ({@link Opcode#STACK}). What they hold when
 * the function starts is unspecified. The capability must not outlive the call, and it permits everything that data needs:
 * load and store of integers and capabilities.
 */
public final class StackSlot implements Comparable<StackSlot> {
    private final int index;
    private final String name;
    private final long size;
    private final int align;

    StackSlot(int index, String name, long size, int align) {
        if (size <= 0 || Integer.bitCount(align) != 1) {
            throw new IrException("stack slot %s: size %d, alignment %d; the size must be positive, the alignment a power of two"
                .formatted(name, size, align));
        }
        this.index = index;
        this.name = name;
        this.size = size;
        this.align = align;
    }

    public int index() {
        return index;
    }

    public String name() {
        return name;
    }

    /** In bytes; the capability has exactly this length, so it must be representable at {@link #align}. */
    public long size() {
        return size;
    }

    public int align() {
        return align;
    }

    @Override
    public int compareTo(StackSlot o) {
        return Integer.compare(index, o.index);
    }

    @Override
    public String toString() {
        return "$" + name;
    }
}
