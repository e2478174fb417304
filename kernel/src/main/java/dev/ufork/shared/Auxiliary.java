package dev.ufork.shared;

/**
 * The auxiliary vector: what the kernel tells a program of the machine, behind its environment. Entries are two words, a type and a value, each in a
 * capability's place; the type {@link #END} ends them. The numbers are those of the System V ABI.
 */
public final class Auxiliary {
    public static final int END = 0;
    /** Bytes of a page. */
    public static final int PAGE_SIZE = 6;
    /** The address of the program's first instruction. */
    public static final int ENTRY = 9;

    /** Bytes of the whole vector: three entries. */
    public static final int BYTES = 3 * 2 * 16;

    private Auxiliary() {}
}
