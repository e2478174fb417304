package dev.ufork.ci.morello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.isa.cap.Capability;
import dev.ufork.isa.morello.Morello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random instructions on our machine and on the public QEMU: both must leave the same registers, memory, tags and log of
 * exceptions.
 *
 * <p>{@code -Dmorello.cases=N} sets how many cases of {@link MorelloCases#INSTRUCTIONS} instructions are run,
 * {@code -Dmorello.seed=N} which. Each machine first prints a hash for every case; of those that differ, all of the state.
 */
class MorelloDifferentialIT {
    private static final int CASES_A_RUN = Integer.getInteger("morello.batch", 30_000);
    private static final int CASES = Integer.getInteger("morello.cases", 8_000);
    private static final long SEED = Long.getLong("morello.seed", 1);
    private static final int REPORTED = Integer.getInteger("morello.reported", 8);

    @TempDir
    Path folder;

    private final List<String> differences = new ArrayList<>();
    private final Map<KnownDeviations, Integer> explained = new EnumMap<>(KnownDeviations.class);
    private int unexplained;

    @Test
    void leavesWhatQemuLeaves() throws IOException, InterruptedException {
        assumeTrue(Machines.qemuIsInstalled(), "needs " + Machines.QEMU + " on the PATH");
        for (int done = 0; done < CASES && unexplained < 100; done += CASES_A_RUN) {
            MorelloCases generator = new MorelloCases(SEED + done);
            List<Case> cases = IntStream.range(0, Math.min(CASES_A_RUN, CASES - done)).mapToObj(generator::next).toList();
            compare(cases);
        }
        System.out.printf("Morello differential: %d instructions in %d cases, explained %s%n", (long) CASES * MorelloCases.INSTRUCTIONS, CASES, explained);
        assertThat(differences).as("%d differences in %d cases, seed %d", unexplained, CASES, SEED).isEmpty();
    }

    /** With {@code -Dufork.record=true}, records instead. */
    @Test
    void qemuLeavesTheStatesThatAreRecorded() throws IOException, InterruptedException {
        assumeTrue(Machines.qemuIsInstalled(), "needs " + Machines.QEMU + " on the PATH");
        List<Case> cases = QemuStates.cases();
        byte[] ours = Machines.embedded(cases, QemuStates.all(cases), true);
        byte[] theirs = Machines.qemu(cases, QemuStates.all(cases), true, folder);
        List<String> lines = new ArrayList<>(QemuStates.lines(cases, theirs));
        for (int i = 0; i < lines.size(); i++) {
            int n = 2 * i;
            State a = State.of(ours, n);
            State b = State.of(theirs, n);
            boolean deviates = !a.differences(b).isEmpty() && KnownDeviations.between(cases.get(n), n, a, b).isPresent();
            if (deviates) lines.set(i, QemuStates.question(lines.get(i)) + " => " + QemuStates.DEVIATES);
        }
        if (Boolean.getBoolean("ufork.record")) {
            lines.addFirst("# case => what the public QEMU changed; made by MorelloDifferentialIT with -Dufork.record=true");
            Files.createDirectories(QemuStates.FILE.getParent());
            Files.write(QemuStates.FILE, lines);
            return;
        }
        assertThat(lines).isEqualTo(QemuStates.recorded());
    }

    private void compare(List<Case> cases) throws IOException, InterruptedException {
        List<Integer> all = IntStream.range(0, cases.size()).boxed().toList();
        byte[] ours = Machines.embedded(cases, all, false);
        assertThat(ours.length / 4).as("cases run by our machine").isEqualTo(cases.size());
        byte[] theirs = Machines.qemu(cases, all, false, folder);
        assertThat(theirs.length / 4).as("cases run by QEMU").isEqualTo(cases.size());
        List<Integer> different = all.stream().filter(i -> !Arrays.equals(ours, 4 * i, 4 * i + 4, theirs, 4 * i, 4 * i + 4)).toList();
        if (different.isEmpty()) return;
        byte[] ourStates = Machines.embedded(cases, different, true);
        byte[] theirStates = Machines.qemu(cases, different, true, folder);
        for (int i = 0; i < different.size(); i++)
            judge(cases.get(different.get(i)), different.get(i), State.of(ourStates, i), State.of(theirStates, i));
    }

    private void judge(Case c, int number, State ours, State theirs) {
        Optional<KnownDeviations> known = KnownDeviations.between(c, number, ours, theirs);
        if (known.isPresent()) {
            explained.merge(known.get(), 1, Integer::sum);
            return;
        }
        unexplained++;
        if (differences.size() < REPORTED) differences.add(describe(c, number) + "\n  " + String.join("\n  ", ours.differences(theirs)));
    }

    private static String describe(Case c, int number) {
        StringBuilder text = new StringBuilder("case %d in %s: spsr %x cpacr %x cctlr %x %x sctlr %x withheld %x".formatted(number, c.mode(), c.spsr(),
                c.cpacr(), c.cctlr(), c.userCctlr(), c.sctlr(), c.withheld()));
        long pc = MorelloGuest.code(number);
        for (int word : c.words()) {
            text.append("\n    %x  %08x  %s".formatted(pc, word, Morello.print(word, c.mode(), pc)));
            pc += 4;
        }
        List<Capability> registers = c.registers();
        for (int r = 0; r < registers.size(); r++) text.append("\n    before: c%d %s".formatted(r, registers.get(r)));
        return text.toString();
    }
}
