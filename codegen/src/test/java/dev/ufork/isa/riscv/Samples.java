package dev.ufork.isa.riscv;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Instructions of every kind: each hole of each row at its limits, and anywhere. */
final class Samples {
    private Samples() {}

    /** The row with each hole in turn at its limits and around zero, and with all holes at one limit. */
    static List<Insn> boundaries(RvOp op) {
        Set<Insn> insns = new LinkedHashSet<>();
        List<Field> fields = op.pattern().fields();
        for (int i = 0; i < fields.size(); i++)
            for (long value : edges(fields.get(i))) {
                long[] values = ordinary(fields);
                values[i] = value;
                insns.add(new Insn(op, values));
            }
        insns.add(new Insn(op, ordinary(fields)));
        insns.add(new Insn(op, fields.stream().mapToLong(f -> edges(f).getFirst()).toArray()));
        insns.add(new Insn(op, fields.stream().mapToLong(f -> edges(f).getLast()).toArray()));
        return new ArrayList<>(insns);
    }

    /** Values that fit, smallest first. */
    static List<Long> edges(Field f) {
        List<Long> all = new ArrayList<>();
        for (long v : new long[] {f.min(), f.min() + f.step(), -f.step(), -1, 0, 1, f.step(), f.max() - f.step(), f.max()})
            if (f.fits(v) && !all.contains(v)) all.add(v);
        all.sort(null);
        return all;
    }

    /** Different registers in different holes, and numbers that are not special. */
    private static long[] ordinary(List<Field> fields) {
        long[] values = new long[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field f = fields.get(i);
            long wanted = f.name().matches("[rcdaf](d|sd|s\\d|b)") ? 10 + i : f.name().equals("rm") ? 7 : 3 * f.step();
            values[i] = f.fixed() ? f.base() : f.fits(wanted) ? wanted : f.max();
        }
        return values;
    }

    static Insn random(RvOp op, Random random) {
        List<Field> fields = op.pattern().fields();
        long[] values = new long[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field f = fields.get(i);
            long count = (f.max() - f.min()) / f.step() + 1;
            do values[i] = f.min() + random.nextLong(count) * f.step(); while (!f.fits(values[i]));
        }
        return new Insn(op, values);
    }
}
