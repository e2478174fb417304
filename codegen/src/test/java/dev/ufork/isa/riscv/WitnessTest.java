package dev.ufork.isa.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our words against those that GNU binutils and LLVM made of the same texts, recorded in {@value Witness#RESOURCE}. */
class WitnessTest {
    /** Rows that neither tool has: CHERI-RISC-V's additions to A. */
    private static final Set<String> UNKNOWN_ELSEWHERE = Set.of("LR_B", "LR_H", "SC_B", "SC_H");

    @Test
    void everyTextIsTheWordThatOthersMakeOfIt() throws IOException {
        int compared = 0;
        for (Witness w : Witness.recorded()) {
            int ours = Xcheri.ISA.parse(w.text(), Mode.INTEGER).encode();
            for (OptionalInt theirs : w.words()) {
                if (theirs.isEmpty()) continue;
                assertThat(Integer.toHexString(ours)).as(w.text()).isEqualTo(Integer.toHexString(theirs.getAsInt()));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(4000);
    }

    @Test
    void everyRowIsWitnessed() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (RvOp op : Xcheri.ISA.rows()) if (op.row().extension() != Extension.XCHERI) missing.add(op.name());
        for (Witness w : Witness.recorded())
            if (w.words().stream().anyMatch(OptionalInt::isPresent))
                missing.remove(Xcheri.ISA.parse(w.text(), Mode.INTEGER).op().name());
        assertThat(missing).isEqualTo(UNKNOWN_ELSEWHERE);
    }

    @Test
    void theRecordIsOfTheTablesAsTheyAre() throws IOException {
        List<String> recorded = Witness.recorded().stream().map(Witness::text).toList();
        assertThat(recorded).as("the tables changed: where the assemblers are installed, run mvn verify -pl codegen -Dufork.record=true"
                        + " -Dit.test=WitnessIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(Witness.texts());
    }
}
