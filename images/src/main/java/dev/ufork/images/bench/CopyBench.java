package dev.ufork.images.bench;

import dev.ufork.boot.KernelSources;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the kernel's functions for whole pages cost, in instructions of the embedded machine. */
public final class CopyBench {
    private static final String DRIVER = "PageCopy";
    private static final int PAGE = 4096;
    private static final BareMachine MACHINE = new BareRiscv();

    /** What is done with a page, numbered as the driver numbers it. */
    public enum Work {
        NOTHING("nothing"),
        MOVED("copy, capabilities relocated"),
        MOVED_IN_PLACE("relocate in place"),
        SAME("copy as it is"),
        ZERO("zero");

        private final String text;

        Work(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * One measurement.
     *
     * @param capabilities how many the page holds, evenly spread
     * @param result       what the driver made of the page afterwards
     */
    public record Row(Work work, int capabilities, long instructions, long result) {
        /** Instructions for sixteen bytes. */
        public double perGranule() {
            return instructions / (PAGE / 16.0);
        }
    }

    private CopyBench() {}

    /** @throws IOException if this build lacks the driver */
    public static List<Row> run(Compiler.Options options) throws IOException {
        List<SourceFile> files = new ArrayList<>(KernelSources.files());
        files.add(SourceFile.of("dev/ufork/kernel/PageCopy.java", CodegenBench.text(DRIVER + ".java")));
        KernelProgram program = KernelProgram.read(files, List.of());
        List<Row> rows = new ArrayList<>();
        for (int capabilities : new int[] {0, 1, 16, 64, 256}) {
            rows.add(measure(program, Work.MOVED, capabilities, options));
            rows.add(measure(program, Work.MOVED_IN_PLACE, capabilities, options));
        }
        rows.add(measure(program, Work.SAME, 0, options));
        rows.add(measure(program, Work.ZERO, 0, options));
        rows.sort(java.util.Comparator.comparing(Row::work).thenComparing(Row::capabilities));
        return rows;
    }

    private static Row measure(KernelProgram program, Work work, int capabilities, Compiler.Options options) {
        var with = call(program, work, capabilities, options);
        var without = call(program, Work.NOTHING, capabilities, options);
        return new Row(work, capabilities, with.instructions() - without.instructions(), with.result());
    }

    private static BareMachine.Count call(KernelProgram program, Work work, int capabilities, Compiler.Options options) {
        long how = (long) work.ordinal() << 16 | capabilities;
        return MACHINE.run(DRIVER, OurProgram.build(MACHINE, DRIVER, program, how, options).elf());
    }
}
