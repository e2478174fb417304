package dev.ufork.images.bench;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.morello.VirtMachine;
import dev.ufork.link.Layout.Region;
import dev.ufork.target.Target;
import dev.ufork.target.morello.Assembler;
import dev.ufork.target.morello.MorelloTarget;
import java.util.List;

/** The embedded Morello machine without a kernel, at EL1. The counter is INST_RETIRED of the performance monitors. */
final class BareMorello implements BareMachine {
    private static final long MAILBOX = 0x4300_0000L;
    private static final long DATA = 0x4400_0000L;
    private static final long STACK = 0x4500_0000L;
    /** The call and the reading of the counter are not the function's. */
    private static final int OVERHEAD = 2;

    @Override
    public Target target() {
        return new MorelloTarget();
    }

    @Override
    public Region memory() {
        return new Region("ram", 0x4020_0000L, 0x4020_0000L, 14 << 20);
    }

    @Override
    public List<String> compiler() {
        return List.of("aarch64-linux-gnu-gcc", "-mgeneral-regs-only", "-Wl,-Ttext=0x40200000");
    }

    @Override
    public Count run(String name, byte[] elf) {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(128L << 20).withInstructionLimit(LIMIT), VirtMachine.Entry.EL1);
        machine.load(ElfProgram.read(name, elf));
        RunResult end = machine.run();
        long instructions = machine.memory().load(MAILBOX + 8, 8);
        if (!end.outcome().equals(new Outcome.Exit(0)) || instructions == 0)
            throw new IllegalStateException("%s did not come to its end: %s".formatted(name, end));
        return new Count(machine.memory().load(MAILBOX, 8), instructions - OVERHEAD);
    }

    private static String load(String register, long value) {
        return "movz %1$s, #%2$d\n movk %1$s, #%3$d, lsl #16\n".formatted(register, value & 0xffff, value >>> 16);
    }

    @Override
    public String startOfTwin(long size) {
        return """
            .section .text.start, "ax"
            .global _start
            _start:
                ldr     x0, =%d
                mov     sp, x0
                ldr     x0, =0x08000008
                msr     pmevtyper0_el0, x0
                mov     x0, #1
                msr     pmcntenset_el0, x0
                mov     x0, #0x47
                msr     pmcr_el0, x0
                ldr     x0, =%d
                ldr     x1, =%d
                mrs     x19, pmevcntr0_el0
                bl      run
                mrs     x20, pmevcntr0_el0
                sub     w20, w20, w19
                ldr     x1, =%d
                str     x0, [x1]
                str     x20, [x1, #8]
                ldr     x0, =0x84000008
                hvc     #0
            1:  b       1b
            """.formatted(STACK + STACK_BYTES, DATA, size, MAILBOX);
    }

    @Override
    public ObjectFile start(String function, long size) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out)).section(new SectionId(".start", SectionId.Kind.CODE));
        asm.text("start", """
            .function _start
                movz    x0, #0x3c, lsl #16          // CPACR_EL1: capabilities are for everybody
                msr     cpacr_el1, x0
                isb
                bx      #4
            .mode c64
                mrs     c20, ddc                    // all of memory
                adr     c21, _start                 // all of the code
                STACK
                scvalue c0, c20, x0
                movz    x1, #0x10, lsl #16
                scbnds  c0, c0, x1
                add     c0, c0, x1
                cpy     csp, c0
                adr     c0, relocs
                ldr     x1, [c0]
                ldr     x2, [c0, #8]
            next:
                subs    xzr, x1, x2
                b.cs    made
                scvalue c0, c20, x1
                ldr     x3, [c0]                    // location
                ldr     x4, [c0, #8]                // base
                ldr     x5, [c0, #16]               // offset
                ldr     x6, [c0, #24]               // length
                ldr     x7, [c0, #32]               // permissions
                tbnz    x7, #63, code
                scvalue c4, c20, x4
                scbnds  c4, c4, x6
                add     c4, c4, x5
                b       put
            code:
                scvalue c4, c21, x4
                add     c4, c4, #1
                seal    c4, c4, rb
            put:
                scvalue c3, c20, x3
                str     c4, [c3]
                add     x1, x1, #40
                b       next
            made:
                movz    x0, #8
                movk    x0, #0x800, lsl #16
                msr     pmevtyper0_el0, x0
                movz    x0, #1
                msr     pmcntenset_el0, x0
                movz    x0, #0x47
                msr     pmcr_el0, x0
                DATA
                scvalue c0, c20, x0
                movz    x1, #0x10, lsl #16
                scbnds  c0, c0, x1
                SIZE
                mrs     x19, pmevcntr0_el0
                bl      FUNCTION
                mrs     x22, pmevcntr0_el0
                sub     w22, w22, w19
                b       stop
            .balign 8
            relocs:
                .address __start___cap_relocs
                .address __stop___cap_relocs
            .end
            .function panic
                movz    x22, #0
                b       stop
            .end
            .function panic_number
                movz    x22, #0
                b       stop
            .end
            .function stop
                mrs     c20, ddc
                MAILBOX
                scvalue c1, c20, x1
                str     x0, [c1]
                str     x22, [c1, #8]
                movz    x0, #8
                movk    x0, #0x8400, lsl #16
                hvc     #0
            .end
            """.replace("FUNCTION", function).replace("STACK", load("x0", STACK)).replace("DATA", load("x0", DATA))
               .replace("SIZE", load("x1", size)).replace("MAILBOX", load("x1", MAILBOX)));
        return out.finish();
    }
}
