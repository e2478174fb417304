package dev.ufork.ir.pass;

import dev.ufork.ir.Mem;
import dev.ufork.isa.cap.CapFormat;

/**
 * What passes ask of the machine that they compile for. Each answer makes code better or worse, never right or wrong.
 *
 * @param name        for messages
 * @param format      of its capabilities
 * @param leastOffset least offset that an access takes for free
 * @param greatestOffset greatest offset that an access takes for free, in units of the access's width if {@code scaled}
 * @param scaled      whether offsets count in units of the access's width
 * @param indexed     whether an access may add a register to its capability: then pointers need not be stepped
 * @param counts      whether there are instructions for counting zeroes and for reversing bytes; ones are always spelled out
 * @param signExtends whether an i32 in a register is sign extended anyway, so that {@code sext} is free and
 *                    {@code zext} is not; the other way round where writing a half register clears the other half
 */
public record Target(String name, CapFormat format, long leastOffset, long greatestOffset, boolean scaled, boolean indexed,
                     boolean counts, boolean signExtends) {
    /** RV64IMAC with CHERI, without bit manipulation. */
    public static final Target RISCV = new Target("riscv", CapFormat.CC128, -2048, 2047, false, false, false, true);
    public static final Target MORELLO = new Target("morello", CapFormat.CC128M, -256, 4095, true, true, true, false);

    /** Whether an access takes this offset without further instructions. */
    public boolean takesOffset(Mem mem, long offset) {
        long unit = scaled && offset >= 0 ? mem.bytes() : 1;
        return offset % unit == 0 && leastOffset <= offset / unit && offset / unit <= greatestOffset;
    }
}
