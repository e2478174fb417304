package dev.ufork.images.fuzz;

import java.util.List;

/**
 * What came of an input.
 *
 * @param finding what went wrong, in one line; empty if nothing did
 * @param ran     the run, or the one that went wrong
 */
record Tried(String finding, Ran ran) {
    static Tried well(Ran ran) {
        return new Tried("", ran);
    }

    boolean isWell() {
        return finding.isEmpty();
    }

    /** The finding without numbers: what is compared when an input is made smaller, so that it goes on failing for the same reason. */
    String reason() {
        return finding.replaceAll("0x[0-9a-f]+|[0-9]+", "N");
    }

    /** The judgement that holds for every kind: no panic, no fault of the kernel, nothing lost, processes kept apart, and an end. */
    static Tried judged(Ran ran) {
        if (!ran.violations().isEmpty()) return new Tried(ran.violations().getFirst(), ran);
        for (String line : ran.lines()) if (isBad(line)) return new Tried(reasonOf(line, ran.lines()), ran);
        return switch (ran.end()) {
            case EXIT -> ran.status() <= Ran.MOST_OF_GUEST ? well(ran) : new Tried("status %d".formatted(ran.status()), ran);
            case LIMIT -> new Tried("no end after so many instructions, at %s".formatted(ran.place()), ran);
            case WAITS -> new Tried("waits for ever, at %s".formatted(ran.place()), ran);
        };
    }

    private static boolean isBad(String line) {
        return line.startsWith("ufork: panic") || line.startsWith("ufork: a fault in the kernel") || line.contains("memory is lost");
    }

    /** A fault of the kernel is known by its cause and place, which follow. */
    private static String reasonOf(String line, List<String> lines) {
        int at = lines.indexOf(line);
        if (!line.startsWith("ufork: a fault")) return line;
        String more = lines.subList(at + 1, lines.size()).stream().map(String::strip).filter(l -> l.startsWith("cause") || l.startsWith("pc")).limit(2)
                .reduce("", (a, b) -> a + "; " + b);
        return line + more.replaceAll(" +", " ");
    }
}
