package dev.ufork.ci.morello;

import static dev.ufork.isa.cap.CapFormat.CC128M;

import dev.ufork.isa.Field;
import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.cap.Permission;
import dev.ufork.isa.morello.Bitmask;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import dev.ufork.isa.morello.MorelloOp;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random cases: what the registers hold, and a run of instructions without branches, that cannot leave the data region.
 *
 * <p>Only capabilities within the data region permit stores, so that no case can change the program around it.
 */
final class MorelloCases {
    /** Registers c0 to c30 and csp. */
    static final int REGISTERS = 32;
    static final int INSTRUCTIONS = 16;
    static final int DATA_BYTES = 0x1000;

    /** One case. */
    record Case(List<Capability> registers, int[] words, Mode mode) {}

    /** Branches, exceptions, system instructions, SIMD; what makes authority of nothing; and what deviates by choice. */
    private static final String EXCLUDED = "B_.*|BL.*|BR.*|RET.*|CB.*|TB.*|BX.*|LDPB.*|SVC|HVC|SMC|HLT|BRK|DCPS.|DRPS|ERET|MSR.*|MRS.*|SYS|SYSL"
            + "|HINT|CLREX|.*FPSIMD.*|FMOV.*|UMOV.*|.*_V_.*|SCTAG.*|STCT.*|ST.?XR.*|ST.?XP.*|LD.?X[RP].*|LDA?X.*";

    private static final List<MorelloOp> OPS = Morello.all().stream().filter(op -> !op.name().matches(EXCLUDED)).toList();

    private final SplittableRandom random;
    private final long data;

    MorelloCases(long seed, long data) {
        random = new SplittableRandom(seed);
        this.data = data;
    }

    Case next() {
        Mode mode = random.nextBoolean() ? Mode.C64 : Mode.A64;
        List<Capability> registers = new ArrayList<>();
        for (int i = 0; i < REGISTERS - 1; i++) registers.add(register());
        registers.add(dataCapability().at(data + 16 * random.nextLong(DATA_BYTES / 16)));
        int[] words = new int[INSTRUCTIONS];
        for (int i = 0; i < words.length; i++) words[i] = word(mode);
        return new Case(registers, words, mode);
    }

    private Capability dataCapability() {
        return Capability.root(CC128M).at(data).bounded(DATA_BYTES);
    }

    private Capability register() {
        return switch (random.nextInt(10)) {
            case 0 -> integer(random.nextLong() >> random.nextInt(64));
            case 1 -> integer(random.nextInt(-2, 3));
            case 2 -> integer(data + random.nextLong(DATA_BYTES));
            case 3 -> new Capability(CC128M, random.nextLong(), random.nextLong() >> random.nextInt(64), false);
            case 4 -> narrow().permitting(random.nextInt());
            case 5 -> sealed();
            case 6 -> wide();
            default -> narrow();
        };
    }

    private static Capability integer(long value) {
        return Capability.integer(CC128M, value);
    }

    private Capability narrow() {
        long from = random.nextLong(DATA_BYTES - 64) & -(1L << random.nextInt(6));
        long length = random.nextInt(4) == 0 ? random.nextLong(DATA_BYTES - from) >>> random.nextInt(12) : DATA_BYTES - from;
        Capability c = dataCapability().at(data + from).bounded(length);
        return random.nextInt(3) == 0 ? c.plus(random.nextLong(256) - 64) : c;
    }

    private Capability sealed() {
        Capability c = narrow();
        return new Capability(CC128M, CC128M.withOtype(c.pesbt(), random.nextInt(1, 8)), c.cursor(), c.tag());
    }

    /** Much address space, and no permission to load or store in it. */
    private Capability wide() {
        int permissions = Permission.mask(CC128M, Permission.SEAL, Permission.UNSEAL, Permission.GLOBAL, Permission.BRANCH_SEALED_PAIR);
        Capability c = Capability.root(CC128M).permitting(permissions).at(random.nextLong() >>> random.nextInt(8, 64));
        return random.nextBoolean() ? c : c.bounded(random.nextLong() >>> random.nextInt(8, 64));
    }

    private int word(Mode mode) {
        while (true) {
            MorelloOp op = OPS.get(random.nextInt(OPS.size()));
            if (!op.row().holdsIn(mode)) continue;
            int word = op.pattern().encode(op.pattern().fields().stream().mapToLong(this::operand).toArray());
            var insn = Morello.decode(word, mode);
            if (insn.isPresent() && insn.get().op() == op && isAllocated(insn.get())) return word;
        }
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

    private static boolean isAllocated(dev.ufork.isa.Insn insn) {
        String name = insn.op().name();
        if (name.contains("_EXT_") || name.equals("ADD_C_CRI_C")) return insn.get("imm3") <= 4;
        if (name.contains("LOG_IMM_64")) return Bitmask.decode((int) insn.get("N"), (int) insn.get("immr"), (int) insn.get("imms")).isPresent();
        if (name.contains("LOG_IMM_32")) return Bitmask.decode(0, (int) insn.get("immr"), (int) insn.get("imms")).isPresent();
        return isPredictable(insn, name);
    }

    /** Not where the manual says that anything may happen: writing back to a register that is loaded or stored, or loading one twice. */
    private static boolean isPredictable(dev.ufork.isa.Insn insn, String name) {
        int word = insn.encode();
        int rt = word & 31;
        int rn = word >>> 5 & 31;
        boolean pair = name.matches("(LD|ST)N?P.*");
        boolean writesBack = name.matches(".*(POST|PRE|RIAW|RIBW).*");
        int rt2 = word >>> 10 & 31;
        if (pair && name.startsWith("LD") && rt == rt2) return false;
        return !writesBack || rn != rt && !(pair && rn == rt2);
    }
}
