package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.Insn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our A64 words against those of the assembler that is installed here; {@code -Dufork.samples=N} takes more of each row. */
class WitnessIT {
    private static final long SEED = Long.getLong("ufork.seed", 64);
    private static final int SAMPLES_PER_ROW = Integer.getInteger("ufork.samples", 100);

    @TempDir
    Path folder;

    @BeforeEach
    void toolsAreInstalled() {
        assumeTrue(Witness.canBeMade(), "GNU binutils for aarch64 (aarch64-linux-gnu-as and -objcopy) are not installed: nothing is compared with them");
    }

    /** With {@code -Dufork.record=true}, records instead. */
    @Test
    void theRecordIsWhatTheToolsSayToday() throws Exception {
        List<Witness> today = Witness.make(Witness.texts(), folder);
        if (Boolean.getBoolean("ufork.record")) {
            List<String> lines = new ArrayList<>(List.of("# text, word by GNU as; made by WitnessIT with -Dufork.record=true"));
            today.forEach(w -> lines.add(w.toString()));
            Files.createDirectories(Witness.FILE.getParent());
            Files.write(Witness.FILE, lines);
            return;
        }
        assertThat(today).isEqualTo(Witness.recorded());
    }

    @Test
    void instructionsAtRandomAreTheWordsThatOthersMake() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Insn> insns = new ArrayList<>();
        for (A64 op : A64.values()) if (op != A64.ADRP_C_I_C) insns.addAll(Samples.random(op, SAMPLES_PER_ROW, random));
        List<Witness> theirs = Witness.make(insns.stream().map(Samples::text).toList(), folder);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < insns.size(); i++)
            if (theirs.get(i).word() != insns.get(i).encode()) wrong.add("%08x by us, by binutils %s".formatted(insns.get(i).encode(), theirs.get(i)));
        assertThat(wrong).as("seed %d", SEED).isEmpty();
        assertThat(insns).hasSizeGreaterThan(200 * SAMPLES_PER_ROW);
    }
}
