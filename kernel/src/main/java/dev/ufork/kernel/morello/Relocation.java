package dev.ufork.kernel.morello;

/**
 * Types of dynamic relocations that the loader knows.
 *
 * <p>Source: ELF for the Arm 64-bit architecture, and its Morello extensions: R_AARCH64_NONE, R_MORELLO_RELATIVE.
 */
public abstract class Relocation {
    /** Nothing is to be done. */
    public static final int NONE = 0;
    /** A capability is made from the fragment in its place; below 0 where there is no such type. */
    public static final int CAPABILITY = 0xe803;
}
