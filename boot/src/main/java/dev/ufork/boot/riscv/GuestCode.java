package dev.ufork.boot.riscv;

import dev.ufork.asm.ObjectFile;
import dev.ufork.boot.GuestProgram;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.List;

/** The part of an image that is written in the kernel language and that every image has: package {@code boot.riscv.guest}. */
final class GuestCode {
    private static final GuestProgram PROGRAM = new GuestProgram("dev.ufork.boot.riscv.guest",
            List.of("Serial", "Sealing", "Power", "FaultReport", "MachineTraps"));

    private GuestCode() {}

    /** The classes that every image has and {@code others}, compiled. */
    static ObjectFile compile(String... others) {
        return PROGRAM.compile(new RiscvTarget(), others);
    }

    /** What the guest's code needs of the assembler; {@link Reset} has made the capabilities. */
    static void stubs(Assembler asm) {
        asm.text("""
            .relro
            .balign 16
            .object console                  # capability for the device, made by reset
                .space CAP
            .end
            .object power                    # capability for the exit device, made by reset
                .space CAP
            .end

            .text
            .function console_device
                clgc    ca0, console
                clc     ca0, 0(ca0)
                cret
            .end
            .function power_device
                clgc    ca0, power
                clc     ca0, 0(ca0)
                cret
            .end
            .function function_table
                clgc    ca0, __start___functions
                cret
            .end
            """);
    }
}
