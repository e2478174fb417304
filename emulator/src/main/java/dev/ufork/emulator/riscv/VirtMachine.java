package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.ConsolePort;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.MachineException;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.Scheduler;
import java.util.ArrayList;
import java.util.List;

/**
 * A CHERI-RISC-V board with the addresses, reset state and device tree of QEMU's {@code virt}
 * ({@code -cpu rv64,Xcheri_v9=true -bios none}): all harts begin at 0x80000000, whatever the file's entry is.
 *
 * <pre>
 *  0x00001000  reset vector      0x0c000000  PLIC
 *  0x00100000  test (exit)       0x10000000  UART
 *  0x02000000  CLINT             0x80000000  RAM, with the device tree at its end
 * </pre>
 */
public final class VirtMachine implements Machine {
    private static final int ELF_MACHINE = 243;
    /** Below this the tree's address, rounded down as QEMU does, would be the program's. */
    private static final long LEAST_MEMORY = 17L << 20;

    private final MachineConfig config;
    private final Memory ram;
    private final Power power = new Power();
    private final Clock clock = new Clock();
    private final ConsolePort console;
    private final CodeCache cache;
    private final List<Hart> harts = new ArrayList<>();
    private final Clock.Alarm interrupt = clock.alarm(() -> harts.getFirst().csrs.drive(Csrs.MTIP, true));
    private boolean begun;

    public VirtMachine(MachineConfig config) {
        if (config.memory() < LEAST_MEMORY)
            throw new MachineException("memory of %d MiB: the device tree would overwrite the program; take at least %d MiB"
                    .formatted(config.memory() >> 20, LEAST_MEMORY >> 20));
        this.config = config;
        Bus bus = new Bus();
        ram = new Memory(BoardTree.RAM, config.memory());
        cache = new CodeCache(bus);
        console = new ConsolePort(config.input(), config.console());
        for (int i = 0; i < config.cores(); i++)
            harts.add(new Hart(i, bus, cache, clock, power, config.trace().map(Tracing::new).orElse(null)));

        Plic plic = new Plic(harts);
        bus.map(ram);
        bus.map(ResetRom.of(BoardTree.RAM, BoardTree.address(config)));
        bus.map(Uart16550.BASE, new Uart16550(console, level -> plic.drive(BoardTree.UART_INTERRUPT, level)));
        bus.map(Clint.BASE, new Clint(clock, harts));
        bus.map(SifiveTest.BASE, new SifiveTest(power));
        bus.map(Plic.BASE, plic);
    }

    @Override
    public void load(ElfProgram program) {
        program.loadInto(ram, ELF_MACHINE);
    }

    @Override
    public void load(long address, byte[] bytes) {
        ram.write(address, bytes);
    }

    /**
     * Ends the run when the guest stores to {@code address} as programs for the host-target interface do: bit 0 says
     * that the rest is an exit status.
     */
    public void watchHostInterface(long address) {
        cache.watch(address, () -> {
            long value = ram.load(address, 8);
            if ((value & 1) != 0) power.stop(new Outcome.Exit((int) (value >>> 1)));
        });
    }

    @Override
    public void interruptAfter(long instructions) {
        interrupt.set(clock.now() + instructions);
    }

    @Override
    public RunResult run() {
        return runTo(config.instructionLimit());
    }

    @Override
    public RunResult runTo(long instructions) {
        if (!begun) ram.write(BoardTree.address(config), BoardTree.blob(config));
        begun = true;
        return new Scheduler(harts, clock, power, config.withInstructionLimit(instructions), console).run();
    }

    @Override
    public void cancel() {
        power.cancel();
    }

    @Override
    public Memory memory() {
        return ram;
    }
}
