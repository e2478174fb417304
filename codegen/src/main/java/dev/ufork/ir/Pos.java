package dev.ufork.ir;

/** Where an instruction comes from in the Java source. */
public record Pos(String file, int line) {
    /** No known place: code that a pass or a tool made up. */
    public static final Pos NONE = new Pos("", 0);

    public boolean isKnown() {
        return line > 0;
    }

    @Override
    public String toString() {
        return isKnown() ? file + ":" + line : "unknown";
    }
}
