package dev.ufork.images.bench;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.riscv.VirtMachine;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.link.Layout.Region;
import dev.ufork.target.Target;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvTarget;
import dev.ufork.target.riscv.StartCode;
import java.util.List;

/** The embedded RISC-V machine without a kernel. */
final class BareRiscv implements BareMachine {
    private static final long MAILBOX = 0x8300_0000L;
    private static final long DATA = 0x8400_0000L;
    private static final long STACK = 0x8500_0000L;
    /** The call, its return's neighbour, and the reading of the counter are not the function's. */
    private static final int OVERHEAD = 2;

    @Override
    public Target target() {
        return new RiscvTarget();
    }

    @Override
    public Region memory() {
        return new Region("ram", 0x8000_0000L, 0x8000_0000L, 16 << 20);
    }

    @Override
    public List<String> compiler() {
        // The start code needs rdinstret, which is no part of what is measured.
        return List.of("riscv64-linux-gnu-gcc", "-march=rv64imac", "-mabi=lp64", "-mcmodel=medany", "-Wa,-march=rv64imac_zicsr", "-Wl,-Ttext=0x80000000");
    }

    @Override
    public Count run(String name, byte[] elf) {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(128L << 20).withInstructionLimit(LIMIT));
        machine.load(ElfProgram.read(name, elf));
        RunResult end = machine.run();
        if (!end.outcome().equals(new Outcome.Exit(0)))
            throw new IllegalStateException("%s did not come to its end: %s, last trap %s"
                .formatted(name, end.outcome(), end.cores().getFirst().lastTrap()));
        return new Count(machine.memory().load(MAILBOX, 8), machine.memory().load(MAILBOX + 8, 8) - OVERHEAD);
    }

    @Override
    public String startOfTwin(long size) {
        return """
            .section .text.start, "ax"
            .global _start
            _start:
                li      sp, %d
                li      a0, %d
                li      a1, %d
                rdinstret s2
                call    run
                rdinstret s3
                sub     s3, s3, s2
                li      t0, %d
                sd      a0, 0(t0)
                sd      s3, 8(t0)
                li      t0, 0x100000
                li      t1, 0x5555
                sw      t1, 0(t0)
            1:  j       1b
            """.formatted(STACK + STACK_BYTES, DATA, size, MAILBOX);
    }

    @Override
    public ObjectFile start(String function, long size) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out)).section(new SectionId(".start", SectionId.Kind.CODE));
        asm.constant("MAILBOX", MAILBOX).constant("DATA", DATA).constant("DATA_BYTES", DATA_BYTES)
            .constant("STACK", STACK).constant("STACK_BYTES", STACK_BYTES).constant("SIZE", size);
        asm.mode(Mode.INTEGER).text(StartCode.ENTER);
        asm.mode(Mode.CAPABILITY).text(StartCode.CAPABILITIES + """
            .function capability_mode
                cspecialr cs0, ddc                  # all of memory
                cspecialr cs1, pcc                  # all of the code
                li      t0, STACK
                csetaddr csp, cs0, t0
                li      t0, STACK_BYTES
                csetbounds csp, csp, t0
                cincoffset csp, csp, t0
                call    make_capabilities
                li      t0, DATA
                csetaddr ca0, cs0, t0
                li      t0, DATA_BYTES
                csetbounds ca0, ca0, t0
                li      a1, SIZE
                rdinstret s2
                FUNCTION
                rdinstret s3
                sub     s3, s3, s2
                li      t0, MAILBOX
                csetaddr ct0, cs0, t0
                csd     a0, 0(ct0)
                csd     s3, 8(ct0)
                j       stop
            .end
            .function panic
                cspecialr cs0, ddc
                li      t1, 0x33333
                j       leave
            .end
            .function panic_number
                j       panic
            .end
            .function stop
                li      t1, 0x5555
                j       leave
            .end
            .function leave
                li      t0, 0x100000
                csetaddr ct0, cs0, t0
                csw     t1, 0(ct0)
            spin:
                j       spin
            .end
            """.replace("FUNCTION", "call " + function));
        return out.finish();
    }
}
