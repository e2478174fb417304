package dev.ufork.regalloc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The allocator against the checker, and the checker against allocations that have been spoilt. */
class AllocatorTest {
    private static final int FUNCTIONS = 3000;

    @Test
    void randomFunctionsAreAllocatedRight() {
        for (int seed = 0; seed < FUNCTIONS; seed++) {
            RandomFunction f = new RandomFunction(new SplittableRandom(seed));
            Allocation a = Allocator.run(f);
            assertThat(Checker.check(f, a)).as("seed %d: %s", seed, a).isEmpty();
        }
    }

    @Test
    void theSameFunctionGetsTheSameRegisters() {
        for (int seed = 0; seed < 50; seed++) {
            String once = Allocator.run(new RandomFunction(new SplittableRandom(seed))).toString();
            assertThat(Allocator.run(new RandomFunction(new SplittableRandom(seed)))).hasToString(once);
        }
    }

    /** A checker that finds nothing proves nothing: almost every changed register and lost edit must be noticed. */
    @Test
    void spoiltAllocationsAreFound() {
        int spoilt = 0;
        int found = 0;
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RandomFunction f = new RandomFunction(random);
            Allocation a = Allocator.run(f);
            int insns = f.last(f.blockCount() - 1) + 1;
            for (int tries = 0; tries < 20; tries++) {
                int insn = random.nextInt(insns);
                Allocation wrong = spoil(a, insn, random);
                if (wrong == null) continue;
                spoilt++;
                if (!Checker.check(f, wrong).isEmpty()) found++;
            }
        }
        assertThat(spoilt).isGreaterThan(1000);
        // The rest are changes that do no harm: a dead result elsewhere, or a value that is there twice.
        assertThat((double) found / spoilt).isGreaterThan(0.6);
    }

    private static Allocation spoil(Allocation a, int insn, SplittableRandom random) {
        int[] registers = a.registers(insn);
        if (registers.length > 0 && !a.dropped(insn)) {
            int k = random.nextInt(registers.length);
            return a.with(insn, k, registers[k] % 7 + 1);
        }
        if (a.before(insn).isEmpty()) return null;
        List<Edit> edits = new ArrayList<>(a.before(insn));
        edits.remove(random.nextInt(edits.size()));
        return a.withEdits(insn, edits);
    }
}
