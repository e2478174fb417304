package dev.ufork.boot.morello;

import dev.ufork.asm.ObjectFile;
import dev.ufork.boot.GuestProgram;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloTarget;
import java.util.List;

/** The part of an image that is written in the kernel language and that every image has: package {@code boot.morello.guest}. */
final class GuestCode {
    private static final GuestProgram PROGRAM = new GuestProgram("dev.ufork.boot.morello.guest",
            List.of("Board", "Controller", "Serial", "Sealing", "Power", "FaultReport"));

    private GuestCode() {}

    /** The classes that every image has and {@code others}, compiled. */
    static ObjectFile compile(String... others) {
        return PROGRAM.compile(new MorelloTarget(), others);
    }

    /** What the guest's code needs of the assembler. */
    static void stubs(Assembler asm) {
        asm.text("""
            .text
            .mode c64
            .function power_by_hvc
                movz    x0, #8               // PSCI SYSTEM_OFF, if it is not our stub that listens
                movk    x0, #0x8400, lsl #16
                hvc     #0
                ret     c30
            .end
            .function power_by_smc
                movz    x0, #8
                movk    x0, #0x8400, lsl #16
                smc     #0
                ret     c30
            .end
            .function interrupt_was_taken    // x0: the device's number
                hvc     #1
                ret     c30
            .end
            .function system_error_taken     // on a stack that nobody needs any more
                got     c0, reset_stack
                gclen   x1, c0
                add     c0, c0, x1, uxtx
                cpy     csp, c0
                mrs     x0, esr_el1
                mrs     c1, celr_el1
                gcvalue x1, c1
                bl      system_error
                b       halt
            .end
            .function halt
                wfi
                b       halt
            .end
            .function synchronize
                dsb     sy
                tlbi    vmalle1
                dsb     sy
                isb
                ret     c30
            .end
            .function function_table
                got     c0, __start___functions
                ret     c30
            .end
            """);
    }
}
