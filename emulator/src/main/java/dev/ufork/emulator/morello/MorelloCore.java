package dev.ufork.emulator.morello;

import static dev.ufork.emulator.morello.Registers.*;

import dev.ufork.emulator.Bus;
import dev.ufork.emulator.Clock;
import dev.ufork.emulator.Core;
import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Outcome;
import dev.ufork.emulator.Power;
import java.util.Arrays;

/**
 * One Morello core: fetches, runs decoded instructions, takes exceptions.
 *
 * <p>{@link #execute} is the loop; it stays within one page and within PCC's bounds, so neither is asked again until a
 * branch leaves them. What is rare lives in {@link IntegerUnit}, {@link AtomicUnit}, {@link CapabilityUnit} and
 * {@link SystemUnit}.
 */
final class MorelloCore extends ProgramCounter implements Core {
    private static final int FETCH_ENTRIES = 128;
    private static final int BARREN_EXCEPTIONS = 1000;

    final int number;
    final Power power;
    final Board board;
    final long[] vectorLow = new long[32];
    final long[] vectorHigh = new long[32];
    private final IntegerUnit integer = new IntegerUnit(this);
    private final AtomicUnit atomic = new AtomicUnit(this);
    private final CapabilityUnit capability = new CapabilityUnit(this);
    final SystemUnit system;
    final Exceptions exceptions = new Exceptions(this);
    private final Decoding decoding = new Decoding();
    /** Null if nobody wants a trace. */
    final Tracing tracing;

    private long left;
    /** What is left beside {@link #left} while instructions are run one by one. */
    private long spare;
    private long startInstant;
    private long startLeft;
    private long retired;
    /** Waiting for an interrupt, or switched off. */
    boolean waiting;
    /** Syndrome of an SError that is pending; 0 for none. */
    int systemError;
    boolean off;
    private long lastException = -1;
    private int barren;

    private final long[] fetchPage = new long[2 * FETCH_ENTRIES];
    private final long[] fetchPhysical = new long[2 * FETCH_ENTRIES];
    private int firstSlot;
    private int endSlot;
    private CodeCache.Page page;
    private long pagePhysical;

    MorelloCore(int number, SystemState state, Bus bus, Clock clock, CodeCache code, Power power, Board board, Tracing tracing) {
        super(new Registers(), state, bus, clock, code);
        this.number = number;
        this.tracing = tracing;
        this.power = power;
        this.board = board;
        system = new SystemUnit(this);
        start(0, 0);
    }

    /** Reset, then runs from {@code entry} with {@code argument} in x0. */
    void start(long entry, long argument) {
        for (int r = 0; r < Registers.COUNT; r++) regs.setInt(r, 0);
        sys.reset();
        system.registers.reset();
        nzcv(4);
        c64 = false;
        regs.setRoot(PCC, 0);
        regs.setInt(0, argument);
        pc = entry;
        waiting = false;
        sys.load(regs, DDC, sys.ddcBank(true));
        forgetPages();
        pccChanged();
    }

    // ------------------------------------------------------------------------------------------- running

    @Override
    public void run(long budget) {
        board.turnOf(this);
        startInstant = clock.now();
        long due = clock.deadline();
        if (due != Clock.NEVER) budget = Math.min(budget, Math.max(1, due - startInstant));
        left = startLeft = budget;
        while (left > 0 && !waiting && !power.stopped()) {
            system.takeInterrupt();
            try {
                fetch();
                int slot = (int) (pc >>> 2) & CodeCache.SLOTS - 1;
                if (tracing == null) execute(slot);
                else traced(slot);
            } catch (Fault f) {
                if (f.after) pc += 4;
                exceptions.take(f.syndrome, f.target, 0, f);
                stopIfBarren();
            }
        }
        tellTime();
        retired += startLeft - left;
        startLeft = left;
    }

    /** One instruction, with everything it changes. Counters and clock read as they do without a trace. */
    private void traced(int slot) {
        spare = left - 1;
        startLeft -= spare;
        left = 1;
        tracing.before(this, (int) bus.load(pagePhysical + 4L * slot, 4));
        try {
            execute(slot);
        } finally {
            startLeft += spare;
            left += spare;
            spare = 0;
        }
        tracing.after(this);
    }

    /** Exceptions whose handlers cannot run an instruction follow each other without end and take no time: that is the end. */
    private void stopIfBarren() {
        long now = retiredNow();
        barren = now == lastException ? barren + 1 : 0;
        lastException = now;
        if (barren > BARREN_EXCEPTIONS) power.stop(new Outcome.Stuck());
    }

    @Override
    void tellTime() {
        clock.now(startInstant + startLeft - left);
    }

    @Override
    void deviceTouched() {
        // A device may have set an alarm that is due before this run's end, or raised an interrupt.
        if (power.stopped()) stopSoon();
        else if (clock.deadline() != Clock.NEVER) shorten(Math.max(1, clock.deadline() - clock.now()));
    }

    /** Leaves the loop after the current instruction. */
    void stopSoon() {
        shorten(0);
    }

    private void shorten(long remaining) {
        long cut = left + spare - remaining;
        if (cut <= 0) return;
        long fromSpare = Math.min(cut, spare);
        spare -= fromSpare;
        left -= cut - fromSpare;
        startLeft -= cut - fromSpare;
    }

    long retiredNow() {
        return retired + startLeft - left;
    }

    /** Finds the page of {@link #pc} and how far the loop may go in it; throws the fault of an instruction that may not be fetched. */
    private void fetch() {
        if ((pc & 3) != 0) throw fault.of(Syndrome.of(Syndrome.PC_ALIGNMENT, 0), sys.defaultTarget()).at(pc);
        if (sys.illegal) throw fault.of(Syndrome.of(0x0e, 0), sys.defaultTarget());
        regs.x[PCC] = pc;
        regs.decode(PCC);
        if ((regs.state[PCC] & PLAIN) == 0 || !regs.permits(PCC, PERM_EXECUTE) || !regs.spans(PCC, pc, 4)) throw badPcc();
        long page = pc & -PAGE;
        long before = pc - regs.base[PCC];
        long after = regs.length[PCC] - before;
        int slot = (int) (pc >>> 2) & CodeCache.SLOTS - 1;
        firstSlot = slot - (int) Math.min(slot, before >>> 2);
        endSlot = slot + (int) Math.min(CodeCache.SLOTS - slot, after >>> 2);
        int i = (int) (pc >>> 12) & FETCH_ENTRIES - 1 | (sys.el == 0 ? 0 : FETCH_ENTRIES);
        if (fetchPage[i] != page) {
            long p = translation.translate(pc, Translation.FETCH, sys.el == 0);
            if (bus.memory(p, 4) == null) throw fetchAbort(Syndrome.FSC_EXTERNAL, sys.defaultTarget());
            fetchPage[i] = page;
            fetchPhysical[i] = p & -PAGE;
        }
        this.page = code.page(fetchPhysical[i], context);
        pagePhysical = fetchPhysical[i];
    }

    private Fault badPcc() {
        int why = !regs.tag(PCC) ? Syndrome.FSC_CAP_TAG : regs.isSealed(PCC) ? Syndrome.FSC_CAP_SEAL
                : !regs.permits(PCC, PERM_EXECUTE) ? Syndrome.FSC_CAP_PERM : Syndrome.FSC_CAP_BOUNDS;
        return fetchAbort(why, sys.capabilityTarget());
    }

    private Fault fetchAbort(int code, int target) {
        return fault.of(Syndrome.of(Syndrome.INSN_ABORT + (target == sys.el ? 1 : 0), code), target).at(pc);
    }

    private void decodeSlot(int slot) {
        decoding.decode((int) bus.load(pagePhysical + 4L * slot, 4), context);
        page.ops[context][slot] = decoding.packed;
        page.immediates[context][slot] = decoding.immediate;
    }

    /** Runs from {@code slot} until the loop leaves page or bounds, or something changes what instructions mean. */
    private void execute(int slot) {
        long[] ops = page.ops[context];
        long[] imms = page.immediates[context];
        long[] x = regs.x;
        int[] state = regs.state;
        long base = pc & -PAGE;
        int first = firstSlot;
        int end = endSlot;
        try {
            while (slot < end && left > 0) {
                long w = ops[slot];
                if (w == 0) {
                    decodeSlot(slot);
                    w = ops[slot];
                }
                left--;
                int rd = (int) (w >>> 10) & 63;
                int rn = (int) (w >>> 16) & 63;
                int aux = (int) (w >>> 34) & 0x1fff;
                long imm = imms[slot];
                boolean taken = false;
                switch ((int) w & 0x3ff) {
                    case Uop.NOP -> {}
                    case Uop.MOVI -> { x[rd] = imm; state[rd] = 0; }
                    case Uop.MOVK -> { x[rd] = x[rn] & ~(0xffffL << aux) | imm; state[rd] = 0; }
                    case Uop.ADDI64 -> { x[rd] = x[rn] + imm; state[rd] = 0; }
                    case Uop.ADDI32 -> { x[rd] = x[rn] + imm & 0xffffffffL; state[rd] = 0; }
                    case Uop.ADDSI64 -> { x[rd] = adds64(x[rn], imm); state[rd] = 0; }
                    case Uop.ADDSI32 -> { x[rd] = adds32(x[rn], imm); state[rd] = 0; }
                    case Uop.SUBSI64 -> { x[rd] = subs64(x[rn], imm); state[rd] = 0; }
                    case Uop.SUBSI32 -> { x[rd] = subs32(x[rn], imm); state[rd] = 0; }
                    case Uop.ANDI -> { x[rd] = x[rn] & imm; state[rd] = 0; }
                    case Uop.ORRI64 -> { x[rd] = x[rn] | imm; state[rd] = 0; }
                    case Uop.ORRI32 -> { x[rd] = (x[rn] | imm) & 0xffffffffL; state[rd] = 0; }
                    case Uop.EORI64 -> { x[rd] = x[rn] ^ imm; state[rd] = 0; }
                    case Uop.EORI32 -> { x[rd] = (x[rn] ^ imm) & 0xffffffffL; state[rd] = 0; }
                    case Uop.ANDSI64 -> { setLogicFlags64(x[rd] = x[rn] & imm); state[rd] = 0; }
                    case Uop.ANDSI32 -> { setLogicFlags32(x[rd] = x[rn] & imm); state[rd] = 0; }
                    case Uop.ADD64 -> { x[rd] = x[rn] + (x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.ADD32 -> { x[rd] = x[rn] + (x[rm(w)] << aux) & 0xffffffffL; state[rd] = 0; }
                    case Uop.SUB64 -> { x[rd] = x[rn] - (x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.SUB32 -> { x[rd] = x[rn] - (x[rm(w)] << aux) & 0xffffffffL; state[rd] = 0; }
                    case Uop.AND64 -> { x[rd] = x[rn] & x[rm(w)] << aux; state[rd] = 0; }
                    case Uop.AND32 -> { x[rd] = x[rn] & x[rm(w)] << aux & 0xffffffffL; state[rd] = 0; }
                    case Uop.ORR64 -> { x[rd] = x[rn] | x[rm(w)] << aux; state[rd] = 0; }
                    case Uop.ORR32 -> { x[rd] = (x[rn] | x[rm(w)] << aux) & 0xffffffffL; state[rd] = 0; }
                    case Uop.EOR64 -> { x[rd] = x[rn] ^ x[rm(w)] << aux; state[rd] = 0; }
                    case Uop.EOR32 -> { x[rd] = (x[rn] ^ x[rm(w)] << aux) & 0xffffffffL; state[rd] = 0; }
                    case Uop.ADDS64 -> { x[rd] = adds64(x[rn], x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.ADDS32 -> { x[rd] = adds32(x[rn], x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.SUBS64 -> { x[rd] = subs64(x[rn], x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.SUBS32 -> { x[rd] = subs32(x[rn], x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.ANDS64 -> { setLogicFlags64(x[rd] = x[rn] & x[rm(w)] << aux); state[rd] = 0; }
                    case Uop.ANDS32 -> { setLogicFlags32(x[rd] = x[rn] & x[rm(w)] << aux & 0xffffffffL); state[rd] = 0; }
                    case Uop.EOR64_SHIFT -> { x[rd] = x[rn] ^ IntegerUnit.shift64(x[rm(w)], aux >>> 6, aux & 63); state[rd] = 0; }
                    case Uop.UBFX -> { x[rd] = x[rn] >>> aux & imm; state[rd] = 0; }
                    case Uop.UBFIZ -> { x[rd] = (x[rn] & imm) << aux; state[rd] = 0; }
                    case Uop.SBFX64 -> { x[rd] = x[rn] << aux >> (aux >>> 6); state[rd] = 0; }
                    case Uop.SBFX32 -> { x[rd] = x[rn] << aux >> (aux >>> 6) & 0xffffffffL; state[rd] = 0; }
                    case Uop.CSEL -> { x[rd] = integer.select(aux, x[rn], x[rm(w)]); state[rd] = 0; }
                    case Uop.MADD64 -> { x[rd] = x[rc(w)] + x[rn] * x[rm(w)]; state[rd] = 0; }
                    case Uop.MADD32 -> { x[rd] = x[rc(w)] + x[rn] * x[rm(w)] & 0xffffffffL; state[rd] = 0; }
                    case Uop.B -> taken = true;
                    case Uop.BL -> { link(base + 4L * slot + 4); taken = true; }
                    case Uop.B_COND -> taken = holds(aux);
                    case Uop.CBZ64 -> taken = x[rn] == 0;
                    case Uop.CBNZ64 -> taken = x[rn] != 0;
                    case Uop.CBZ32 -> taken = (int) x[rn] == 0;
                    case Uop.CBNZ32 -> taken = (int) x[rn] != 0;
                    case Uop.TBZ -> taken = (x[rn] >>> aux & 1) == 0;
                    case Uop.TBNZ -> taken = (x[rn] >>> aux & 1) != 0;
                    case Uop.LD8 -> { x[rd] = load8(rc(w), address(w, rn, imm)); state[rd] = 0; }
                    case Uop.LD4 -> { x[rd] = load4(rc(w), address(w, rn, imm)); state[rd] = 0; }
                    case Uop.LD2 -> { x[rd] = load2(rc(w), address(w, rn, imm)); state[rd] = 0; }
                    case Uop.LD1 -> { x[rd] = load1(rc(w), address(w, rn, imm)); state[rd] = 0; }
                    case Uop.LDS4 -> { x[rd] = (int) load4(rc(w), address(w, rn, imm)); state[rd] = 0; }
                    case Uop.ST8 -> store8(rc(w), address(w, rn, imm), x[rd]);
                    case Uop.ST4 -> store4(rc(w), address(w, rn, imm), x[rd]);
                    case Uop.ST2 -> store2(rc(w), address(w, rn, imm), x[rd]);
                    case Uop.ST1 -> store1(rc(w), address(w, rn, imm), x[rd]);
                    case Uop.LD8R -> { x[rd] = load8(rc(w), address(w, rn, x[rm(w)] << aux)); state[rd] = 0; }
                    case Uop.LD4R -> { x[rd] = load4(rc(w), address(w, rn, x[rm(w)] << aux)); state[rd] = 0; }
                    case Uop.LD1R -> { x[rd] = load1(rc(w), address(w, rn, x[rm(w)] << aux)); state[rd] = 0; }
                    case Uop.ST8R -> store8(rc(w), address(w, rn, x[rm(w)] << aux), x[rd]);
                    case Uop.ST4R -> store4(rc(w), address(w, rn, x[rm(w)] << aux), x[rd]);
                    case Uop.ST1R -> store1(rc(w), address(w, rn, x[rm(w)] << aux), x[rd]);
                    case Uop.LDP8 -> integer.loadPair(w, address(w, rn, imm));
                    case Uop.STP8 -> integer.storePair(w, address(w, rn, imm));
                    case Uop.LDC -> loadCap(rc(w), address(w, rn, imm), rd);
                    case Uop.STC -> storeCap(rc(w), address(w, rn, imm), rd);
                    case Uop.CADDI -> regs.add(rd, rn, imm);
                    case Uop.CADDR -> regs.add(rd, rn, x[rm(w)] << aux);
                    default -> {
                        pc = base + 4L * slot;
                        if (rare(w, imm)) return;
                    }
                }
                if (!taken) {
                    slot++;
                    continue;
                }
                long target = slot + (imm >> 2);
                if (target < first || target >= end) {
                    jump(base + 4L * slot, base + 4L * slot + imm);
                    return;
                }
                slot = (int) target;
            }
            pc = base + 4L * slot;
            if (slot >= end && left > 0) jump(base + 4L * slot - 4, pc);
        } catch (Fault f) {
            pc = base + 4L * slot;
            if (f.uncounted) left++;
            throw f;
        }
    }

    private static int rm(long w) {
        return (int) (w >>> 22) & 63;
    }

    private static int rc(long w) {
        return (int) (w >>> 28) & 63;
    }

    private long address(long w, int rn, long offset) {
        if ((w & (long) Uop.SP_CHECK << 34) != 0) checkStack();
        long a = regs.x[rn] + offset;
        return rc(w) == DDC ? a + ddcOffset() : a;
    }

    void checkStack() {
        if ((regs.x[SP] & 15) == 0) return;
        fault.of(Syndrome.of(Syndrome.SP_ALIGNMENT, 0), sys.defaultTarget()).at(0); // FAR is unknown, QEMU makes it 0
        fault.uncounted = false;
        throw fault;
    }

    /** Whatever is not in the loop. True if the loop must be left because {@link #pc} or the context is new. */
    private boolean rare(long w, long imm) {
        int word = (int) imm;
        switch ((int) w & 0x3ff) {
            case Uop.MEM -> integer.memory(w, imm);
            case Uop.BRANCH_CAP -> {
                capability.branch((int) (w >>> 16) & 63, (int) (w >>> 34) & 0x1fff);
                return true;
            }
            case Uop.TRAP_FP -> throw fault.of(Syndrome.of(Syndrome.FP_ACCESS, 0x1e << 20), sys.fpTrap());
            case Uop.TRAP_CAPABILITY -> {
                capability.refuseBeforeTrap((int) (imm >>> 32), word);
                throw fault.of(Syndrome.of(Syndrome.CAP_ACCESS, 0), sys.capabilityTrap(sys.el));
            }
            case Uop.RARE_A64 -> {
                return integer.run((int) (imm >>> 32), word);
            }
            case Uop.RARE_CHERI -> {
                return capability.run((int) (imm >>> 32), word);
            }
            default -> throw undefined();
        }
        return false;
    }

    @Override
    boolean isReported(long a) {
        return tracing != null && tracing.wantsLoads(a);
    }

    @Override
    void report(long a, int size) {
        if (isReported(a)) tracing.load(a, size);
    }

    AtomicUnit atomic() {
        return atomic;
    }

    Fault undefined() {
        return fault.of(Syndrome.of(0, 0), sys.defaultTarget());
    }

    /** Maintenance that is broadcast to the other cores of the board. */
    void forgetOthers() {
        board.forgetPages(this);
    }

    @Override
    void forgetPages() {
        super.forgetPages();
        if (fetchPage != null) Arrays.fill(fetchPage, 1);
    }

    // ---------------------------------------------------------------------------------------------------- Core

    @Override
    public boolean waiting() {
        if (off) return true;
        if (waiting && system.interruptPending()) waiting = false;
        return waiting;
    }

    @Override
    public long instructions() {
        return retiredNow();
    }

    @Override
    public CoreReport report() {
        return exceptions.report();
    }
}
