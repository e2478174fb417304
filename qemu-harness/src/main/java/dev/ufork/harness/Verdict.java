package dev.ufork.harness;

import java.time.Duration;

/**
 * How a run ended: by the guest, by a limit, or because there was no machine to run it on.
 *
 * <p>Each has one exit status for the processes that report it; statuses 0 to 63 are the guest's own.
 */
public sealed interface Verdict {

    /** The largest status that a guest may give as its own; above it, it says that it failed. */
    int MAX_GUEST_STATUS = 63;

    /** With this a guest powers off that does not understand its arguments. */
    int USAGE = 64;

    /** With this a guest powers off that cannot use what its arguments name. */
    int NO_INPUT = 66;

    /** The exit status of a run that something other than the guest had to end. */
    int NEVER_ENDED = 124;

    /** What a process that made this run should exit with. */
    int exitStatus();

    /** One sentence for people, without a full stop. */
    String sentence();

    /** The guest powered off by itself, with its own status, 0 to 63. */
    record Exited(int status) implements Verdict {
        @Override public int exitStatus() {
            return status;
        }

        @Override public String sentence() {
            return "the guest exited with status " + status;
        }
    }

    /** The guest could not do what its arguments say; {@code status} is {@link #USAGE} or {@link #NO_INPUT}. */
    record Refused(int status) implements Verdict {
        @Override public int exitStatus() {
            return status;
        }

        @Override public String sentence() {
            return status == USAGE ? "the guest does not understand its arguments; it says why" : "the guest cannot use what its arguments name; it says why";
        }
    }

    /** The kernel stopped the machine because it could not go on; {@code status} is what it powered off with. */
    record Panicked(int status) implements Verdict {
        @Override public int exitStatus() {
            return 70;
        }

        @Override public String sentence() {
            return "kernel panic or unhandled fault (power-off status %d)".formatted(status);
        }
    }

    /** The run took longer than allowed. */
    record TimedOut(Duration limit) implements Verdict {
        @Override public int exitStatus() {
            return NEVER_ENDED;
        }

        @Override public String sentence() {
            return "timed out: the guest was still running after " + Durations.format(limit);
        }
    }

    /** The console was silent for longer than allowed. */
    record Silent(Duration limit) implements Verdict {
        @Override public int exitStatus() {
            return NEVER_ENDED;
        }

        @Override public String sentence() {
            return "timed out: no console output for " + Durations.format(limit);
        }
    }

    /** The guest neither ended nor ever could: {@code reason} says what it waits for. */
    record Stuck(String reason) implements Verdict {
        @Override public int exitStatus() {
            return NEVER_ENDED;
        }

        @Override public String sentence() {
            return "the guest would never have ended: " + reason;
        }
    }

    /** Somebody at the keyboard ended the machine; the status is that of a program that was interrupted. */
    record Left() implements Verdict {
        @Override public int exitStatus() {
            return 130;
        }

        @Override public String sentence() {
            return "ended from the keyboard";
        }
    }

    /** There is no such machine here; {@code remedy} says how to get one. */
    record Missing(String reason, String remedy) implements Verdict {
        @Override public int exitStatus() {
            return 69;
        }

        @Override public String sentence() {
            return reason + "; " + remedy;
        }
    }

    /** The program is there but executes another instruction encoding than the image is in. */
    record EncodingMismatch(String binary, String found, String wanted) implements Verdict {
        @Override public int exitStatus() {
            return 69;
        }

        @Override public String sentence() {
            return "%s %s, and the image is %s; name another QEMU with UFORK_QEMU_DIR or use --on embedded"
                    .formatted(binary, found, wanted);
        }
    }

    /** No machine can be as it was asked for, with so little memory or so many harts for this program. */
    record Unfit(String reason) implements Verdict {
        @Override public int exitStatus() {
            return USAGE;
        }

        @Override public String sentence() {
            return reason;
        }
    }

    /** The machine itself broke: could not start, crashed, or was killed. */
    record Failed(String reason) implements Verdict {
        @Override public int exitStatus() {
            return 74;
        }

        @Override public String sentence() {
            return "the machine failed: " + reason;
        }
    }
}
