package dev.ufork.dsl.front;

import java.util.List;

/** Sources that are not a program of the kernel language: everything that is wrong with them, each with place and remedy. */
public final class KernelSourceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> complaints;

    KernelSourceException(List<String> complaints, long files) {
        super("%s\n%d violation%s in %d file%s.".formatted(String.join("\n", complaints), complaints.size(), complaints.size() == 1 ? "" : "s", files, files == 1 ? "" : "s"));
        this.complaints = List.copyOf(complaints);
    }

    /** One text for each: file, line, reason, source, caret, remedy. */
    public List<String> complaints() { return complaints; }
}
