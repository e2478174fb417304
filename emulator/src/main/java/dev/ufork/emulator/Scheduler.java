package dev.ufork.emulator;

import java.util.List;

/**
 * Runs several cores on one thread, round robin, a fixed number of instructions each, so that every run is the same.
 *
 * <p>When all wait, time skips to the next alarm, unless input arrives before; without an alarm the scheduler waits for console input, and if none
 * can come the machine is stuck.
 */
public final class Scheduler {
    /** Instructions between two looks at limits, input and cancellation when one core has the machine alone. */
    private static final long ALONE = 200_000;

    private final List<? extends Core> cores;
    private final Clock clock;
    private final Power power;
    private final MachineConfig config;
    private final ConsolePort console;

    public Scheduler(List<? extends Core> cores, Clock clock, Power power, MachineConfig config, ConsolePort console) {
        this.cores = List.copyOf(cores);
        this.clock = clock;
        this.power = power;
        this.config = config;
        this.console = console;
    }

    /** Runs until the machine stops. */
    public RunResult run() {
        Outcome outcome = null;
        while (outcome == null) {
            console.poll();
            boolean ran = false;
            for (Core core : cores) {
                clock.fire();
                if (core.waiting()) continue;
                long budget = Math.min(slice(), limitLeft());
                if (budget > 0 && !power.stopped()) core.run(budget);
                ran = true;
            }
            outcome = power.outcome().orElseGet(this::outerReason);
            if (outcome == null && !ran) outcome = idle();
        }
        return new RunResult(outcome, clock.idle(), cores.stream().map(Core::report).toList());
    }

    private long slice() {
        return cores.size() == 1 ? ALONE : config.quantum();
    }

    private long limitLeft() {
        long used = 0;
        for (Core core : cores) used += core.instructions();
        return config.instructionLimit() - used;
    }

    private Outcome outerReason() {
        if (power.cancelled()) return new Outcome.Cancelled();
        return limitLeft() <= 0 ? new Outcome.Limit() : null;
    }

    private Outcome idle() {
        if (clock.deadline() != Clock.NEVER) {
            if (!console.rest(clock.deadline() - clock.now(), power) && !power.cancelled()) clock.skipToDeadline();
            return null;
        }
        return console.await(power) ? null : power.cancelled() ? new Outcome.Cancelled() : new Outcome.Stuck();
    }
}
