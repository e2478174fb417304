package dev.ufork.ci.compiled;

import dev.ufork.asm.CodeChecker;
import dev.ufork.asm.CodeWriter;
import dev.ufork.asm.ObjectFile;
import dev.ufork.asm.SectionId;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.riscv.VirtMachine;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.link.Layout;
import dev.ufork.link.Layout.Region;
import dev.ufork.link.Layout.Segment;
import dev.ufork.link.LinkedImage;
import dev.ufork.link.Linker;
import dev.ufork.target.riscv.Assembler;
import dev.ufork.target.riscv.RiscvElf;
import dev.ufork.target.riscv.StartCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Compiled code with just enough around it to run one function on the embedded machine: start code that makes the
 * capabilities, passes arguments, keeps count of instructions, and takes faults as compiled recovery tables say.
 */
final class CompiledProgram {
    static final long DATA = 0x8400_0000L;
    private static final long MAILBOX = 0x8300_0000L;
    private static final long OBSERVED = MAILBOX + 0x1000;
    private static final int RETURNED = 1;
    private static final int PANICKED = 2;
    private static final int FAULTED = 3;

    /** An argument: a number, or a capability for data. */
    sealed interface Argument {
        record Number(long value) implements Argument {}

        record Data(long address, long length) implements Argument {}
    }

    /** What a run was like. {@code instructions} are those of the call. */
    record Run(String end, long value, long instructions, String observed, Memory memory, RunResult machine) {}

    private final LinkedImage image;

    CompiledProgram(ObjectFile program, String function) {
        this(program, function, 0x8100_0000L);
    }

    /** With its data at another address, for programs whose result might depend on that. */
    CompiledProgram(ObjectFile program, String function, long data) {
        Region elsewhere = new Region("data", data, data, 1 << 20);
        Region ram = new Region("ram", 0x8000_0000L, 0x8000_0000L, 8 << 20);
        Layout layout = new Layout(java.util.List.of(
            Segment.code("text", ram, ".start", ".text"),
            Segment.constant("rodata", ram, ".rodata", "__cap_relocs", "__functions", "__recovery", "percpu"),
            Segment.data("data", elsewhere, ".captable", ".data.rel.ro", ".data", ".bss")));
        image = new Linker(new RiscvElf(), layout).add(start(function)).add(program).entry("_start").link("program");
    }

    LinkedImage image() {
        return image;
    }

    Run run(Consumer<VirtMachine> prepare, Argument... arguments) {
        VirtMachine machine = new VirtMachine(MachineConfig.standard().withMemory(128L << 20).withInstructionLimit(2_000_000_000L));
        machine.load(ElfProgram.read("program", image.elf()));
        ByteBuffer mail = ByteBuffer.allocate(8 * 16).order(ByteOrder.LITTLE_ENDIAN);
        for (Argument a : arguments) {
            switch (a) {
                case Argument.Number(long value) -> mail.putLong(value).putLong(-1);
                case Argument.Data(long address, long length) -> mail.putLong(address).putLong(length);
            }
        }
        while (mail.hasRemaining()) mail.putLong(0).putLong(-1);
        machine.load(MAILBOX, mail.array());
        prepare.accept(machine);
        RunResult result = machine.run();
        long[] box = new long[4];
        for (int k = 0; k < box.length; k++) box[k] = machine.memory().load(MAILBOX + 0x800 + 8 * k, 8);
        String end = !(result.outcome() instanceof Outcome.Exit) ? result.outcome().toString() : switch ((int) box[0]) {
            case RETURNED -> "returned " + box[1];
            case PANICKED -> "panicked";
            case FAULTED -> "faulted";
            default -> "lost";
        };
        long count = machine.memory().load(OBSERVED, 8);
        StringBuilder observed = new StringBuilder();
        for (int k = 1; k <= count; k++) observed.append('[').append(machine.memory().load(OBSERVED + 8L * k, 8)).append(']');
        return new Run(end, box[1], box[2], observed.toString(), machine.memory(), result);
    }

    private static ObjectFile start(String function) {
        CodeWriter out = new CodeWriter("start");
        Assembler asm = new Assembler(new CodeChecker(out)).section(new SectionId(".start", SectionId.Kind.CODE));
        asm.constant("MAILBOX", MAILBOX).constant("OBSERVED", OBSERVED).constant("STACK", 0x8500_0000L).constant("STACK_BYTES", 0x10_0000);
        asm.mode(Mode.INTEGER).text(StartCode.ENTER);
        asm.mode(Mode.CAPABILITY).text((StartCode.CAPABILITIES + """
            .function capability_mode
                cspecialr cs0, ddc                  # all of memory
                cspecialr cs1, pcc                  # all of the code
                cllc    ct0, trap
                cspecialw mtcc, ct0
                li      t0, STACK
                csetaddr csp, cs0, t0
                li      t0, STACK_BYTES
                csetbounds csp, csp, t0
                li      t1, 0x7d
                candperm csp, csp, t1
                cincoffset csp, csp, t0
                call    make_capabilities
                li      t0, MAILBOX
                csetaddr cs1, cs0, t0
            """ + arguments() + """
                rdinstret s2
                call    FUNCTION
                rdinstret s3
                sub     s3, s3, s2
                addi    s3, s3, -3                  # the call and the reading
                li      t0, 0x800
                cincoffset cs1, cs1, t0
                csd     a0, 8(cs1)
                csd     s3, 16(cs1)
                li      t1, 1
                csd     t1, 0(cs1)
            finish:
                cspecialr cs0, ddc
                li      t0, 0x100000
                csetaddr ct0, cs0, t0
                li      t1, 0x5555
                csw     t1, 0(ct0)
            spin:
                j       spin
            .end
            .function trap                          # recovers, or gives up; only saved registers are worth keeping
            """ + StartCode.RECOVER + """
            give_up:
                cspecialr cs0, ddc
                li      t0, MAILBOX + 0x800
                csetaddr ct0, cs0, t0
                li      t1, 3
                csd     t1, 0(ct0)
                li      t0, 0x100000
                csetaddr ct0, cs0, t0
                li      t1, 0x5555
                csw     t1, 0(ct0)
            """ + StartCode.RECOVERIES + """
            .end
            .function panic
                cspecialr cs0, ddc
                li      t0, MAILBOX + 0x800
                csetaddr ct0, cs0, t0
                li      t1, 2
                csd     t1, 0(ct0)
                li      t0, 0x100000
                csetaddr ct0, cs0, t0
                li      t1, 0x5555
                csw     t1, 0(ct0)
            .end
            .function panic_number
                cspecialr ct2, ddc
                li      t0, MAILBOX + 0x800
                csetaddr ct0, ct2, t0
                csd     a1, 8(ct0)
                j       panic
            .end
            .function observe                       # writes its argument down, clobbers what it may, returns it times seven
                cspecialr ct2, ddc
                li      t0, OBSERVED
                csetaddr ct0, ct2, t0
                cld     t1, 0(ct0)
                addi    t1, t1, 1
                csd     t1, 0(ct0)
                slli    t1, t1, 3
                cincoffset ct0, ct0, t1
                csd     a0, 0(ct0)
                slli    t1, a0, 3
                subw    a0, t1, a0
                li      a1, -1
                li      a2, -1
                li      a3, -1
                li      a4, -1
                li      a5, -1
                li      a6, -1
                li      a7, -1
                li      t0, -1
                li      t1, -1
                li      t2, -1
                li      t3, -1
                li      t4, -1
                li      t5, -1
                li      t6, -1
                cret
            .end
            """).replace("FUNCTION", function));
        return out.finish();
    }

    /** Argument n is 16 bytes: a number and -1, or an address and a length. */
    private static String arguments() {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 8; n++) {
            text.append("""
                cld     aN, OFFSET(cs1)
                cld     t1, LENGTH(cs1)
                bltz    t1, numberN
                csetaddr caN, cs0, aN
                csetbounds caN, caN, t1
                li      t1, 0x7d
                candperm caN, caN, t1
            numberN:
            """.replace("OFFSET", "" + 16 * n).replace("LENGTH", "" + (16 * n + 8)).replace("N", "" + n));
        }
        return text.toString();
    }

    static byte[] pattern(int bytes) {
        byte[] data = new byte[bytes];
        for (int k = 0; k < bytes; k++) data[k] = (byte) (k * 37 + 11);
        return Arrays.copyOf(data, bytes);
    }
}
