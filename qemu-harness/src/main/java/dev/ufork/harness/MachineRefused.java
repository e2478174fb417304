package dev.ufork.harness;

/** A machine that cannot run this boot; carries the verdict: missing, encoding mismatch, or failed. */
public final class MachineRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Verdict verdict;

    public MachineRefused(Verdict verdict) {
        super(verdict.sentence());
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }
}
