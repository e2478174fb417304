package dev.ufork.isa.morello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our words against those that GNU binutils made of the same texts, recorded in {@value Witness#RESOURCE}. */
class WitnessTest {
    @Test
    void everyTextIsTheWordThatOthersMakeOfIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Witness> recorded = Witness.recorded();
        for (Witness w : recorded) {
            int ours = Morello.parse(w.text(), Mode.A64, 0).encode();
            if (ours != w.word()) wrong.add("%s, by us %08x".formatted(w, ours));
        }
        assertThat(wrong).isEmpty();
        assertThat(recorded).hasSizeGreaterThan(2500);
    }

    /** All but the rows that stand for what is only recognised, and ADRP, whose distance is the linker's. */
    @Test
    void everyRowIsWitnessed() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        for (A64 op : A64.values()) missing.add(op.name());
        for (Witness w : Witness.recorded()) missing.remove(Morello.decode(w.word(), Mode.A64).orElseThrow().op().name());
        assertThat(missing).containsExactly("ADRP_C_I_C", "FPSIMD_DATA", "FPSIMD_STRUCTURES");
    }

    @Test
    void theRecordIsOfTheTablesAsTheyAre() throws IOException {
        assertThat(Witness.recorded().stream().map(Witness::text).toList())
                .as("the tables changed: where the assembler is installed, run mvn verify -pl codegen -Dufork.record=true"
                        + " -Dit.test=WitnessIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(Witness.texts());
    }
}
