package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The registers of a program while it is not running; the stubs of the architecture's boot package know these offsets, and which slot is whose is in
 * {@link dev.ufork.kernel.target.Registers}.
 *
 * <pre>
 *  0    16                            544     552     560
 *  | pc | registers, 16 bytes each     | cause | value |
 * </pre>
 */
@Struct(size = 560, align = 16)
public interface UserFrame extends Ref {
    int REGISTERS = 34;

    /** Slot {@code n}; the first holds where the program goes on. */
    @Length(REGISTERS) Cap register(int n);     void register(int n, Cap c);

    /** Why it stopped, as the hardware says it. */
    long cause();           void cause(long c);

    /** The fault's address or description, as the hardware says it. */
    long value();           void value(long v);
}
