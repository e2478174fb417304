package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.Insn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our A64 text through another hand's assembler: a large random sample of every row must give back its own word. */
class BinutilsIT {
    private static final String AS = "aarch64-linux-gnu-as";
    private static final String OBJCOPY = "aarch64-linux-gnu-objcopy";
    private static final int SAMPLES_PER_ROW = 100;

    @TempDir
    Path folder;

    @Test
    void binutilsAssemblesOurTextToOurWords() throws IOException, InterruptedException {
        assumeTrue(installed(AS) && installed(OBJCOPY), "needs " + AS + " and " + OBJCOPY + " of GNU binutils for aarch64");
        List<Integer> words = sample();
        List<String> text = new ArrayList<>(List.of("\t.arch armv8.4-a+crc+lse+rcpc+fp16", "\t.text"));
        for (int i = 0; i < words.size(); i++) text.add("\t" + relative(words.get(i), 4L * i));
        Files.write(folder.resolve("a.s"), text);
        run(AS, "-o", "a.o", "a.s");
        run(OBJCOPY, "-O", "binary", "-j", ".text", "a.o", "a.bin");
        byte[] bytes = Files.readAllBytes(folder.resolve("a.bin"));

        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int theirs = bytes[4 * i] & 0xff | (bytes[4 * i + 1] & 0xff) << 8 | (bytes[4 * i + 2] & 0xff) << 16 | bytes[4 * i + 3] << 24;
            if (theirs != words.get(i)) wrong.add("%08x by us, %08x by binutils: %s".formatted(words.get(i), theirs, text.get(i + 2)));
        }
        assertThat(words).hasSizeGreaterThan(30_000);
        assertThat(wrong).isEmpty();
    }

    /** Labels as distances, which an assembler takes without knowing where the text will be. */
    private static String relative(int word, long pc) {
        Insn insn = Morello.decode(word, Mode.A64).orElseThrow();
        String text = Morello.print(insn, Mode.A64, pc);
        boolean label = insn.op().pattern().fields().stream().anyMatch(f -> f.name().equals("label"));
        if (!label || insn.op().name().equals("ADRP_C_I_C")) return text;
        return text.replaceFirst("0x[0-9a-f]+$", ".+(" + insn.get("label") + ")");
    }

    private static List<Integer> sample() {
        SplittableRandom random = new SplittableRandom(64);
        List<Integer> words = new ArrayList<>();
        for (A64 op : A64.values()) {
            if (op.name().startsWith("FPSIMD") || op == A64.ADRP_C_I_C) continue;
            for (int i = 0; i < SAMPLES_PER_ROW; i++) {
                int word = op.pattern().match() | random.nextInt() & ~op.pattern().mask();
                var insn = Morello.decode(word, Mode.A64);
                if (insn.isEmpty() || insn.get().op() != op || !isWritten(insn.get())) continue;
                words.add(insn.get().encode());
            }
        }
        return words;
    }

    /** Whether the assembler has a text for it: not for reserved values, nor where writing back would be unpredictable. */
    private static boolean isWritten(Insn insn) {
        String name = insn.op().name();
        String text = Morello.print(insn, Mode.A64, 0);
        if (name.contains("_EXT_")) return insn.get("imm3") <= 4;
        if (name.contains("LOG_IMM_64")) return Bitmask.decode((int) insn.get("N"), (int) insn.get("immr"), (int) insn.get("imms")).stream()
                .anyMatch(v -> Bitmask.encode(v, 64).getAsInt() == (insn.get("N") << 12 | insn.get("immr") << 6 | insn.get("imms")));
        if (name.contains("LOG_IMM_32")) return Bitmask.decode(0, (int) insn.get("immr"), (int) insn.get("imms")).stream()
                .anyMatch(v -> Bitmask.encode(v & 0xffffffffL, 32).getAsInt() == (insn.get("immr") << 6 | insn.get("imms")));
        if (name.equals("MSR_IMM")) return !text.contains("s0_") && insn.get("CRm") < 2;
        if (name.equals("MSR_REG") || name.equals("MRS")) return text.contains(" s3_") || text.contains(", s3_");
        if (name.startsWith("PRF")) return true;
        boolean writesBack = name.contains("POST") || name.contains("PRE");
        boolean twice = name.startsWith("LDP") || name.startsWith("LDNP") || name.startsWith("LDXP") || name.startsWith("LDAXP");
        if (twice && insn.get("Rt") == insn.get("Rt2")) return false;
        if (writesBack && insn.get("Rn") != 31 && (insn.get("Rn") == insn.get("Rt") || name.contains("P_") && insn.get("Rn") == insn.get("Rt2"))) return false;
        boolean exclusive = name.contains("STX") || name.contains("STLX");
        return !exclusive || insn.get("Rs") != insn.get("Rn") && insn.get("Rs") != insn.get("Rt")
                && (!name.contains("XP") || insn.get("Rs") != insn.get("Rt2"));
    }

    private static boolean installed(String tool) {
        for (String folder : System.getenv("PATH").split(":")) if (Files.isExecutable(Path.of(folder, tool))) return true;
        return false;
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes());
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(String.join(" ", command) + "\n" + said.lines().limit(30).reduce("", (a, b) -> a + b + "\n")).isZero();
    }
}
