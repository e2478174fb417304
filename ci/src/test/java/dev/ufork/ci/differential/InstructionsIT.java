package dev.ufork.ci.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.harness.Board;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Machine;
import dev.ufork.harness.MachineRefused;
import dev.ufork.harness.QemuMachine;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The embedded machine against the public CHERI QEMU, instruction by instruction and in random sequences: registers,
 * tags, memory, control registers, trap and instruction count must be the same.
 *
 * <p>{@code -Dufork.seed=N} repeats a run, {@code -Dufork.cases=N} makes it longer.
 */
class InstructionsIT {
    private static final long SEED = Long.getLong("ufork.seed", 1);
    private static final int CASES = Integer.getInteger("ufork.cases", 1500);
    private static final int CASES_PER_BOOT = 500;
    private static final int CASES_PER_ROW = 6;
    private static final int LONGEST = 8;
    private static final int REPORTED = 5;

    private final Machine embedded = new EmbeddedMachine();
    private final Machine qemu = QemuMachine.of(System.getenv());
    private final Suite suite = Suite.of(SEED);

    @BeforeAll
    static void qemuIsInstalled() throws InterruptedException {
        try {
            QemuMachine.of(System.getenv()).program(Board.RISCV64);
        } catch (MachineRefused e) {
            assumeTrue(false, "the embedded machine is not compared with QEMU: " + e.verdict().sentence());
        }
    }

    @Test
    void everyInstructionDoesTheSame() throws Exception {
        Generator generator = suite.generator(new Random(SEED));
        List<Case> cases = new ArrayList<>();
        for (RvOp op : Xcheri.ISA.rows())
            for (Mode mode : Mode.values())
                for (int i = 0; i < CASES_PER_ROW && generator.makes(op, mode); i++) cases.add(generator.single(op, mode));
        compare(cases);
    }

    @Test
    void wordsThatAreNoInstructionsAreNone() throws Exception {
        Generator generator = suite.generator(new Random(SEED));
        compare(Stream.generate(generator::illegal).limit(CASES_PER_BOOT).toList());
    }

    @Test
    void returnsFromTrapsDoTheSame() throws Exception {
        Generator generator = suite.generator(new Random(SEED));
        compare(Stream.generate(generator::returning).limit(CASES_PER_BOOT).toList());
    }

    @Test
    void sequencesDoTheSame() throws Exception {
        Random random = new Random(SEED);
        Generator generator = suite.generator(random);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < CASES; i++) cases.add(generator.next(2 + random.nextInt(LONGEST - 1)));
        compare(cases);
    }

    /** With {@code -Dufork.record=true}, records instead. */
    @Test
    void qemuLeavesTheStatesThatAreRecorded() throws Exception {
        List<String> today = new QemuStates().lines(qemu);
        if (Boolean.getBoolean("ufork.record")) {
            List<String> lines = new ArrayList<>(List.of("# case => what the public CHERI QEMU changed; made by InstructionsIT with -Dufork.record=true"));
            lines.addAll(today);
            Files.write(QemuStates.FILE, lines);
            return;
        }
        assertThat(today).isEqualTo(Guest.resource(QemuStates.RESOURCE).stream().filter(line -> !line.startsWith("#")).toList());
    }

    private void compare(List<Case> cases) throws Exception {
        List<Case> different = new ArrayList<>();
        for (int from = 0; from < cases.size(); from += CASES_PER_BOOT) {
            List<Case> batch = cases.subList(from, Math.min(from + CASES_PER_BOOT, cases.size()));
            Suite.Run ours = suite.run(embedded, batch, true);
            Suite.Run theirs = suite.run(qemu, batch, true);
            for (Suite.Run run : List.of(ours, theirs))
                assertThat(run.ended()).as("%s, seed %d, came to case %d of %d:%n%s", run.outcome().machine(), SEED, run.states().size(),
                        batch.size(), String.join("\n", run.outcome().report())).isTrue();
            for (int i = 0; i < batch.size(); i++)
                if (!Deviation.agree(batch.get(i), ours.states().get(i), theirs.states().get(i))) different.add(batch.get(i));
        }
        assertThat(different).as("%d of %d cases differ; seed %d, left the embedded machine, right QEMU:%n%s",
                different.size(), cases.size(), SEED, report(different)).isEmpty();
    }

    private String report(List<Case> different) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Case c : different.subList(0, Math.min(REPORTED, different.size()))) {
            Case shrunk = new Shrinker(suite, embedded, qemu).shrink(c);
            shrunk.listing(suite.recipes()).forEach(line -> text.append(line).append('\n'));
            List<State> ours = suite.run(embedded, List.of(shrunk), true).states();
            List<State> theirs = suite.run(qemu, List.of(shrunk), true).states();
            ours.getFirst().differences(theirs.getFirst()).forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }
}
