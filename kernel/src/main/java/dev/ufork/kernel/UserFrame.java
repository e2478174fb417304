package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The registers of a program while it is not running; the stubs of the architecture's boot package know these offsets.
 *
 * <pre>
 *  0    16                                       512     520     528
 *  | pc | general registers 1 to 31, 16 bytes each | cause | value | pad |
 * </pre>
 */
@Struct(size = 528, align = 16)
public interface UserFrame extends Ref {
    int REGISTERS = 32;

    /** General register {@code n}; in place of the zero register, where the program goes on. */
    @Length(REGISTERS) Cap register(int n);     void register(int n, Cap c);

    /** Why it stopped, as the hardware says it. */
    long cause();           void cause(long c);

    /** The fault's address or description, as the hardware says it. */
    long value();           void value(long v);
}
