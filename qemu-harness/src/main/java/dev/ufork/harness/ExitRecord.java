package dev.ufork.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console line {@code ufork: exit N} with which a guest gives its status where power-off carries none.
 *
 * <p>This exists because PSCI's SYSTEM_OFF has no argument. Only the console's last line counts, and that is a word for the monitor and not for the
 * reader: what may be the record is held back until more comes, or the end.
 */
final class ExitRecord {
    private static final String WORDS = "ufork: exit ";
    private static final Pattern LINE = Pattern.compile(WORDS + "(\\d{1,3})\r?\n?");
    private static final int LONGEST = WORDS.length() + 5;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean lineBegins = true;

    /** What of the held and the new bytes cannot be the record any more. */
    byte[] pass(byte[] bytes, int length) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream(length);
        for (int i = 0; i < length; i++) pass(bytes[i], passed);
        return passed.toByteArray();
    }

    private void pass(byte b, ByteArrayOutputStream passed) {
        boolean complete = held.size() > 0 && held.toByteArray()[held.size() - 1] == '\n';
        if (complete) release(passed);
        if (lineBegins || held.size() > 0) {
            held.write(b);
            if (!mayBecome(text())) release(passed);
        } else {
            passed.write(b);
        }
        lineBegins = b == '\n';
    }

    private static boolean mayBecome(String text) {
        return text.length() <= LONGEST && (WORDS.startsWith(text) || LINE.matcher(text).matches());
    }

    private void release(ByteArrayOutputStream to) {
        to.writeBytes(held.toByteArray());
        held.reset();
    }

    private String text() {
        return held.toString(StandardCharsets.ISO_8859_1);
    }

    /** The status, when what is held is the record. */
    OptionalInt status() {
        Matcher matcher = LINE.matcher(text());
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** What is held and was no record after all. */
    byte[] rest() {
        return status().isPresent() ? new byte[0] : held.toByteArray();
    }
}
