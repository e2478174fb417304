package dev.ufork.harness;

/** A file that no machine of ours can boot; the message is one sentence for people that says why. */
public final class UnusableFile extends Exception {
    private static final long serialVersionUID = 1;

    public UnusableFile(String sentence) {
        super(sentence);
    }
}
