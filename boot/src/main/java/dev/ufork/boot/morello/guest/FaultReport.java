package dev.ufork.boot.morello.guest;

import dev.ufork.boot.guest.Console;
import dev.ufork.boot.guest.Functions;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Text;
import dev.ufork.dsl.U;

/**
 * What a trap was, for people: cause by name, the register, its capability decoded, the place in the code.
 *
 * <pre>
 *   cause  capability fault: bounds at 0x2000008010, by c0
 *   c0     cap{0x2000008000..0x2000008010 @0x2000008010 rwRW tag}
 *   pc     0x2000001234 fault_bounds+0x8
 * </pre>
 *
 * <p>Morello does not say which register it was. It is the base register of the instruction, which is looked at.
 */
@Kernel
final class FaultReport {
    private static final int PCC = 0;
    private static final int COLUMN = 7;
    /** WnR of the syndrome of an abort. */
    private static final int WRITE = 1 << 6;

    private FaultReport() {}

    /**
     * Reports a trap.
     *
     * @param frame the registers: the interrupted PCC at 0, general register n at 16 n + 16, the stack pointer behind the last
     * @param cause ESR_EL1; below 0 for an interrupt
     * @param value FAR_EL1
     */
    @Export("report_fault")
    static void report(Cap frame, long cause, long value) {
        Console.text("  cause  ");
        if (cause < 0) {
            Console.text("interrupt");
        } else {
            int kind = (int) (cause >>> 26) & 63;
            if (kind == Causes.DATA || kind == Causes.DATA_HERE) abort(frame, cause, value, base(frame));
            else if (kind == Causes.FETCH || kind == Causes.FETCH_HERE) abort(frame, cause, value, PCC);
            else Console.text(Causes.ofClass(kind));
            if (kind == Causes.SYSTEM_REGISTER || kind == Causes.CAPABILITY_SYSTEM_REGISTER) systemRegister((int) cause);
        }
        Console.text("\n  pc     ");
        Functions.place(frame.loadCap(0).address());
        Console.newline();
    }

    private static void abort(Cap frame, long cause, long value, int register) {
        int status = (int) cause & 63;
        if (status == Causes.CAPABILITY_PAGE) {
            Console.text((cause & WRITE) != 0 ? "capability store page fault at " : "capability load page fault at ");
            Console.hex(value);
        } else if (U.lt(status - Causes.FIRST_CAPABILITY, Causes.CAPABILITY.length)) {
            Console.text("capability fault: ");
            if (status == Causes.PERMISSION) permission(frame.loadCap(register * 16L).perms(), register == PCC, (cause & WRITE) != 0);
            else Console.text(Causes.CAPABILITY[status - Causes.FIRST_CAPABILITY]);
            Console.text(" at ");
            Console.hex(value);
            Console.text(", by ");
            Console.text(Registers.NAMES[register]);
            Console.text("\n  ");
            Console.text(Registers.NAMES[register]);
            for (long n = Text.utf8(Registers.NAMES[register]).length(); n < COLUMN; n++) Console.put(' ');
            Console.capability(frame.loadCap(register * 16L));
        } else {
            Console.text(status >>> 2 < Causes.STATUS.length ? Causes.STATUS[status >>> 2] : "unknown fault");
            Console.text(register == PCC ? ", fetching from " : (cause & WRITE) != 0 ? ", storing at " : ", loading from ");
            Console.hex(value);
        }
    }

    /** Which permission it lacks for what was tried. */
    private static void permission(long perms, boolean fetch, boolean write) {
        if (fetch) Console.text("permit execute");
        else if (!write) Console.text("permit load");
        else if ((perms & Perms.STORE) == 0) Console.text("permit store");
        else Console.text((perms & Perms.STORE_CAP) == 0 ? "permit store capability" : "permit store local capability");
    }

    /** The register as assemblers write one without a name, from the numbers in the syndrome; what is missing is the permission SYSTEM. */
    private static void systemRegister(int syndrome) {
        Console.text((syndrome & 1) != 0 ? ": reading s" : ": writing s");
        Console.decimal(syndrome >>> 20 & 3);
        Console.put('_');
        Console.decimal(syndrome >>> 14 & 7);
        Console.text("_c");
        Console.decimal(syndrome >>> 10 & 15);
        Console.text("_c");
        Console.decimal(syndrome >>> 1 & 15);
        Console.put('_');
        Console.decimal(syndrome >>> 17 & 7);
    }

    /** The place in the frame of the register that the instruction's bits 9 to 5 name: the base of loads and stores. */
    private static int base(Cap frame) {
        Cap pc = frame.loadCap(0);
        int number = word(pc) >>> 5 & 31;
        return number + 1;
    }

    @MayFault(returns = 0)
    private static int word(Cap pc) {
        return pc.load32(0);
    }
}
