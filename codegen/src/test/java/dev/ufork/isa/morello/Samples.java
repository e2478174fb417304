package dev.ufork.isa.morello;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Instructions of one row that other assemblers can write too: at the limits of each hole, and at random. */
final class Samples {
    private Samples() {}

    /** All holes at an ordinary value, then each hole at its limits, at zero and at minus one. */
    static List<Insn> boundaries(MorelloOp op) {
        List<Insn> all = new ArrayList<>();
        long[] ordinary = ordinary(op);
        add(all, op, ordinary);
        for (int hole = 0; hole < ordinary.length; hole++) {
            Field f = op.pattern().fields().get(hole);
            for (long value : new long[] {f.min(), f.max(), 0, -f.step(), f.max() - f.step(), f.min() + f.step()}) {
                if (!f.fits(value)) continue;
                long[] values = ordinary.clone();
                values[hole] = value;
                add(all, op, values);
            }
        }
        return all;
    }

    /** Different registers, small numbers. */
    private static long[] ordinary(MorelloOp op) {
        List<Field> fields = op.pattern().fields();
        long[] values = LongStream.range(0, fields.size()).map(i -> {
            Field f = fields.get((int) i);
            boolean register = f.name().matches("[RCV][a-z]2?");
            long wanted = register ? 2 * i + 2 : f.name().equals("imms") ? 3 : f.name().equals("immr") ? 1 : f.step();
            return f.fits(wanted) ? wanted : f.fits(0) ? 0 : f.max();
        }).toArray();
        boolean named = op == A64.MSR_IMM;
        if (named) System.arraycopy(new long[] {3, 1, 6}, 0, values, 0, 3); // daifset
        return values;
    }

    static List<Insn> random(MorelloOp op, int count, RandomGenerator random) {
        List<Insn> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int word = op.pattern().match() | random.nextInt() & ~op.pattern().mask();
            Morello.decode(word, Mode.A64).filter(insn -> insn.op() == op).ifPresent(insn -> add(all, op, insn.values()));
        }
        return all;
    }

    private static void add(List<Insn> all, MorelloOp op, long[] values) {
        Insn insn = new Insn(op, values);
        boolean own = Morello.decode(insn.encode(), Mode.A64).filter(insn::equals).isPresent();
        if (own && isWritten(insn) && !all.contains(insn)) all.add(insn);
    }

    /** Labels as distances, which an assembler takes without knowing where the text will be. */
    static String text(Insn insn) {
        String text = Morello.print(insn, Mode.A64, 0);
        boolean label = insn.op().pattern().indexOf("label") >= 0;
        return label ? text.replaceFirst("0x[0-9a-f]+$", ".+" + insn.get("label")) : text;
    }

    /** Whether the assembler has a text for it: not for reserved values, nor where writing back would be unpredictable. */
    private static boolean isWritten(Insn insn) {
        String name = insn.op().name();
        if (name.contains("_EXT_")) return insn.get("imm3") <= 4;
        if (name.contains("LOG_IMM_64")) return isCanonical(insn.get("N"), insn.get("immr"), insn.get("imms"), 64);
        if (name.contains("LOG_IMM_32")) return isCanonical(0, insn.get("immr"), insn.get("imms"), 32);
        if (name.equals("MSR_IMM")) return !Morello.print(insn, Mode.A64, 0).contains("s0_") && insn.get("CRm") < 2;
        if (name.equals("MSR_REG") || name.equals("MRS")) return Morello.print(insn, Mode.A64, 0).matches(".*[ ,]s3_.*");
        if (name.startsWith("PRF") || name.startsWith("FPSIMD")) return !name.startsWith("FPSIMD");
        return isPredictable(insn, name);
    }

    private static boolean isCanonical(long n, long immr, long imms, int width) {
        long mask = width == 64 ? -1 : 0xffffffffL;
        return Bitmask.decode((int) n, (int) immr, (int) imms).stream()
                .anyMatch(v -> Bitmask.encode(v & mask, width).getAsInt() == (n << 12 | immr << 6 | imms));
    }

    private static boolean isPredictable(Insn insn, String name) {
        boolean writesBack = name.contains("POST") || name.contains("PRE");
        boolean twice = name.startsWith("LDP") || name.startsWith("LDNP") || name.startsWith("LDXP") || name.startsWith("LDAXP");
        if (twice && insn.get("Rt") == insn.get("Rt2")) return false;
        boolean baseMoved = writesBack && insn.get("Rn") != 31
                && (insn.get("Rn") == insn.get("Rt") || name.contains("P_") && insn.get("Rn") == insn.get("Rt2"));
        if (baseMoved) return false;
        boolean exclusive = name.contains("STX") || name.contains("STLX");
        return !exclusive || insn.get("Rs") != insn.get("Rn") && insn.get("Rs") != insn.get("Rt")
                && (!name.contains("XP") || insn.get("Rs") != insn.get("Rt2"));
    }
}
