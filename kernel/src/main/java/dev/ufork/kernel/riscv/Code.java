package dev.ufork.kernel.riscv;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;

/** What jumps want of a code capability. */
@Kernel
public abstract class Code {
    /** The object type of a sealed entry, as a program reads it. */
    public static final long SENTRY = -2;
    /** Of an ELF file's entry: the bits that are its address. */
    public static final long ADDRESS = -1;

    /** A capability for a function, to be sealed. */
    @Inline
    public static Cap function(Cap code) {
        return code;
    }
}
