package dev.ufork.emulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Virtual time, counted in instructions: one retired instruction of any core is one instant, and idling skips.
 *
 * <p>An instant is a nanosecond of guest time, as QEMU's is with {@code -icount shift=0}; devices divide it by their
 * period. Alarms fire between instructions: a core runs up to {@link #deadline()}, then the scheduler {@link #fire
 * fires} what is due.
 */
public final class Clock {
    /** The deadline when no alarm is set. */
    public static final long NEVER = Long.MAX_VALUE;
    /** Nine years: an alarm at this instant or later is never reached, and does not keep anybody waiting. */
    private static final long HORIZON = 1L << 58;

    /** Something that happens at an instant. */
    public final class Alarm {
        private final Runnable action;
        private long instant = NEVER;

        private Alarm(Runnable action) {
            this.action = action;
        }

        /** Fires at {@code instant}, or as soon as possible if that is past; replaces an earlier setting. */
        public void set(long instant) {
            this.instant = instant < HORIZON ? instant : NEVER;
            updateDeadline();
        }

        public void clear() {
            set(NEVER);
        }
    }

    private final List<Alarm> alarms = new ArrayList<>();
    private long now;
    private long idle;
    private long deadline = NEVER;

    /** A new alarm, not set. */
    public Alarm alarm(Runnable action) {
        Alarm alarm = new Alarm(action);
        alarms.add(alarm);
        return alarm;
    }

    private void updateDeadline() {
        deadline = NEVER;
        for (Alarm alarm : alarms) deadline = Math.min(deadline, alarm.instant);
    }

    public long now() {
        return now;
    }

    /** Instants that were skipped because every core waited. */
    public long idle() {
        return idle;
    }

    /** The instant of the next alarm, {@link #NEVER} if none is set. */
    public long deadline() {
        return deadline;
    }

    /** Says what time it is; cores do this before they reach for a device, and when they stop running. */
    public void now(long instant) {
        now = instant;
    }

    /** Skips to the next alarm. */
    void skipToDeadline() {
        if (deadline > now) {
            idle += deadline - now;
            now = deadline;
        }
    }

    /** Runs the actions that are due. */
    void fire() {
        if (deadline > now) return;
        for (Alarm alarm : alarms) {
            if (alarm.instant > now) continue;
            alarm.instant = NEVER;
            alarm.action.run();
        }
        updateDeadline();
    }
}
