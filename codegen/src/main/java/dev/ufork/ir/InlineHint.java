package dev.ufork.ir;

/** What the author wishes about inlining a function. */
public enum InlineHint {
    /** The inliner weighs size against gain. */
    AUTO("auto"),
    /**
     * Part of its callers by definition: the inliner always dissolves it, and a fault inside belongs to the caller, so the
     * caller's recovery value answers for it. Recursion among such functions is an error that the verifier names.
     */
    ALWAYS("inline"),
    NEVER("noinline");

    private final String text;

    InlineHint(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
