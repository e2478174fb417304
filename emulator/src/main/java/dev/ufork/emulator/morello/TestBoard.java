package dev.ufork.emulator.morello;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.ConsolePort;
import dev.ufork.emulator.Device;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.MachineException;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.Scheduler;
import dev.ufork.isa.morello.SysReg;
import java.util.List;

/**
 * The bare Morello board that test programs want: one core at EL3, memory everywhere, and a trick box at 0x13000000 that
 * prints what is stored to it and stops the machine at byte 4. The same as QEMU's board {@code morello}.
 */
public final class TestBoard implements Machine, Board {
    private static final int EM_AARCH64 = 183;
    private static final long TRICK_BOX = 0x1300_0000;
    private static final int END_OF_TEXT = 4;

    private final Memory low = new Memory(0, 0x1300_0000);
    private final Memory middle = new Memory(0x1320_0000, 0x1_0000_0000L - 0x1320_0000);
    private final Memory high = new Memory(0x8000_0000_0000L, 256L << 20);
    private final Bus bus = new Bus();
    private final Clock clock = new Clock();
    private final Power power = new Power();
    private final CodeCache code = new CodeCache();
    private final ConsolePort console;
    private final MachineConfig config;
    private final MorelloCore core;

    public TestBoard(MachineConfig config) {
        this.config = config;
        console = new ConsolePort(config.input(), config.console());
        bus.map(low);
        bus.map(middle);
        bus.map(high);
        bus.map(TRICK_BOX, new TrickBox());
        core = new MorelloCore(0, new SystemState(true, true), bus, clock, code, power, this, config.trace().map(Tracing::new).orElse(null));
    }

    private final class TrickBox implements Device {
        @Override
        public String name() {
            return "trickbox";
        }

        @Override
        public long size() {
            return 0x20_0000;
        }

        @Override
        public long load(long offset, int size) {
            return 0;
        }

        @Override
        public void store(long offset, int size, long value) {
            if (offset != 0) return;
            if ((value & 0xff) == END_OF_TEXT) power.stop(new Outcome.Exit(0));
            else console.put((byte) value);
        }
    }

    @Override
    public void load(ElfProgram program) {
        if (program.machine() != EM_AARCH64)
            throw new MachineException("%s is for ELF machine %d, this board runs AArch64 (183)".formatted(program.name(), program.machine()));
        for (ElfProgram.Segment segment : program.segments()) load(segment.address(), segment.bytes());
        core.pc = program.entry();
    }

    @Override
    public void load(long address, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            Memory memory = bus.memory(address + done, 1);
            if (memory == null) throw new MachineException("nothing to load into at %#x".formatted(address + done));
            int count = (int) Math.min(bytes.length - done, memory.base() + memory.size() - (address + done));
            memory.write(address + done, java.util.Arrays.copyOfRange(bytes, done, done + count));
            done += count;
        }
        code.forgetAll();
    }

    @Override
    public RunResult run() {
        return runTo(config.instructionLimit());
    }

    @Override
    public RunResult runTo(long instructions) {
        return new Scheduler(List.of(core), clock, power, config.withInstructionLimit(instructions), console).run();
    }

    @Override
    public void cancel() {
        power.cancel();
    }

    @Override
    public Memory memory() {
        return low;
    }

    @Override
    public int cores() {
        return 1;
    }

    @Override
    public void forgetPages(MorelloCore but) {}

    @Override
    public int interruptLine(int which) {
        return 0;
    }

    @Override
    public boolean isControllerRegister(SysReg reg) {
        return false;
    }

    @Override
    public long readController(MorelloCore asking, SysReg reg) {
        return 0;
    }

    @Override
    public void writeController(MorelloCore asking, SysReg reg, long value) {}

    @Override
    public void timerLine(int which, int kind, boolean level) {}

    @Override
    public boolean firmwareCall(MorelloCore asking, boolean secureMonitor) {
        return false;
    }

    @Override
    public boolean semihosting(MorelloCore asking) {
        return false;
    }
}
