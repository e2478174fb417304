package dev.ufork.boot.riscv.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.boot.guest.Functions;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;

/**
 * What a trap was, for people: cause by name, the register, its capability decoded, the place in the code.
 *
 * <pre>
 *   cause  capability fault: bounds, by ca0
 *   ca0    cap{0x80008000..0x80008010 @0x80008010 rwRW tag}
 *   pc     0x80001234 fault_bounds+0x8
 * </pre>
 */
@Kernel
final class FaultReport {
    private static final int CAPABILITY_FAULT = 28;
    /** Causes whose xTVAL is an address: misaligned 4 6, access 5 7, page 13 15, capability page 26 27. */
    private static final int WITH_ADDRESS = 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 13 | 1 << 15 | 1 << 26 | 1 << 27;
    private static final int ACCESS_SYSTEM_REGISTERS = 0x18;
    private static final int PCC = 32;

    private FaultReport() {}

    /**
     * Reports a trap.
     *
     * @param frame the registers: register n at 16 n, and the interrupted PCC at 0
     * @param value what xTVAL says
     */
    @Export("report_fault")
    static void report(Cap frame, long cause, long value) {
        Console.text("  cause  ");
        if (!U.lt(cause, Causes.NAMES.length)) {
            Console.hex(cause);         // an interrupt, or a cause of another machine
        } else {
            Console.text(Causes.NAMES[(int) cause]);
            if (cause == CAPABILITY_FAULT) {
                capability(frame, value);
            } else if ((WITH_ADDRESS >>> (int) cause & 1) != 0) {
                Console.text(" at ");
                Console.hex(value);
            }
        }
        Console.text("\n  pc     ");
        Functions.place(frame.loadCap(0).address());
        Console.newline();
    }

    /** xTVAL has the CHERI cause in bits 4..0 and the register in bits 10..5. */
    private static void capability(Cap frame, long value) {
        int cause = (int) value & 31;
        // The missing permission is PCC's, whatever the register number says.
        int register = cause == ACCESS_SYSTEM_REGISTERS ? PCC : (int) (value >>> 5) & 63;
        Console.text(": ");
        Console.text(Causes.CAPABILITY[cause]);
        Console.text(", by ");
        Console.text(Registers.NAMES[register]);
        if (register > PCC) return;     // other special registers are not in the frame
        Console.text("\n  ");
        Console.text(Registers.NAMES[register]);
        Console.text("    ");
        Console.capability(register == 0 ? Cap.NULL : frame.loadCap((register & 31) * 16L));
    }
}
