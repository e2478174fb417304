package dev.ufork.images.verify;

/** A rule that does not hold, and where. */
public record Violation(Rule rule, String where) {
    @Override
    public String toString() {
        return "%s: %s, but %s".formatted(rule, rule.text(), where);
    }
}
