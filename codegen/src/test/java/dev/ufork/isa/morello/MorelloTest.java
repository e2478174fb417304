package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.isa.EncodingException;
import dev.ufork.isa.Field;
import dev.ufork.isa.Insn;
import dev.ufork.isa.cap.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MorelloTest {
    /** A clause of the Sail model as our rows are named: forms of one name are told apart by the path after the colon. */
    private static boolean isNamed(MorelloOp op, String clause) {
        String name = clause.split(":")[0].replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "").toUpperCase(Locale.ROOT);
        String path = clause.contains(":") ? clause.split(":")[1] : "";
        if (path.contains("atomicops/st")) name = name.replaceFirst("^ST", "LD");
        if (path.contains("atomicops/cas/pair") || path.contains("atomicops")) name = name.replaceFirst("^(CASP?|SWP)[AL]*(?=[BH]?$)", "$1");
        for (String form : List.of("post-idx", "pre-idx", "unsigned", "offset"))
            if (path.endsWith("/" + form)) name += "_" + form.replace('-', '_').toUpperCase(Locale.ROOT);
        if (op instanceof Cheri) return op.name().equals(name);
        return op.name().equals(name) || op.name().matches(name + "_([A-Z]|32|64|UNCOND|INT_64)") 
                || op.name().equals(name.replaceFirst("_UNSIGNED$", "")) || op == A64.REV32_INT_64 && name.equals("REV");
    }

    private static Optional<Insn> decodeAs(int word, String clause) {
        return Stream.of(Mode.C64, Mode.A64).map(mode -> Morello.decode(word, mode)).flatMap(Optional::stream)
                .filter(i -> isNamed((MorelloOp) i.op(), clause)).findFirst();
    }

    @Test
    void decodesEveryPublishedEncodingToItsClause() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : Vectors.rows("morello-encodings.tsv")) {
            int word = Integer.parseUnsignedInt(row[0].substring(2), 16);
            Optional<Insn> insn = decodeAs(word, row[1]);
            if (insn.isEmpty() && isRefusedByItsClause(word, row[1])) continue;
            if (insn.isEmpty()) {
                wrong.add("%s %s: decoded as %s".formatted(row[0], row[1], Morello.print(word, Mode.C64, 0)));
                continue;
            }
            int softBits = word ^ insn.get().encode();
            if ((softBits & insn.get().op().pattern().mask()) != 0 || !sameFields(insn.get(), row[2]))
                wrong.add("%s %s: %s, published fields %s".formatted(row[0], row[1], insn.get(), row[2]));
        }
        assertThat(wrong).isEmpty();
    }

    /** The model's clause for SIMD loads also takes words whose access size would be over 128 bits, to call them undefined. */
    private static boolean isRefusedByItsClause(int word, String clause) {
        return clause.contains("single/simdfp") && word >>> 30 != 0 && (word >>> 23 & 1) != 0;
    }

    /** The fields that the row calls as the manual does have the published values. */
    private static boolean sameFields(Insn insn, String published) {
        for (String f : published.split(" ")) {
            String name = f.substring(0, f.indexOf(':'));
            String value = f.substring(f.indexOf(':') + 1);
            Optional<Field> ours = insn.op().pattern().fields().stream().filter(x -> x.name().equals(name)).findFirst();
            boolean register = name.matches("[RC][a-z]");  // the others are published in binary
            if (ours.isPresent() && ours.get().step() == 1 && value.length() == (register ? value.length() : ours.get().width())
                    && insn.get(name) != Long.parseLong(value, register ? 10 : 2)) return false;
        }
        return true;
    }

    @Test
    void everyPublishedLayoutHasItsRow() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        for (String[] row : Vectors.rows("morello-layouts.tsv")) {
            int mask = Integer.parseUnsignedInt(row[2].substring(2), 16);
            int match = Integer.parseUnsignedInt(row[3].substring(2), 16);
            boolean found = Morello.all().stream().filter(op -> isNamed(op, row[0]))
                    .anyMatch(op -> ((op.pattern().match() ^ match) & mask & op.pattern().mask()) == 0);
            if (!found) missing.add(row[0]);
        }
        assertThat(missing).isEmpty();
    }

    /** encode, decode, print, parse, encode: over all rows, each hole at its limits and at random. */
    @Test
    void everyRowGoesRoundThroughBitsAndText() {
        SplittableRandom random = new SplittableRandom(7);
        for (Mode mode : Mode.values()) {
            for (MorelloOp op : Morello.all()) {
                if (!op.row().holdsIn(mode) || op.name().startsWith("FPSIMD")) continue;
                for (int round = 0; round < 40; round++) {
                    long[] values = operands(op, round, random);
                    if (isUnallocated(op, values)) continue;
                    int word = op.pattern().encode(values);
                    Insn insn = Morello.decode(word, mode).orElseThrow();
                    assertThat(insn.op()).as("%08x", word).isEqualTo(op);
                    assertThat(insn.values()).isEqualTo(values);
                    String text = Morello.print(insn, mode, 0x10000);
                    Insn read = Morello.parse(text, mode, 0x10000);
                    assertThat(Morello.print(read, mode, 0x10000)).isEqualTo(text);
                    if (isFaithful(op)) assertThat(read.encode()).as("%s of %s", text, op).isEqualTo(word);
                }
            }
        }
    }

    private static long[] operands(MorelloOp op, int round, SplittableRandom random) {
        return op.pattern().fields().stream().mapToLong(f -> {
            long steps = (f.max() - f.min()) / f.step();
            long value = switch (round) {
                case 0 -> f.min();
                case 1 -> f.max();
                case 2 -> 0;
                default -> f.min() + f.step() * random.nextLong(steps + 1);
            };
            return f.fits(value) ? value : f.max() - f.step();
        }).toArray();
    }

    private static boolean isUnallocated(MorelloOp op, long[] values) {
        Insn insn = new Insn(op, values);
        if (op.name().contains("_EXT_") || op == Cheri.ADD_C_CRI_C) return insn.get("imm3") > 4;
        if (op.name().contains("LOG_IMM_64")) return Bitmask.decode((int) insn.get("N"), (int) insn.get("immr"), (int) insn.get("imms")).isEmpty();
        if (op.name().contains("LOG_IMM_32")) return Bitmask.decode(0, (int) insn.get("immr"), (int) insn.get("imms")).isEmpty();
        return op == A64.MSR_IMM && Morello.print(insn, Mode.A64, 0).contains("s0_");
    }

    /** Not where several encodings mean the same and are written the same. */
    private static boolean isFaithful(MorelloOp op) {
        return !op.name().contains("LOG_IMM") && op != Cheri.LDR_C_I_C;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            91000420 | A64 | add x0, x1, #0x1
            f9400420 | A64 | ldr x0, [x1, #8]
            f9400420 | C64 | ldr x0, [c1, #8]
            d65f03c0 | A64 | ret x30
            02000420 | C64 | add c0, c1, #0x1
            c2c253c0 | C64 | ret c30
            c2c21000 | C64 | br c0
            42c107e0 | C64 | ldp c0, c1, [csp, #32]
            """)
    void writesWhatOtherAssemblersWrite(String word, Mode mode, String text) {
        assertThat(Morello.print(Integer.parseUnsignedInt(word, 16), mode, 0)).isEqualTo(text);
        assertThat(Morello.parse(text, mode, 0).encode()).isEqualTo(Integer.parseUnsignedInt(word, 16));
    }

    @Test
    void refusalsSayWhatWouldFit() {
        assertThatThrownBy(() -> Morello.parse("ldr x0, [x1, #32768]", Mode.A64, 0)).isInstanceOf(EncodingException.class)
                .hasMessageContaining("it takes 0..32760, a multiple of 8");
        assertThatThrownBy(() -> Morello.parse("ldr x0, [x1, #1]!", Mode.C64, 0)).isInstanceOf(EncodingException.class)
                .hasMessageContaining("prefix");
        assertThatThrownBy(() -> Morello.parse("and x0, x1, #0x12345", Mode.A64, 0)).hasMessageContaining("bitmask immediate");
    }

    @Test
    void bitmaskImmediatesGoRound() {
        int found = 0;
        for (int n = 0; n < 2; n++) for (int r = 0; r < 64; r++) for (int s = 0; s < 64; s++) {
            var value = Bitmask.decode(n, r, s);
            if (value.isEmpty()) continue;
            int again = Bitmask.encode(value.getAsLong(), 64).orElseThrow();
            assertThat(Bitmask.decode(again >>> 12, again >>> 6 & 63, again & 63)).isEqualTo(value);
            found++;
        }
        assertThat(found).isGreaterThan(5334); // the number of different values of 64 bits
        assertThat(Bitmask.encode(0, 64)).isEmpty();
        assertThat(Bitmask.encode(0x12345, 64)).isEmpty();
    }
}
