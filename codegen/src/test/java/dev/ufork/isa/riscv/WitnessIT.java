package dev.ufork.isa.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.Insn;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our words against those of the assemblers that are installed here. */
class WitnessIT {
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final int SAMPLES_PER_ROW = 40;
    private static final Set<Extension> COMPARED =
            EnumSet.of(Extension.I, Extension.M, Extension.A, Extension.C, Extension.ZICSR, Extension.ZIFENCEI);

    @BeforeAll
    static void toolsAreInstalled() {
        for (OutsideAssembler a : OutsideAssembler.values())
            assumeTrue(a.present(), a.command.getFirst() + " or riscv64-linux-gnu-objcopy is not installed: nothing is compared with it");
    }

    /** With {@code -Dufork.record=true}, records instead. */
    @Test
    void theRecordIsWhatTheToolsSayToday() throws Exception {
        List<Witness> today = Witness.make();
        if (Boolean.getBoolean("ufork.record")) {
            List<String> lines = new ArrayList<>();
            lines.add("# text, word by GNU as, word by llvm-mc; made by WitnessIT with -Dufork.record=true");
            today.forEach(w -> lines.add(w.toString()));
            Files.createDirectories(Witness.FILE.getParent());
            Files.write(Witness.FILE, lines);
            return;
        }
        assertThat(today).isEqualTo(Witness.recorded());
    }

    @Test
    void instructionsAtRandomAreTheWordsThatOthersMake() throws Exception {
        List<Insn> insns = samples();
        List<String> texts = insns.stream().map(i -> Xcheri.ISA.printPlain(i, Mode.INTEGER)).toList();
        for (OutsideAssembler a : OutsideAssembler.values()) {
            List<OptionalInt> words = a.assemble(texts);
            int known = 0;
            for (int i = 0; i < texts.size(); i++) {
                if (words.get(i).isEmpty()) continue;
                known++;
                assertThat(Integer.toHexString(words.get(i).getAsInt())).as("%s, seed %d, by %s", texts.get(i), SEED, a)
                        .isEqualTo(Integer.toHexString(insns.get(i).encode()));
            }
            assertThat(known).as("texts that %s knows", a).isGreaterThan(texts.size() * 9 / 10);
        }
    }

    /** objdump prints what we print, but for spaces, hexadecimal numbers and a branch's target. */
    @Test
    void wordsAtRandomAreTheTextsThatObjdumpPrints() throws Exception {
        List<Insn> insns = samples();
        Path folder = Files.createTempDirectory("objdump");
        List<String> lines = new ArrayList<>();
        for (Insn i : insns) lines.add(".%dbyte 0x%x".formatted(((RvOp) i.op()).bytes(), i.encode()));
        Files.write(folder.resolve("in.s"), lines);
        OutsideAssembler.exec(folder, List.of("riscv64-linux-gnu-as", "-march=rv64gc", "-mno-arch-attr", "-o", "in.o", "in.s"));
        OutsideAssembler.exec(folder, List.of("riscv64-linux-gnu-objcopy", "-O", "binary", "in.o", "in.bin"));
        String listing = OutsideAssembler.exec(folder, List.of("riscv64-linux-gnu-objdump", "-D", "-b", "binary", "-m", "riscv:rv64",
                "-M", "no-aliases", "in.bin"));
        List<String> theirs = listing.lines().filter(l -> l.matches("\\s*[0-9a-f]+:\\t.*")).toList();
        assertThat(theirs).hasSameSizeAs(insns);
        int at = 0;
        for (int i = 0; i < insns.size(); i++) {
            String text = theirs.get(i).split("\t", 3)[2].trim();
            if (!text.startsWith(".") && !text.startsWith("unimp") && !Objdump.hasUnnamedRegister(insns.get(i)))
                assertThat(Objdump.normal(text, at)).as("%s, seed %d", theirs.get(i), SEED).isEqualTo(Objdump.ours(insns.get(i)));
            at += ((RvOp) insns.get(i).op()).bytes();
        }
    }

    private static List<Insn> samples() throws IOException {
        Random random = new Random(SEED);
        List<Insn> insns = new ArrayList<>();
        for (RvOp op : Xcheri.ISA.rows())
            if (COMPARED.contains(op.row().extension()) && op.row().modes().contains(Mode.INTEGER))
                for (int i = 0; i < SAMPLES_PER_ROW; i++) insns.add(Samples.random(op, random));
        return insns;
    }
}
