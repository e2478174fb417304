package dev.ufork.ci.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;
import dev.ufork.isa.morello.A64;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.isa.morello.Cheri;
import dev.ufork.isa.morello.Effects;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;
import dev.ufork.isa.morello.SysReg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random cases: instructions of every row, that end and cannot harm the program around them.
 *
 * <p>Only capabilities within the data permit stores. Direct branches go forward; an indirect one, of which a case has at
 * most one, has its operands in c26 to c29, which nothing else in that case writes. Registers that the program relies on
 * are not written at EL1, and tags are set only where that gives no authority.
 */
final class MorelloCases {
    static final int INSTRUCTIONS = 40;

    private static final int POOL = 4096;
    private static final int FIRST_TARGET = 26;
    private static final long MASKED = 0xf << 6;
    private static final long EL1H = 5;
    private static final long PAN = 1 << 22;
    private static final long UAO = 1 << 23;
    private static final long ALL_ENABLED = 15 << 18;
    private static final long SCTLR = 0x00c50839L;
    private static final long C64E = 0x20;
    private static final int STORES = 0x13000;
    private static final int SYSTEM = 1 << 9;
    private static final int LONGEST_BRANCH = 6;

    /** Calls of firmware, waiting, returns, and what is recognised only. */
    private static final Set<? extends MorelloOp> NEVER = Set.of(A64.HVC, A64.ERET, A64.FPSIMD_DATA, A64.FPSIMD_STRUCTURES);
    private static final Set<MorelloOp> INDIRECT = Set.of(A64.BR, A64.BLR, A64.RET, Cheri.BR_C_C, Cheri.BLR_C_C, Cheri.RET_C_C, Cheri.BRS_C_C,
            Cheri.BLRS_C_C, Cheri.RETS_C_C, Cheri.BRR_C_C, Cheri.BLRR_C_C, Cheri.RETR_C_C, Cheri.BRS_C_C_C, Cheri.BLRS_C_C_C, Cheri.RETS_C_C_C,
            Cheri.BR_CI_C, Cheri.BLR_CI_C, Cheri.LDPBR_C_C_C, Cheri.LDPBLR_C_C_C);
    private static final Set<A64> FORWARD = EnumSet.of(A64.B_UNCOND, A64.BL, A64.B_COND, A64.CBZ_32, A64.CBZ_64, A64.CBNZ_32, A64.CBNZ_64, A64.TBZ, A64.TBNZ);

    /** What cases at EL1 may write. */
    private static final List<SysReg> WRITTEN = List.of(SysReg.NZCV, SysReg.FPCR, SysReg.FPSR, SysReg.TPIDRRO_EL0, SysReg.AFSR0_EL1, SysReg.AFSR1_EL1,
            SysReg.FAR_EL1, SysReg.ESR_EL1, SysReg.PAR_EL1, SysReg.CONTEXTIDR_EL1, SysReg.AMAIR_EL1, SysReg.SP_EL0, SysReg.ELR_EL1, SysReg.SPSR_EL1,
            SysReg.CNTKCTL_EL1, SysReg.PMUSERENR_EL0, SysReg.CSSELR_EL1, SysReg.CCTLR_EL0, SysReg.PAN, SysReg.UAO, SysReg.SPSEL, SysReg.DAIF,
            SysReg.DDC, SysReg.DDC_EL0, SysReg.RDDC_EL0, SysReg.RSP_EL0, SysReg.CID_EL0, SysReg.RTPIDR_EL0);
    private static final List<SysReg> READ = Arrays.stream(SysReg.values()).filter(MorelloCases::isSteady).toList();

    private static final List<MorelloOp> OPS = Morello.all().stream().filter(op -> !NEVER.contains(op) && !INDIRECT.contains(op)).toList();
    /** Rarer than others: most of these are unaligned, which is a known deviation and hides what comes after. */
    private static final Set<MorelloOp> ORDERED = Set.copyOf(OPS.stream().filter(op -> op.name().matches("A?(LDAP?|LDLA|STL|STLL)R.*")).toList());
    private static final List<MorelloOp> BRANCHES = INDIRECT.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    private static final List<MorelloOp> EXCLUSIVE_LOADS = OPS.stream().filter(op -> op.name().matches("LDA?X[RP].*")).toList();

    private final SplittableRandom random;
    private final List<Capability> pool = new ArrayList<>();
    private int placed;

    MorelloCases(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < POOL; i++) pool.add(register());
    }

    /**
     * Not what depends on time or on QEMU's options, nor the interrupt controller's; nor what QEMU has elsewhere (MDCCSR_EL0),
     * reads as nothing at all (OSDLR_EL1, MDCCINT_EL1) or has without the level it belongs to (CNTPS).
     */
    private static boolean isSteady(SysReg reg) {
        return !reg.name().matches("PMCEID.*|CNT.*(VCT|PCT|TVAL|CTL).*|PM.*CNTR.*|IC[CH]_.*|ISR_.*|MDCCSR_.*|OSDLR_.*|MDCCINT_.*|CNTPS_.*");
    }

    private static boolean oneIn(SplittableRandom random, int n) {
        return random.nextInt(n) == 0;
    }

    /** The case that will have this number. */
    Case next(int number) {
        Mode mode = random.nextBoolean() ? Mode.C64 : Mode.A64;
        boolean user = random.nextBoolean();
        int withheld = STORES | (oneIn(random, 3) ? random.nextInt() & random.nextInt() & 0x3ffff & ~(1 << 15) : 0);
        long spsr = (user ? 0 : EL1H) | MASKED | (mode == Mode.C64 ? 1L << 26 : 0) | (long) random.nextInt(16) << 28 | (oneIn(random, 8) ? PAN : 0)
                | (oneIn(random, 8) ? UAO : 0);
        long cpacr = oneIn(random, 8) ? 1 << 18 | random.nextInt(4) << 20 | random.nextInt(2) << 19 : ALL_ENABLED;
        long cctlr = C64E | (oneIn(random, 2) ? random.nextInt(256) : 0);
        long userCctlr = oneIn(random, 2) ? random.nextInt(256) : 0;
        long sctlr = oneIn(random, 4) ? SCTLR ^ (random.nextInt() & (1 << 1 | 1 << 3 | 1 << 4 | 1 << 9 | 1 << 14 | 1 << 15 | 1 << 26)) : SCTLR;

        List<Capability> registers = new ArrayList<>(Case.REGISTERS);
        for (int i = 0; i < Case.REGISTERS - 1; i++) registers.add(pool.get(random.nextInt(POOL)));
        registers.add(data(0, MorelloGuest.DATA_BYTES).at(MorelloGuest.DATA + 16 * random.nextLong(MorelloGuest.DATA_BYTES / 16)));

        boolean branches = oneIn(random, 3);
        int at = branches ? 4 + random.nextInt(INSTRUCTIONS - 8) : -1;
        if (branches) targets(registers, MorelloGuest.code(number), at, mode);
        int[] words = new int[INSTRUCTIONS];
        boolean mayTag = user || (withheld & SYSTEM) != 0;
        for (placed = 0; placed < words.length; ) {
            if (placed == at) words[placed++] = branch(BRANCHES.get(random.nextInt(BRANCHES.size())));
            else if (placed + 4 < words.length && placed + 4 < at && oneIn(random, 60)) exclusive(words, mode);
            else words[placed++] = word(mode, user, mayTag, branches);
        }
        return new Case(registers, words, mode, spsr, cpacr, cctlr, userCctlr, sctlr, withheld);
    }

    /** A case of one instruction of this row, at EL1 with everything enabled; nothing if the row is not for cases. */
    Optional<Case> single(MorelloOp op, Mode mode, int number) {
        boolean indirect = INDIRECT.contains(op);
        if (NEVER.contains(op) || !op.row().holdsIn(mode)) return Optional.empty();
        List<Capability> registers = new ArrayList<>(Case.REGISTERS);
        for (int i = 0; i < Case.REGISTERS; i++) registers.add(oneIn(random, 3) ? pool.get(random.nextInt(POOL)) : narrow());
        registers.set(31, data(0, MorelloGuest.DATA_BYTES).at(MorelloGuest.DATA + 0x80));
        if (indirect) targets(registers, MorelloGuest.code(number), 0, mode);
        int word = indirect ? branch(op) : word(op, mode);
        long spsr = EL1H | MASKED | (mode == Mode.C64 ? 1L << 26 : 0);
        return Optional.of(new Case(registers, new int[] {word}, mode, spsr, ALL_ENABLED, C64E, 0, SCTLR, STORES | SYSTEM));
    }

    private int word(MorelloOp op, Mode mode) {
        while (true) {
            long[] values = op.pattern().fields().stream().mapToLong(this::operand).toArray();
            if (!adjust(op, values, false, true)) continue;
            int word = op.pattern().encode(values);
            if (Morello.decode(word, mode).filter(insn -> insn.op() == op && isPredictable(insn, word)).isPresent()) return word;
        }
    }

    // -------------------------------------------------------------------------------------------------- registers

    private static Capability data(int view, long length) {
        return Capability.root(CC128M).at(MorelloGuest.DATA + 0x1000L * view).bounded(length);
    }

    private Capability register() {
        return switch (random.nextInt(20)) {
            case 0 -> integer(random.nextInt(oneIn(random, 8) ? -2 : 0, 3));
            case 1, 17 -> integer(random.nextLong() >>> random.nextInt(64));
            case 2, 18 -> integer(MorelloGuest.DATA + 0x1000L * view() + random.nextLong(MorelloGuest.DATA_BYTES));
            case 3, 19 -> new Capability(CC128M, random.nextLong(), random.nextLong() >> random.nextInt(64), false);
            case 4, 14 -> narrow().permitting(random.nextInt() | random.nextInt());
            case 5, 15 -> sealed();
            case 6, 16 -> wide();
            default -> narrow();
        };
    }

    private int view() {
        return random.nextBoolean() ? 0 : random.nextInt(MorelloGuest.VIEWS);
    }

    private static Capability integer(long value) {
        return Capability.integer(CC128M, value);
    }

    private Capability narrow() {
        long all = MorelloGuest.DATA_BYTES;
        long from = random.nextLong(all - 64) & -(1L << random.nextInt(6));
        long length = random.nextInt(4) == 0 ? random.nextLong(all - from) >>> random.nextInt(10) : all - from;
        int view = view();
        Capability c = data(view, oneIn(random, 4) ? 0x1000L * (MorelloGuest.VIEWS - view) : all).at(MorelloGuest.DATA + 0x1000L * view + from);
        if (!oneIn(random, 4)) c = c.bounded(length);
        return oneIn(random, 3) ? c.plus(random.nextLong(256) - 64) : c;
    }

    private Capability sealed() {
        return withType(narrow(), random.nextInt(1, 8));
    }

    private static Capability withType(Capability c, int type) {
        return new Capability(CC128M, CC128M.withOtype(c.pesbt(), type), c.cursor(), c.tag());
    }

    /** Much address space, and no permission to load or store in it. */
    private Capability wide() {
        int permissions = Permission.mask(CC128M, Permission.SEAL, Permission.UNSEAL, Permission.GLOBAL, Permission.BRANCH_SEALED_PAIR);
        Capability c = Capability.root(CC128M).permitting(permissions).at(random.nextLong() >>> random.nextInt(8, 64));
        return random.nextBoolean() ? c : c.bounded(random.nextLong() >>> random.nextInt(8, 64));
    }

    /**
     * What an indirect branch at {@code slot} may be given: c26 an address, c27 data, c28 code, c29 where both are in memory.
     * Addresses are multiples of four: QEMU may decode an instruction before it finds that it is not aligned, and aborts on some.
     */
    private void targets(List<Capability> registers, long code, int slot, Mode mode) {
        long to = code + 4L * (slot + 1 + random.nextInt(INSTRUCTIONS - slot));
        int type = oneIn(random, 2) ? random.nextInt(8) : random.nextInt(2);
        long lowest = random.nextInt(4) != 0 && (random.nextBoolean() || mode == Mode.C64) ? 1 : 0;
        int lost = STORES | (oneIn(random, 3) ? random.nextInt() & random.nextInt() : 0);
        Capability whole = Capability.root(CC128M).at(code).bounded(4L * MorelloGuest.CODE_WORDS);
        Capability entry = whole.at(to + lowest).permitting(0x3ffff & ~lost);
        registers.set(26, integer(oneIn(random, 8) ? random.nextLong() & -4 : to));
        boolean pair = oneIn(random, 2);
        int pairType = pair ? 4 + random.nextInt(2) : type;
        Capability argument = narrow();
        if (oneIn(random, 2)) argument = argument.permitting(0x3ffff & ~(1 << 15));
        registers.set(27, withType(argument, pair ? 4 + random.nextInt(2) : type));
        Capability sealed = withType(entry, pairType);
        registers.set(28, oneIn(random, 10) ? new Capability(CC128M, sealed.pesbt(), sealed.cursor(), false) : sealed);
        registers.set(29, withType(data(0, MorelloGuest.DATA_BYTES), oneIn(random, 2) ? 0 : 2 + random.nextInt(2)));
    }

    // ------------------------------------------------------------------------------------------------------- words

    private int branch(MorelloOp op) {
        long[] values = op.pattern().fields().stream().mapToLong(this::operand).toArray();
        for (Effects.Register r : op.effects().registers()) {
            if (r.hole() < 0) continue;
            String hole = op.pattern().fields().get(r.hole()).name();
            boolean throughMemory = op.name().contains("_CI_C") || op.name().startsWith("LDPB");
            values[r.hole()] = op instanceof A64 ? 26 : throughMemory ? 29 : hole.equals("Cm") ? 27 : 28;
        }
        int simm = op.pattern().indexOf("simm");
        if (simm >= 0) values[simm] = random.nextInt(5) * 16 - 16;
        return op.pattern().encode(values);
    }

    /** An exclusive load, something, and the store that belongs to it. */
    private void exclusive(int[] words, Mode mode) {
        MorelloOp load = EXCLUSIVE_LOADS.get(random.nextInt(EXCLUSIVE_LOADS.size()));
        if (!load.row().holdsIn(mode)) return;
        long[] values = load.pattern().fields().stream().mapToLong(this::operand).toArray();
        int word = load.pattern().encode(values);
        int rn = word >>> 5 & 31;
        int[] written = {word & 31, load.name().contains("XP") ? word >>> 10 & 31 : -1};
        if (written[0] == rn || written[1] == rn || written[0] == written[1]) return;
        int status = random.nextInt(31);
        int rt = random.nextInt(32);
        int rt2 = load.name().contains("XP") ? random.nextInt(32) : 31;
        if (status == rn || status == rt || status == rt2) return;
        words[placed++] = word;
        if (oneIn(random, 4)) words[placed++] = random.nextBoolean() ? 0xd503305f | random.nextInt(16) << 8 : 0xd503201f; // clrex, nop
        words[placed++] = word & 0xff80_8000 & ~(1 << 22) | 0 | (word & 1 << 15) | status << 16 | word & 1 << 21 | rt2 << 10 | rn << 5 | rt;
    }

    private int word(Mode mode, boolean user, boolean mayTag, boolean branches) {
        while (true) {
            if (oneIn(random, 60)) return unallocated(mode);
            MorelloOp op = OPS.get(random.nextInt(OPS.size()));
            if (!op.row().holdsIn(mode) || ORDERED.contains(op) && !oneIn(random, 4)) continue;
            long[] values = op.pattern().fields().stream().mapToLong(this::operand).toArray();
            if (!adjust(op, values, user, mayTag)) continue;
            int word = op.pattern().encode(values);
            var insn = Morello.decode(word, mode);
            if (insn.isEmpty() || insn.get().op() != op || !isPredictable(insn.get(), word) || branches && writesTarget(insn.get())) continue;
            return word;
        }
    }

    /** A word that means nothing to us in this mode. */
    private int unallocated(Mode mode) {
        while (true) {
            int word = random.nextInt();
            if (Morello.find(word, mode).isEmpty()) return word;
        }
    }

    /** Or makes a capability to code, by which the branch could go back. */
    private static boolean writesTarget(Insn insn) {
        if (insn.op() == A64.BL || insn.op() == A64.ADR_C_I_C) return true;
        long[] values = insn.values();
        for (Effects.Register r : ((MorelloOp) insn.op()).effects().registers()) {
            int number = r.number(values) & 31;
            if (!r.isVector() && r.role().writes() && number >= FIRST_TARGET && number < 30) return true;
        }
        return false;
    }

    /** Makes the operands of rows that could do harm harmless; false if the row must not be at all. */
    private boolean adjust(MorelloOp op, long[] values, boolean user, boolean mayTag) {
        if (op instanceof A64 a && FORWARD.contains(a)) values[op.pattern().indexOf("label")] = 4L * (1 + random.nextInt(LONGEST_BRANCH));
        return switch (op) {
            case A64.HINT -> values[0] != 2 && values[0] != 3;
            case A64.BRK -> values[0] != MorelloGuest.LAST;
            case A64.MRS, Cheri.MRS_C_I_C -> register(op, values, READ);
            case A64.MSR_REG, Cheri.MSR_C_I_C -> register(op, values, user ? READ : WRITTEN);
            case Cheri.SCTAG_C_CR_C, Cheri.STCT_R_R -> mayTag;
            case A64.SYS -> maintenance(op, values);
            case A64.MSR_IMM -> oneIn(random, 2) ? pstate(values) : true;
            default -> true;
        };
    }

    private boolean register(MorelloOp op, long[] values, List<SysReg> from) {
        int key = from.get(random.nextInt(from.size())).key();
        long[] fields = {key >>> 14 & 1, key >>> 11 & 7, key >>> 7 & 15, key >>> 3 & 15, key & 7};
        String[] names = {"o0", "op1", "CRn", "CRm", "op2"};
        for (int i = 0; i < fields.length; i++) values[op.pattern().indexOf(names[i])] = fields[i];
        return true;
    }

    private boolean pstate(long[] values) {
        int[] field = new int[][] {{0, 3}, {0, 4}, {0, 5}, {3, 6}, {3, 7}}[random.nextInt(5)];
        values[0] = field[0];
        values[2] = field[1];
        return true;
    }

    /** DC, IC, AT by address, and TLBI. */
    private boolean maintenance(MorelloOp op, long[] values) {
        int[][] some = {{3, 7, 4, 1}, {3, 7, 10, 1}, {3, 7, 11, 1}, {3, 7, 14, 1}, {0, 7, 6, 1}, {3, 7, 5, 1}, {0, 7, 8, 0}, {0, 7, 8, 1}, {0, 7, 8, 2},
            {0, 7, 8, 3}, {0, 8, 7, 0}, {0, 8, 7, 1}, {0, 7, 5, 0}};
        int[] one = some[random.nextInt(some.length)];
        String[] names = {"op1", "CRn", "CRm", "op2"};
        for (int i = 0; i < one.length; i++) values[op.pattern().indexOf(names[i])] = one[i];
        return true;
    }

    /** Small offsets more often than large ones. */
    private long operand(Field f) {
        boolean offset = f.name().startsWith("imm") || f.name().equals("simm") || f.name().equals("label");
        long range = (f.max() - f.min()) / f.step() + 1;
        long value = f.min() + f.step() * random.nextLong(range);
        if (offset && random.nextInt(4) != 0) value = value >> random.nextInt(12) & -f.step();
        if (f.fits(value)) return value;
        return f.fits(f.max()) ? f.max() : f.max() - f.step();
    }

    /** Not where the manual says that anything may happen: writing back to a register that is loaded or stored, or loading one twice. */
    private static boolean isPredictable(Insn insn, int word) {
        String name = insn.op().name();
        if (insn.op() instanceof A64 && name.contains("LOG_IMM"))
            return Bitmask.decode(word < 0 ? word >>> 22 & 1 : 0, word >>> 16 & 63, word >>> 10 & 63).isPresent();
        List<Effects.Register> registers = ((MorelloOp) insn.op()).effects().registers();
        long[] values = insn.values();
        boolean writesBack = registers.stream().anyMatch(r -> r.role() == Effects.Role.READ_WRITE && isBase(r));
        boolean load = name.startsWith("LD");
        boolean exclusive = name.matches("STL?X.*");
        for (int i = 0; i < registers.size(); i++)
            for (int j = 0; j < i; j++) {
                Effects.Register a = registers.get(i);
                Effects.Register b = registers.get(j);
                if (a.isVector() != b.isVector() || (a.number(values) & 31) != (b.number(values) & 31)) continue;
                if (writesBack && isBase(a) || load && a.role().writes() && b.role().writes() || exclusive && b.role().writes()) return false;
            }
        return true;
    }

    private static boolean isBase(Effects.Register r) {
        return switch (r.kind()) {
            case B, A -> true;
            default -> false;
        };
    }
}
