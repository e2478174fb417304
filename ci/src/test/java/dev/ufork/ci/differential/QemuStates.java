package dev.ufork.ci.differential;

import dev.ufork.harness.Machine;
import dev.ufork.harness.UnusableFile;
import dev.ufork.isa.riscv.Extension;
import dev.ufork.isa.riscv.Mode;
import dev.ufork.isa.riscv.RvOp;
import dev.ufork.isa.riscv.xcheri.Xcheri;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the public CHERI QEMU leaves behind after every row, and after some hundred capability sequences: one line a
 * case, and after {@code =>} all that is different from the same case without code.
 */
final class QemuStates {
    static final String RESOURCE = "qemu-states.txt";
    static final Path FILE = Path.of("src/test/resources/dev/ufork/ci/differential", RESOURCE);

    private static final long SEED = 20260101;
    private static final int CASES_PER_CAPABILITY_ROW = 3;
    private static final int SEQUENCES = 300;
    private static final int RETURNS = 40;
    private static final int LONGEST = 5;

    private final Suite suite = Suite.of(SEED);

    /** The cases, the same ones each time while the tables are the same. */
    List<Case> cases() {
        Random random = new Random(SEED);
        Generator generator = suite.generator(random);
        List<Case> all = new ArrayList<>();
        for (RvOp op : Xcheri.ISA.rows())
            for (Mode mode : Mode.values()) {
                int wanted = op.row().extension() == Extension.XCHERI ? CASES_PER_CAPABILITY_ROW : 1;
                for (int i = 0; i < wanted && generator.makes(op, mode); i++) all.add(generator.single(op, mode));
            }
        for (int i = 0; i < RETURNS; i++) all.add(generator.returning());
        for (int i = 0; i < SEQUENCES; i++) all.add(generator.next(2 + random.nextInt(LONGEST - 1)));
        return all;
    }

    /** The lines as a machine makes them; without those on which QEMU is known to be wrong. */
    List<String> lines(Machine machine) throws IOException, InterruptedException, UnusableFile {
        List<Case> cases = cases();
        List<Case> both = new ArrayList<>();
        for (Case c : cases) {
            both.add(c);
            both.add(c.withCode(List.of()));
        }
        Suite.Run run = suite.run(machine, both, true);
        if (!run.ended()) throw new IOException("the run came to case %d of %d: %s".formatted(run.states().size(), both.size(), run.outcome().verdict()));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            if (Deviation.mayDiffer(cases.get(i), suite.recipes())) continue;
            List<String> changes = run.states().get(2 * i).changes(run.states().get(2 * i + 1));
            lines.add(String.join("; ", cases.get(i).listing(suite.recipes())).replaceAll(" +", " ") + " => "
                    + String.join("; ", Deviation.miscounts(cases.get(i)) ? withoutCount(changes) : changes));
        }
        return lines;
    }

    private static List<String> withoutCount(List<String> changes) {
        return changes.stream().filter(line -> !line.startsWith("instret ")).toList();
    }
}
