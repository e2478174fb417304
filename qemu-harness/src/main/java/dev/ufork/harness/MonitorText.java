package dev.ufork.harness;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What QEMU's monitor prints, collected until the answer to {@code info registers} is complete.
 *
 * <p>The monitor echoes each typed character and redraws its line with escape sequences; the answer is what stands
 * between the finished echo and the next prompt.
 */
final class MonitorText {
    private static final Pattern ESCAPES = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]|\\r|.\\x08");
    private static final Pattern FLOATING_POINT = Pattern.compile(" *(f\\d+/|[vq]\\d+ ?=|FPCR|FPSR).*");
    private static final String PROMPT = "(qemu) ";
    private static final String ECHO_END = "registers -a";

    private final StringBuilder text = new StringBuilder();
    private boolean finished;

    synchronized void append(String more) {
        text.append(more);
        notifyAll();
    }

    /** No more will come. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** The answer, without floating-point registers; what there is of it when time is up. */
    synchronized String awaitRegisters(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!finished && answer(text.toString()).isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return answer(text.toString());
    }

    /** The answer in {@code raw}, or an empty string while it is not complete. */
    static String answer(String raw) {
        String plain = ESCAPES.matcher(raw).replaceAll("");
        int echo = plain.lastIndexOf(ECHO_END);
        int start = echo < 0 ? -1 : plain.indexOf('\n', echo);
        int end = start < 0 ? -1 : plain.indexOf(PROMPT, start);
        if (end < 0) {
            return "";
        }
        return plain.substring(start + 1, end).lines()
                .filter(line -> !line.isBlank() && !FLOATING_POINT.matcher(line).matches())
                .collect(Collectors.joining("\n"));
    }
}
