package dev.ufork.boot.linux;

/** A sentence that was tried, what came out, and the call before it that this host was not asked; {@code null} when it was asked everything. */
record Verdict(Site site, String sentence, long actual, long expected, String unasked) {
    boolean agrees() {
        return actual == expected;
    }

    @Override
    public String toString() {
        return "%s: %d instead of %d (%s.java:%d)".formatted(sentence, actual, expected, site.type(), site.line());
    }
}
