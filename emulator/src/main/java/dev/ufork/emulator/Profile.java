package dev.ufork.emulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Counts retired instructions by address, between marks that the guest sets by executing certain words. For machines with one core.
 *
 * <p>A mark belongs to the interval that it begins, so the length of an interval is the difference of what two readings of the machine's own
 * counter give when the readings are the marks.
 */
public final class Profile implements Trace {
    private final IntPredicate isMark;
    private final List<Map<Long, Long>> intervals = new ArrayList<>();
    private long retired;
    /** Is there an instruction of which it is not known yet whether it retires? */
    private boolean pending;
    private long pendingPc;
    private boolean pendingIsMark;

    /** @param isMark says of an instruction word whether it is a mark */
    public Profile(IntPredicate isMark) {
        this.isMark = isMark;
    }

    /** What was executed between the marks, one map from address to count for each; the last lasts to the end of the run. */
    public List<Map<Long, Long>> intervals() {
        settle(true);
        return Collections.unmodifiableList(intervals);
    }

    @Override public boolean wantsText() {
        return false;
    }

    @Override public void instruction(int core, long pc, int word, String text) {
        settle(true);
        pending = true;
        pendingPc = pc;
        pendingIsMark = isMark.test(word);
    }

    @Override public void register(int core, String name, String text) {}

    /** Some instructions retire when they trap, others do not: the machine's own count tells. */
    @Override public void trap(int core, CoreReport.Trap trap) {
        settle(trap.at() > retired);
    }

    private void settle(boolean retires) {
        if (pending && retires) {
            retired++;
            if (pendingIsMark) intervals.add(new TreeMap<>());
            if (!intervals.isEmpty()) intervals.getLast().merge(pendingPc, 1L, Long::sum);
        }
        pending = false;
    }
}
