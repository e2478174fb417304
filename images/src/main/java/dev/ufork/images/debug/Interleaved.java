package dev.ufork.images.debug;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A listing with the source lines themselves where it names them.
 *
 * <pre>
 *                       ; dev/ufork/kernel/Print.java
 *       20 |         for (long i = 0; i &lt; n; i++) Cpu.put(bytes.load8(i));
 *     80002bdc  000a4503  clbu a0, 0(cs4)
 * </pre>
 *
 * <p>The file is named when it changes, so that inlined code shows where it comes from. A line that is not found stays named.
 */
public final class Interleaved {
    private static final Pattern LINE = Pattern.compile(" *; (\\S+):(\\d{1,9})");

    private Interleaved() {}

    /** The listing, or a part of it, with its lines from {@code sources}. */
    public static String of(String listing, SourceText sources) {
        StringBuilder text = new StringBuilder();
        String file = "";
        for (String line : listing.lines().toList()) {
            Matcher m = LINE.matcher(line);
            Optional<String> source = m.matches() ? sources.line(m.group(1), Integer.parseInt(m.group(2))) : Optional.empty();
            if (source.isEmpty()) {
                if (line.isBlank()) file = "";      // a function of its own begins
                text.append(line).append('\n');
                continue;
            }
            if (!m.group(1).equals(file)) text.append("                      ; ").append(m.group(1)).append('\n');
            file = m.group(1);
            text.append("%8s | %s".formatted(m.group(2), source.get()).stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
