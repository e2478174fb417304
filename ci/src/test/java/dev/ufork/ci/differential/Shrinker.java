package dev.ufork.ci.differential;

import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.isa.Insn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes a case on which two machines differ as short as it gets while they still differ. */
final class Shrinker {
    private static final int ROUNDS = 12;

    private final Suite suite;
    private final Machine ours;
    private final Machine theirs;
    /** The number of the recipe that stands for "does not matter". */
    private final int zero;

    Shrinker(Suite suite, Machine ours, Machine theirs) {
        this.suite = suite;
        this.ours = ours;
        this.theirs = theirs;
        zero = suite.zero();
    }

    Case shrink(Case failing) throws IOException, InterruptedException, UnusableFile {
        Case best = failing;
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Case> smaller = smallestThatFails(smaller(best));
            if (smaller.isEmpty()) break;
            best = smaller.get();
        }
        return best;
    }

    private Optional<Case> smallestThatFails(List<Case> candidates) throws IOException, InterruptedException, UnusableFile {
        if (candidates.isEmpty()) return Optional.empty();
        List<State> a = suite.run(ours, candidates, true).states();
        List<State> b = suite.run(theirs, candidates, true).states();
        List<Case> failing = new ArrayList<>();
        for (int i = 0; i < candidates.size() && i < a.size() && i < b.size(); i++)
            if (!Deviation.agree(candidates.get(i), a.get(i), b.get(i))) failing.add(candidates.get(i));
        return failing.stream().min(Comparator.comparingInt(this::weight));
    }

    /** Fewer instructions first, then fewer registers that matter. */
    private int weight(Case c) {
        return 100 * c.code().size() + (int) c.registers().stream().filter(r -> r != zero).count();
    }

    private List<Case> smaller(Case c) {
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < c.code().size() && c.code().size() > 1; i++) {
            List<Insn> without = new ArrayList<>(c.code());
            without.remove(i);
            all.add(c.withCode(without));
        }
        Case cleared = c;
        for (int r = 1; r < Case.REGISTERS; r++) {
            if (c.registers().get(r) == zero) continue;
            all.add(c.withRegister(r, zero));
            if (!c.mentioned().contains(r)) cleared = cleared.withRegister(r, zero);
        }
        if (!cleared.equals(c)) all.add(cleared);
        return all;
    }
}
