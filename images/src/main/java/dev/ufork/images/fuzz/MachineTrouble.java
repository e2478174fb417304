package dev.ufork.images.fuzz;

/** The end of all trying: the machine that should be given input is not here, or broke, whatever the guest has done. The message says which it is, and what to do. */
public abstract sealed class MachineTrouble extends IllegalStateException permits OtherPlayer.Absent, OtherPlayer.Broke {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status of a command that comes to its end by this */
    MachineTrouble(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** The exit status that a run on this machine would have: {@link dev.ufork.harness.Verdict#exitStatus}. */
    public int status() {
        return status;
    }
}
