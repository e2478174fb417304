package dev.ufork.emulator.morello;

/** What a core asks of the board it sits on. */
interface Board {
    /** Cores on the board. */
    int cores();

    /** What reaches devices from here on comes from {@code core}. */
    default void turnOf(MorelloCore core) {}

    /** Address caches of all cores but {@code core} are stale. */
    void forgetPages(MorelloCore core);

    /** The line of the interrupt controller to {@code core}: 0 nothing, 1 IRQ, 2 FIQ. */
    int interruptLine(int core);

    /** A read of an interrupt controller register; the value, or -1 with {@link #isControllerRegister} false. */
    long readController(MorelloCore core, dev.ufork.isa.morello.SysReg reg);

    void writeController(MorelloCore core, dev.ufork.isa.morello.SysReg reg, long value);

    boolean isControllerRegister(dev.ufork.isa.morello.SysReg reg);

    /** Timer {@code kind} of {@code core} has changed its output: 0 physical, 1 virtual, 2 hypervisor, 3 secure. */
    void timerLine(int core, int kind, boolean level);

    /** A call to firmware that the board answers itself; false if it is no such call. */
    boolean firmwareCall(MorelloCore core, boolean secureMonitor);

    /** HLT #0xf000, when the board was built with semihosting; false if it was not. */
    boolean semihosting(MorelloCore core);
}
