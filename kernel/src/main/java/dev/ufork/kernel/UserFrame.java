package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The registers of a μprocess while it is not running; the stubs of the architecture's boot package know these offsets.
 *
 * <pre>
 *  0                                          496   512     520     528
 *  | general registers 1 to 31, 16 bytes each | pc  | cause | value | status |
 * </pre>
 */
@Struct(size = 544, align = 16)
public interface UserFrame extends Ref {
    int REGISTERS = 31;

    /** General register {@code n + 1}; the zero register is nowhere. */
    @Length(REGISTERS) Cap register(int n);     void register(int n, Cap c);

    /** Where it goes on. */
    Cap pc();               void pc(Cap c);

    /** Why it stopped, as the hardware says it. */
    long cause();           void cause(long c);

    /** The fault's address or description, as the hardware says it. */
    long value();           void value(long v);

    long status();          void status(long s);
}
