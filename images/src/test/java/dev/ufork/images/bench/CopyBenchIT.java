package dev.ufork.images.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.images.bench.CopyBench.Row;
import dev.ufork.images.bench.CopyBench.Work;
import dev.ufork.target.Compiler;
import org.junit.jupiter.api.Test;

/** The kernel's work on pages: that it is right on the machine, and that it is as fast as was promised. */
class CopyBenchIT {
    private static final int PAGE = 4096;
    private static final int CAP = 16;
    /** Instructions for sixteen bytes of a page without capabilities. */
    private static final double MOST = 3.0;

    @Test
    void pagesAreCopiedFastAndWhole() throws Exception {
        var rows = CopyBench.run(Compiler.Options.CHECKED);
        assertThat(rows).hasSize(12);
        for (Row r : rows) {
            assertThat(r.result()).as("the page after: %s, %d capabilities", r.work().text(), r.capabilities()).isEqualTo(expected(r));
            if (r.capabilities() == 0) assertThat(r.perGranule()).as(r.work().text()).isLessThanOrEqualTo(MOST);
        }
    }

    /** Words are 31 times their offset; a capability in the first page points at its own place, and so it does in the second. */
    private static long expected(Row r) {
        long sum = 0;
        for (long at = 0; at < PAGE; at += CAP) sum = sum * 31 + (r.work() == Work.ZERO ? 0 : isCapability(at, r.capabilities()) ? at : at * 31);
        boolean counts = r.work() == Work.MOVED || r.work() == Work.MOVED_IN_PLACE;
        return sum * 1000 + (counts ? r.capabilities() : 0);
    }

    private static boolean isCapability(long at, int capabilities) {
        return capabilities > 0 && at % (PAGE / capabilities) == 0;
    }
}
