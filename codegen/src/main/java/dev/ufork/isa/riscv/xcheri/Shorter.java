package dev.ufork.isa.riscv.xcheri;

import static dev.ufork.isa.riscv.Base.ADD;
import static dev.ufork.isa.riscv.Base.ADDI;
import static dev.ufork.isa.riscv.Base.ADDIW;
import static dev.ufork.isa.riscv.Base.ADDW;
import static dev.ufork.isa.riscv.Base.AND;
import static dev.ufork.isa.riscv.Base.ANDI;
import static dev.ufork.isa.riscv.Base.BEQ;
import static dev.ufork.isa.riscv.Base.BNE;
import static dev.ufork.isa.riscv.Base.EBREAK;
import static dev.ufork.isa.riscv.Base.JAL;
import static dev.ufork.isa.riscv.Base.JALR;
import static dev.ufork.isa.riscv.Base.LD;
import static dev.ufork.isa.riscv.Base.LUI;
import static dev.ufork.isa.riscv.Base.LW;
import static dev.ufork.isa.riscv.Base.OR;
import static dev.ufork.isa.riscv.Base.SD;
import static dev.ufork.isa.riscv.Base.SLLI;
import static dev.ufork.isa.riscv.Base.SRAI;
import static dev.ufork.isa.riscv.Base.SRLI;
import static dev.ufork.isa.riscv.Base.SUB;
import static dev.ufork.isa.riscv.Base.SUBW;
import static dev.ufork.isa.riscv.Base.SW;
import static dev.ufork.isa.riscv.Base.XOR;
import static dev.ufork.isa.riscv.xcheri.Cheri.CIncOffsetImmediate;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.LC;
import static dev.ufork.isa.riscv.xcheri.CheriMemory.SC;

import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.Pattern;
import dev.ufork.isa.riscv.Compressed;
import dev.ufork.isa.riscv.RvOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which compressed instruction does in capability mode what a full one does: a list of pairs.
 *
 * <p>Operands go by their names: {@code rsd} is both {@code rd} and {@code rs1}, {@code uimm} is {@code imm}, the letter of a
 * register that the mode chooses is {@code c}. Where names differ, the pair says so. An operand that the compressed row does
 * not have must be 0, and what it does not encode does not fit.
 */
public final class Shorter {
    private static final List<Shorter> PAIRS = List.of(
        of(ADDI, Compressed.C_NOP),
        of(ADDI, Compressed.C_LI),
        of(ADDI, Compressed.C_MV, "rs2=rs1"),
        of(ADDI, Compressed.C_ADDI),
        of(ADDIW, Compressed.C_ADDIW),
        of(LUI, Compressed.C_LUI),
        of(SLLI, Compressed.C_SLLI),
        of(SRLI, Compressed.C_SRLI),
        of(SRAI, Compressed.C_SRAI),
        of(ANDI, Compressed.C_ANDI),
        of(ADD, Compressed.C_MV),
        of(ADD, Compressed.C_ADD),
        of(ADD, Compressed.C_ADD, "rsd=rd+rs2", "rs2=rs1"),
        of(SUB, Compressed.C_SUB),
        of(XOR, Compressed.C_XOR),
        of(XOR, Compressed.C_XOR, "rsd=rd+rs2", "rs2=rs1"),
        of(OR, Compressed.C_OR),
        of(OR, Compressed.C_OR, "rsd=rd+rs2", "rs2=rs1"),
        of(AND, Compressed.C_AND),
        of(AND, Compressed.C_AND, "rsd=rd+rs2", "rs2=rs1"),
        of(SUBW, Compressed.C_SUBW),
        of(ADDW, Compressed.C_ADDW),
        of(ADDW, Compressed.C_ADDW, "rsd=rd+rs2", "rs2=rs1"),
        of(CIncOffsetImmediate, Compressed.C_ADDI16SP),
        of(CIncOffsetImmediate, Compressed.C_ADDI4SPN),
        of(LW, Compressed.C_LW),
        of(LW, Compressed.C_LWSP),
        of(LD, Compressed.C_LD),
        of(LD, Compressed.C_LDSP),
        of(LC, CheriMemory.C_CLC),
        of(LC, CheriMemory.C_CLCCSP),
        of(SW, Compressed.C_SW),
        of(SW, Compressed.C_SWSP),
        of(SD, Compressed.C_SD),
        of(SD, Compressed.C_SDSP),
        of(SC, CheriMemory.C_CSC),
        of(SC, CheriMemory.C_CSCCSP),
        of(JAL, Compressed.C_J),
        of(JALR, Compressed.C_JR, "as1=ab"),
        of(JALR, Compressed.C_JALR, "as1=ab"),
        of(BEQ, Compressed.C_BEQZ),
        of(BNE, Compressed.C_BNEZ),
        of(EBREAK, Compressed.C_EBREAK));

    private static final Map<RvOp, List<Shorter>> BY_FULL = new HashMap<>();

    static {
        for (Shorter s : PAIRS) BY_FULL.computeIfAbsent(s.full, _ -> new ArrayList<>()).add(s);
    }

    private final RvOp full;
    private final RvOp compressed;
    /** For each operand of the compressed row: the operands of the full one that it stands for. */
    private final int[][] sources;
    /** Operands of the full row that must be 0. */
    private final int[] absent;

    private Shorter(RvOp full, RvOp compressed, Map<String, String> renamed) {
        this.full = full;
        this.compressed = compressed;
        Pattern from = full.pattern();
        List<Field> fields = compressed.pattern().fields();
        boolean[] found = new boolean[from.fields().size()];
        sources = new int[fields.size()][];
        for (int k = 0; k < sources.length; k++) {
            String[] names = renamed.getOrDefault(fields.get(k).name(), usual(fields.get(k).name())).split("\\+");
            sources[k] = new int[names.length];
            for (int n = 0; n < names.length; n++) {
                int at = from.indexOf(names[n]) >= 0 ? from.indexOf(names[n]) : from.indexOf(names[n].replaceFirst("^a", "c"));
                if (at < 0) throw new IllegalArgumentException("%s has no %s for %s".formatted(full, names[n], compressed));
                sources[k][n] = at;
                found[at] = true;
            }
        }
        int[] rest = new int[found.length];
        int count = 0;
        for (int i = 0; i < found.length; i++) if (!found[i]) rest[count++] = i;
        absent = Arrays.copyOf(rest, count);
    }

    private static Shorter of(RvOp full, RvOp compressed, String... renamed) {
        Map<String, String> names = new HashMap<>();
        for (String r : renamed) names.put(r.substring(0, r.indexOf('=')), r.substring(r.indexOf('=') + 1));
        return new Shorter(full, compressed, names);
    }

    private static String usual(String name) {
        return switch (name) {
            case "rsd" -> "rd+rs1";
            case "asd" -> "ad+as1";
            case "uimm" -> "imm";
            default -> name;
        };
    }

    /** The full rows for which there are compressed ones. */
    public static List<RvOp> full() {
        return PAIRS.stream().map(s -> s.full).distinct().toList();
    }

    /** The compressed instruction that does the same in capability mode, if there is one. */
    public static Optional<Insn> of(Insn insn) {
        if (!(insn.op() instanceof RvOp op)) return Optional.empty();
        for (Shorter s : BY_FULL.getOrDefault(op, List.of())) {
            Insn found = s.shorten(insn);
            if (found != null) return Optional.of(found);
        }
        return Optional.empty();
    }

    private Insn shorten(Insn insn) {
        for (int i : absent) if (insn.value(i) != 0) return null;
        List<Field> fields = compressed.pattern().fields();
        long[] values = new long[sources.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = insn.value(sources[k][0]);
            for (int i : sources[k]) if (insn.value(i) != values[k]) return null;
            Field f = fields.get(k);
            if (f.fixed() ? values[k] != f.base() : !compressed.pattern().fits(k, values[k])) return null;
        }
        return new Insn(compressed, values);
    }
}
