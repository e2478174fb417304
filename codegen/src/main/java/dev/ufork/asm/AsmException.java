package dev.ufork.asm;

import java.util.List;

/** Code that cannot be assembled or linked; the message holds one line for each reason, in a fixed order. */
public final class AsmException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public AsmException(List<String> reasons) {
        super(String.join("\n", reasons));
        this.reasons = List.copyOf(reasons);
    }

    public AsmException(String reason) {
        this(List.of(reason));
    }

    public List<String> reasons() {
        return reasons;
    }
}
