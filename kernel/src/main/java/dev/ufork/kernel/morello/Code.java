package dev.ufork.kernel.morello;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;

/** What jumps want of a code capability: bit 0 says that C64 code is there. */
@Kernel
public abstract class Code {
    /** The object type of a sealed entry, as a program reads it: RB. */
    public static final long SENTRY = 1;
    /** Of an ELF file's entry: the bits that are its address. */
    public static final long ADDRESS = -2;

    /** A capability for a function, to be sealed. */
    @Inline
    public static Cap function(Cap code) {
        return code.plus(1);
    }
}
