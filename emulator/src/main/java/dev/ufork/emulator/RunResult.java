package dev.ufork.emulator;

import java.util.List;

/**
 * How a run ended.
 *
 * @param outcome why
 * @param idle    instants skipped while every core waited
 * @param cores   each core's final state
 */
public record RunResult(Outcome outcome, long idle, List<CoreReport> cores) {
    public RunResult {
        cores = List.copyOf(cores);
    }

    /** Instructions retired by all cores. */
    public long instructions() {
        return cores.stream().mapToLong(CoreReport::instructions).sum();
    }
}
