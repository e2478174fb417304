package dev.ufork.kernel;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What the loader found out about a program, and, when it refused it, where the trouble is. */
@Struct
public interface Loaded extends Ref {
    /** Where it begins, from the start of the region. */
    long entry();           void entry(long offset);

    /** The end of its last segment. */
    long end();             void end(long offset);

    /** The offset in the file, or for text in memory, of what was refused; for a header, the field's value. */
    long where();           void where(long offset);

    /** The instruction that was refused, or the relocation's type, or the tag. */
    int word();             void word(int w);

    Refusal refusal();      void refusal(Refusal r);
}
