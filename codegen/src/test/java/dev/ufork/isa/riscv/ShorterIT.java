package dev.ufork.isa.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.xcheri.Shorter;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where we compress instructions that both modes have, others do too, and to the same words. (They compress no jumps by numbers.) */
class ShorterIT {
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final int SAMPLES_PER_ROW = 400;
    private static final int[] REGISTERS = {0, 1, 2, 5, 8, 9, 10, 14, 15, 16, 31};

    @Test
    void othersCompressToTheSameWords() throws Exception {
        OutsideAssembler tool = OutsideAssembler.BINUTILS;
        assumeTrue(tool.present(), tool.command.getFirst() + " or riscv64-linux-gnu-objcopy is not installed: nothing is compared with it");
        Random random = new Random(SEED);
        List<Insn> insns = new ArrayList<>();
        for (RvOp op : Shorter.full())
            for (int i = 0; op instanceof Base && op.kind() != Kind.BRANCH && op.kind() != Kind.JUMP && i < SAMPLES_PER_ROW; i++) insns.add(sample(op, random));
        insns.removeIf(ShorterIT::hasManySpellings);
        List<OptionalInt> words = tool.assemble(insns.stream().map(i -> Xcheri.ISA.printPlain(i, Mode.INTEGER)).toList(), true);
        int compressed = 0;
        for (int i = 0; i < insns.size(); i++) {
            Insn ours = Shorter.of(insns.get(i)).orElse(insns.get(i));
            if (ours != insns.get(i)) compressed++;
            assertThat(Integer.toHexString(ours.encode())).as("%s, seed %d", Xcheri.ISA.printPlain(insns.get(i), Mode.INTEGER), SEED)
                .isEqualTo(Integer.toHexString(words.get(i).orElseThrow()));
        }
        assertThat(compressed).as("how many are compressed").isGreaterThan(insns.size() / 10);
    }

    /** Near the limits of what can be compressed. */
    private static Insn sample(RvOp op, Random random) {
        List<Field> fields = op.pattern().fields();
        long[] values = new long[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field f = fields.get(i);
            boolean register = f.name().matches("[rca](d|s\\d|b)");
            do {
                values[i] = register ? REGISTERS[random.nextInt(REGISTERS.length)] : (random.nextInt(80) - 40) * f.step() * (random.nextBoolean() ? 1 : 8);
            } while (!f.fits(values[i]));
        }
        int d = op.pattern().indexOf("rd");
        int s = op.pattern().indexOf("rs1");
        if (d >= 0 && s >= 0 && random.nextBoolean()) values[s] = values[d];
        return new Insn(op, values);
    }

    /** Writes to x0, and sums of nothing, are hints that each tool spells in its way; on sp the modes differ. */
    private static boolean hasManySpellings(Insn i) {
        int d = i.op().pattern().indexOf("rd");
        int s = i.op().pattern().indexOf("rs1");
        int imm = Math.max(i.op().pattern().indexOf("imm"), i.op().pattern().indexOf("shamt"));
        boolean loads = ((RvOp) i.op()).kind() == Kind.LOAD;
        if (d >= 0 && i.value(d) == 0 && !loads) return true;
        if (((RvOp) i.op()).kind() == Kind.COMPUTE && imm >= 0 && i.value(imm) == 0) return true;
        return i.op() == Base.ADDI && i.value(s) == XReg.SP.number();
    }
}
