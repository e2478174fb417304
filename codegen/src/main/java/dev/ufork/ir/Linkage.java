package dev.ufork.ir;

/** Who else may know a symbol. */
public enum Linkage {
    /** Only this module: may be dropped when nobody here uses it. */
    INTERNAL("internal"),
    /** Defined here, visible to the linker: never dropped. */
    EXPORT("export"),
    /** Defined elsewhere. */
    EXTERN("extern");

    private final String text;

    Linkage(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
