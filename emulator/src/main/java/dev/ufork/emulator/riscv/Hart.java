package dev.ufork.emulator.riscv;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Core;
import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Memory;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;
import java.util.Arrays;

/** A hardware thread: its registers and units, privilege, traps and interrupts, and the account of its instructions. */
final class Hart implements Core {
    static final int USER = 0;
    static final int SUPERVISOR = 1;
    static final int MACHINE = 3;
    /** Traps in a row without an instruction between them, after which a hart is given up. */
    private static final int HOPELESS = 1000;

    final int number;
    final Registers regs = new Registers();
    final Trap trap = new Trap();
    final Csrs csrs = new Csrs(this);
    final Mmu mmu;
    final LoadStore memory;
    final Atomics atomics;
    final SystemUnit system;
    final FloatRegisters floats;
    private final Interpreter interpreter;
    private final Bus bus;
    private final CodeCache cache;
    private final Clock clock;
    private final Power power;
    private final Tracing tracing;

    int privilege = MACHINE;
    boolean capabilityMode;
    /** The next instruction's address while none is executed. */
    long pc;
    /** Of the quota, what remains; exact whenever a unit outside the interpreter is at work. */
    long left;
    /** Set by whatever the interpreter must stop for after the current instruction. */
    boolean leave;

    private long quota;
    private long begun;
    private long retired;
    private boolean waitsForInterrupt;
    private boolean pccIsBad;
    private int barren;
    private final LastTrap lastTrap = new LastTrap();

    Hart(int number, Bus bus, CodeCache cache, Clock clock, Power power, Tracing tracing) {
        this.number = number;
        this.bus = bus;
        this.cache = cache;
        this.clock = clock;
        this.power = power;
        this.tracing = tracing;
        mmu = new Mmu(this, bus);
        memory = new LoadStore(this, bus);
        atomics = new Atomics(this, memory);
        system = new SystemUnit(this);
        floats = new FloatRegisters(this);
        interpreter = new Interpreter(this);
        cache.add(this);
        reset();
    }

    private void reset() {
        for (int r : new int[] {Registers.DDC, 32 + 4, 32 + 7, Registers.STCC, Registers.SEPCC, Registers.MTCC, Registers.MEPCC})
            regs.setRoot(r, 0);
        start(ResetRom.BASE);
    }

    /** Begins at {@code address} instead of the reset vector. */
    void start(long address) {
        regs.setRoot(Registers.PCC, address);
        pc = address;
    }

    // --------------------------------------------------------------------------------------------- running

    @Override
    public void run(long budget) {
        while (budget > 0 && !power.stopped()) {
            if (waitsForInterrupt && !csrs.wakes()) return;
            waitsForInterrupt = false;
            int interrupt = csrs.interrupt();
            if (interrupt >= 0) take(Long.MIN_VALUE | interrupt, 0);
            begun = clock.now();
            quota = Math.min(budget, clock.deadline() - begun);
            if (quota <= 0) return;
            left = quota;
            leave = false;
            step();
            budget -= account();
        }
    }

    private void step() {
        if (pccIsBad) refuseFetch();
        else if (tracing == null) interpreter.run();
        else traced();
    }

    /** One instruction, with everything it changes. */
    private void traced() {
        // The quota shrinks with the budget, so that counters and clock read as they do without a trace.
        long spare = left - 1;
        quota -= spare;
        left = 1;
        tracing.before(this);
        interpreter.run();
        tracing.after(this);
        quota += spare;
        left += spare;
    }

    /** Books what has been executed, and returns it. */
    private long account() {
        long executed = quota - left;
        retired += executed;
        clock.now(begun + executed);
        quota = 0;
        left = 0;
        barren = executed == 0 ? barren + 1 : 0;
        // A handler that faults at its first instruction would trap for ever, in no time at all.
        if (barren > HOPELESS) power.stop(new Outcome.Stuck());
        return executed;
    }

    @Override
    public boolean waiting() {
        return waitsForInterrupt && !csrs.wakes();
    }

    void waitForInterrupt() {
        waitsForInterrupt = true;
    }

    @Override
    public long instructions() {
        return retired + quota - left;
    }

    /** Virtual time, with the current instruction. */
    long instant() {
        return begun + quota - left;
    }

    /** Says that a device is about to be accessed: it may do anything, and must know the time. */
    void touchDevice() {
        clock.now(instant());
        leave = true;
    }

    /** Says that memory was stored to the slow way. */
    void stored(Memory memory, long physical, int size) {
        byte[] attention = memory.chunk(physical).attention;
        if (attention[Memory.offset(physical) / Memory.PAGE] == 0) return;
        cache.stored(physical, size);
        leave |= power.stopped();
    }

    void forgetJumps() {
        interpreter.forgetJumps();
    }

    /** Must every load of the address be reported? */
    boolean isReported(long va) {
        return tracing != null && tracing.wantsLoads(va);
    }

    void report(long va, int size) {
        if (isReported(va)) tracing.load(va, size);
    }

    // -------------------------------------------------------------------------------------------- fetching

    /** The block at a virtual address; throws the fetch fault. */
    Block fetch(long va) {
        long physical = fetchAddress(va);
        Block block = cache.find(physical, capabilityMode);
        return block != null ? block : acrossPages(va, physical);
    }

    /** Where an instruction is in memory; throws the fault if it is not. */
    private long fetchAddress(long va) {
        long physical = mmu.fetchAddress(va);
        if (bus.memory(physical, 2) == null) throw trap.fault(Cause.FETCH_ACCESS, va);
        return physical;
    }

    private Block acrossPages(long va, long physical) {
        int word = (int) bus.load(physical, 2);
        long second = fetchAddress(va + 2);
        return cache.predecoder().single(word | (int) bus.load(second, 2) << 16, capabilityMode);
    }

    /** As much of {@code block} as PCC covers and the budget allows; throws PCC's fault if that is nothing. */
    Block limited(long va, Block block, long budget) {
        int count = (int) Math.min(budget, block.code.length);
        while (count > 0 && !regs.spans(Registers.PCC, va, block.offset(count))) count--;
        if (count == 0) throw trap.raised(Cause.CHERI, Cause.LENGTH | Registers.PCC << 5);
        if (count == block.code.length) return block;
        return new Block(-1, block.capabilityMode, Arrays.copyOf(block.code, count), block.offset(count));
    }

    /** The fault of a branch out of PCC's bounds, which counts as executed. */
    void checkBranch(long target) {
        if (!regs.spans(Registers.PCC, target, 1)) throw trap.raised(Cause.CHERI, Cause.LENGTH | Registers.PCC << 5);
    }

    /** The 32 bits at a virtual address, as far as they can be read. */
    int word(long va) {
        return halfword(va) | halfword(va + 2) << 16;
    }

    private int halfword(long va) {
        long physical = mmu.peek(va);
        return bus.memory(physical, 2) == null ? 0 : (int) bus.load(physical, 2);
    }

    // ----------------------------------------------------------------------------------- traps and returns

    void setPrivilege(int privilege) {
        if (this.privilege != privilege) forgetJumps();
        this.privilege = privilege;
        mmu.select();
        atomics.release();
    }

    /** Takes the trap of the instruction at {@link #pc}. */
    void take(Trap t) {
        // An illegal word is reported as the 32 bits at its address, even if it is a compressed one.
        take(t.cause, t.cause == Cause.ILLEGAL ? Integer.toUnsignedLong(word(pc)) : t.value);
    }

    private void take(long cause, long value) {
        int from = privilege;
        int code = (int) cause & 63;
        long delegated = cause < 0 ? csrs.mideleg : csrs.medeleg;
        boolean toSupervisor = privilege <= SUPERVISOR && (delegated >>> code & 1) != 0;
        int returnTo = toSupervisor ? Registers.SEPCC : Registers.MEPCC;
        regs.copy(returnTo, Registers.PCC);
        regs.x[returnTo] = pc;
        long at = pc;
        csrs.enter(toSupervisor, cause, value);
        int vector = toSupervisor ? Registers.STCC : Registers.MTCC;
        boolean vectored = cause < 0 && (regs.x[vector] & 3) == 1;
        setPrivilege(toSupervisor ? SUPERVISOR : MACHINE);
        setPcc(vector, (regs.x[vector] & -4) + (vectored ? code * 4L : 0), false);
        leave = true;
        lastTrap.set(instructions(), cause, value, at, from, privilege);
        if (tracing != null) tracing.trap(this, lastTrap.report().orElseThrow());
    }

    /** Returns from a trap through a special register; the address. */
    long returnTo(int register) {
        setPcc(register, regs.x[register] & -2, true);
        return pc;
    }

    /** PCC becomes {@code register} at {@code address}; a return opens a sentry whose address that is. */
    private void setPcc(int register, long address, boolean isReturn) {
        int meta = regs.decode(register);
        boolean sealed = (meta & Registers.SEALED) != 0;
        boolean opens = sealed && isReturn && regs.x[register] == address;
        boolean keeps = sealed ? opens : (meta & Registers.TAG) != 0 && regs.isRepresentable(register, address);
        regs.derive(Registers.PCC, register, address, keeps);
        if (opens && Registers.FORMAT.isSentry(regs.upper[register])) {
            regs.upper[Registers.PCC] = Registers.FORMAT.asUnsealed(regs.upper[register]);
            regs.meta[Registers.PCC] &= ~Registers.SEALED;
        }
        enterPcc(address);
    }

    private void enterPcc(long address) {
        pc = address;
        capabilityMode = Registers.FORMAT.flags(regs.upper(Registers.PCC)) != 0;
        int needed = Registers.USABLE | Registers.EXECUTE;
        pccIsBad = (regs.meta[Registers.PCC] & (Registers.USABLE_MASK | Registers.EXECUTE)) != needed;
    }

    /** PCC permits no instruction, which counts as one. A place that cannot be fetched from is reported before that. */
    private void refuseFetch() {
        try {
            fetchAddress(pc);
            left--;
            take(trap.cheri(pccCause(), Registers.PCC));
        } catch (Trap fetch) {
            take(fetch);
        }
    }

    private int pccCause() {
        int meta = regs.meta[Registers.PCC];
        if ((meta & Registers.TAG) == 0) return Cause.TAG;
        return (meta & Registers.SEALED) != 0 ? Cause.SEAL : Cause.PERMIT_EXECUTE;
    }

    /** CInvoke: PCC becomes the unsealed {@code register}. */
    void jumpTo(int register) {
        regs.copy(Registers.PCC, register);
        regs.upper[Registers.PCC] = Registers.FORMAT.asUnsealed(regs.upper[register]);
        regs.meta[Registers.PCC] &= ~Registers.SEALED;
        enterPcc(regs.x[register]);
    }

    @Override
    public CoreReport report() {
        return HartReport.of(this, lastTrap.report());
    }
}
