package dev.ufork.emulator.morello;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.ConsolePort;
import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.Machine;
import dev.ufork.emulator.MachineConfig;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Power;
import dev.ufork.emulator.RunResult;
import dev.ufork.emulator.Scheduler;
import dev.ufork.isa.morello.SysReg;
import java.util.ArrayList;
import java.util.List;

/**
 * A Morello board with the addresses and reset state of QEMU's {@code virt} with {@code gic-version=3}: the first core
 * begins at the file's entry, the others wait for PSCI.
 *
 * <pre>
 *  0x08000000  GIC distributor       0x09000000  PL011
 *  0x080a0000  GIC redistributors    0x40000000  device tree (if the program leaves room), RAM
 * </pre>
 */
public final class VirtMachine implements Machine, Board {
    private static final int ELF_MACHINE = 183;
    /** Where each timer's wire goes: physical, virtual, hypervisor, secure. */
    private static final int[] TIMER_INTERRUPT = {30, 27, 26, 29};
    private static final int VIRTUAL = 1;

    /** The level at which cores begin; it decides who answers power calls, and whether the interrupt controller knows two security states. */
    public enum Entry {
        /** QEMU's {@code virtualization=on,secure=on}. PSCI is called by SMC, which the board answers itself, as QEMU does. */
        EL3,
        /** QEMU's {@code virtualization=on}, and real boards. PSCI is called by SMC. */
        EL2,
        /** QEMU's default. PSCI is called by HVC. */
        EL1
    }

    private final MachineConfig config;
    private final Entry entry;
    private final Bus bus = new Bus();
    private final Memory ram;
    private final List<Memory> banks = new ArrayList<>();
    private final Power power = new Power();
    private final Clock clock = new Clock();
    private final Clock.Alarm interrupt = clock.alarm(() -> timerLine(0, VIRTUAL, true));
    private final CodeCache code = new CodeCache();
    private final ConsolePort console;
    private final List<MorelloCore> cores = new ArrayList<>();
    private final Gic gic;
    private final Psci psci;
    private long lowestLoaded = Long.MAX_VALUE;
    private boolean begun;
    private boolean semihosting;
    private TranslationBuffer buffer = new TranslationBuffer();

    /** Cores begin at EL2, as on {@code virtualization=on}. */
    public VirtMachine(MachineConfig config) {
        this(config, Entry.EL2);
    }

    public VirtMachine(MachineConfig config, Entry entry) {
        this.config = config;
        this.entry = entry;
        ram = new Memory(BoardTree.RAM, config.memory());
        console = new ConsolePort(config.input(), config.console());
        gic = new Gic(cores, config.cores(), entry == Entry.EL3);
        psci = new Psci(cores, power);
        bus.map(ram);
        bus.map(Gic.DISTRIBUTOR, gic.distributor());
        bus.map(Gic.REDISTRIBUTORS, gic.redistributors());
        bus.map(Pl011.BASE, new Pl011(console, level -> gic.shared(BoardTree.UART_INTERRUPT, level)));
        for (int i = 0; i < config.cores(); i++) {
            MorelloCore core = new MorelloCore(i, new SystemState(entry != Entry.EL1, entry == Entry.EL3), bus, clock, code, power, this,
                    config.trace().map(Tracing::new).orElse(null));
            core.off = i > 0;
            cores.add(core);
        }
    }

    /** Lets the guest end the run with a status by HLT #0xf000, as QEMU's {@code -semihosting} does; off otherwise. */
    public VirtMachine withSemihosting() {
        semihosting = true;
        return this;
    }

    /** Adds RAM at an address where nothing else is, as boards have it that do not put all of it in one place; the device tree names it behind the first. */
    public VirtMachine withBank(long base, long bytes) {
        Memory bank = new Memory(base, bytes);
        banks.add(bank);
        bus.map(bank);
        return this;
    }

    /** An asynchronous external abort reaches the first core, as from a device or a memory controller: an SError with these details in its syndrome. */
    public void raiseSystemError(int details) {
        cores.getFirst().systemError = Syndrome.of(Syndrome.SERROR, details);
    }

    /** Begins with so much in the first event counter of the first core; hardware may begin with anything. */
    public VirtMachine withCounterAt(long value) {
        cores.getFirst().system.registers.counters.write(SysReg.PMEVCNTR0_EL0, value);
        return this;
    }

    /** Checks, from now on, that a valid page is never changed into another without having been invalid; {@link #translationFaults} says what was seen. */
    public VirtMachine withStrictTranslation() {
        buffer = new TranslationBuffer();
        for (MorelloCore core : cores) core.translation.watch(buffer);
        return this;
    }

    /** One sentence for each page that was changed without a break, the first twenty; none without {@link #withStrictTranslation}. */
    public List<String> translationFaults() {
        return buffer.violations();
    }

    @Override
    public void load(ElfProgram program) {
        program.loadInto(ram, ELF_MACHINE);
        for (ElfProgram.Segment s : program.segments()) lowestLoaded = Math.min(lowestLoaded, s.address());
        cores.getFirst().pc = program.entry();
        code.forgetAll();
    }

    @Override
    public void load(long address, byte[] bytes) {
        ram.write(address, bytes);
        code.forgetAll();
    }

    /** Where the first core begins, for what is loaded as bytes. */
    public void startAt(long address) {
        cores.getFirst().pc = address;
    }

    @Override
    public RunResult run() {
        return runTo(config.instructionLimit());
    }

    @Override
    public RunResult runTo(long instructions) {
        if (!begun) writeTree();
        begun = true;
        return new Scheduler(cores, clock, power, config.withInstructionLimit(instructions), console).run();
    }

    private void writeTree() {
        byte[] tree = BoardTree.blob(config, banks, entry != Entry.EL1);
        if (Long.compareUnsigned(lowestLoaded - BoardTree.RAM, tree.length) >= 0) ram.write(BoardTree.RAM, tree);
    }

    /** It is the virtual timer's interrupt; the guest's next word to that timer ends it. */
    @Override
    public void interruptAfter(long instructions) {
        interrupt.set(clock.now() + instructions);
    }

    @Override
    public void cancel() {
        power.cancel();
    }

    @Override
    public Memory memory() {
        return ram;
    }

    // ------------------------------------------------------------------------------------------------- for cores

    @Override
    public int cores() {
        return cores.size();
    }

    @Override
    public void turnOf(MorelloCore core) {
        gic.turnOf(core);
    }

    @Override
    public void forgetPages(MorelloCore but) {
        for (MorelloCore core : cores) if (core != but) core.forgetPages();
    }

    @Override
    public int interruptLine(int core) {
        return gic.line(core);
    }

    @Override
    public boolean isControllerRegister(SysReg reg) {
        return gic.owns(reg);
    }

    @Override
    public long readController(MorelloCore core, SysReg reg) {
        return gic.read(core.number, reg);
    }

    @Override
    public void writeController(MorelloCore core, SysReg reg, long value) {
        gic.write(core.number, reg, value);
    }

    @Override
    public void timerLine(int core, int kind, boolean level) {
        gic.own(core, TIMER_INTERRUPT[kind], level);
    }

    @Override
    public boolean firmwareCall(MorelloCore core, boolean secureMonitor) {
        if (secureMonitor != (entry != Entry.EL1)) return false;
        psci.call(core);
        return true;
    }

    @Override
    public boolean semihosting(MorelloCore core) {
        if (!semihosting) return false;
        Semihosting.call(core, power);
        return true;
    }
}
