package dev.ufork.emulator.riscv;

import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.ConsoleInput;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.Trace;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A small guest program in assembler text, from the first byte of RAM on, and what it leaves behind. */
final class Guest {
    static final long RAM = BoardTree.RAM;
    private static final int END = 4096;

    private final ByteBuffer bytes = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
    private final StringBuilder console = new StringBuilder();
    private Mode mode = Mode.INTEGER;
    private MachineConfig config = MachineConfig.standard().withMemory(32 << 20).withInstructionLimit(10_000);
    VirtMachine machine;
    RunResult result;

    static Guest of(String... lines) {
        return new Guest().then(lines);
    }

    /** Appends instructions in the current mode. */
    Guest then(String... lines) {
        for (String line : lines) word(Xcheri.ISA.parse(line, mode).encode(), Xcheri.ISA.parse(line, mode).op().pattern().width() / 8);
        return this;
    }

    Guest word(int word, int size) {
        if (size == 2) bytes.putShort((short) word);
        else bytes.putInt(word);
        return this;
    }

    /** Goes to capability mode; uses ct5 and ct6. */
    Guest inCapabilityMode() {
        then("cspecialr ct6, pcc", "li t5, 1", "csetflags ct6, ct6, t5", "cincoffset ct6, ct6, 20", "jalr.cap cnull, ct6");
        mode = Mode.CAPABILITY;
        return this;
    }

    /** Sets mtvec to the code that follows the next {@code skip} bytes of code; uses t6. */
    Guest trapsTo(int skip) {
        return then("auipc t6, 0", "addi t6, t6, " + (12 + skip), "csrw mtvec, t6");
    }

    /** Continues at an offset from the start. */
    Guest at(int offset) {
        bytes.position(offset);
        return this;
    }

    /** Ends the run with status 0; uses a6 and a7. In integer mode. */
    Guest exit() {
        return then("lui a6, 0x100", "lui a7, 5", "addi a7, a7, 0x555", "sw a7, 0(a6)");
    }

    Guest cores(int count) {
        config = config.withCores(count);
        return this;
    }

    Guest limit(long instructions) {
        config = config.withInstructionLimit(instructions);
        return this;
    }

    Guest traced(Trace trace) {
        config = config.withTrace(trace);
        return this;
    }

    Guest input(String typed) {
        config = config.withInput(ConsoleInput.of(typed.getBytes()));
        return this;
    }

    Guest run() {
        machine = new VirtMachine(config.withConsole(b -> console.append((char) b)));
        machine.load(RAM, bytes.array());
        result = machine.run();
        return this;
    }

    String console() {
        return console.toString();
    }

    CoreReport core(int number) {
        return result.cores().get(number);
    }

    CoreReport.Register register(String name) {
        List<CoreReport.Register> all = new ArrayList<>(core(0).registers());
        return all.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    /** The integer in a register of hart 0. */
    long x(String name) {
        return register("c" + name).value();
    }

    CoreReport.Trap trap() {
        return core(0).lastTrap().orElseThrow();
    }
}
