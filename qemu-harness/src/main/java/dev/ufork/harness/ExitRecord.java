package dev.ufork.harness;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console line {@code ufork: exit N} with which a guest gives its status where power-off carries none.
 *
 * <p>This exists because PSCI's SYSTEM_OFF has no argument. Only the console's last line counts.
 */
final class ExitRecord {
    private static final Pattern LINE = Pattern.compile("ufork: exit (\\d{1,3})");

    private ExitRecord() {}

    static OptionalInt status(String lastLine) {
        Matcher matcher = LINE.matcher(lastLine);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
