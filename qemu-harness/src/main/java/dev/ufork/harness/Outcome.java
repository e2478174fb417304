package dev.ufork.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One finished run: the verdict and everything that helps to understand it.
 *
 * @param machine      the machine's name
 * @param verdict      how it ended
 * @param console      the guest's output, at most its first 16 MiB
 * @param lastLine     its last line that is not empty
 * @param registers    of every hart, taken when a limit struck; otherwise empty
 * @param diagnostics  what the machine itself said: QEMU's standard error
 * @param instructions executed by all harts, if this machine counts
 * @param wall         from start to end
 */
public record Outcome(String machine, Verdict verdict, byte[] console, String lastLine, String registers,
                      String diagnostics, OptionalLong instructions, Duration wall) {

    /** The console as text. */
    public String consoleText() {
        return new String(console, StandardCharsets.UTF_8);
    }

    /** Lines for people on why the run did not end well: sentence, last console line, registers, the machine's words. */
    public List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add(verdict.sentence());
        boolean guestRan = switch (verdict) {
            case Verdict.Missing _, Verdict.EncodingMismatch _, Verdict.Unfit _ -> false;
            default -> true;
        };
        if (guestRan) {
            lines.add("  last console line : " + (lastLine.isEmpty() ? "(the guest printed nothing)" : lastLine));
        }
        addBlock(lines, "registers", registers);
        addBlock(lines, machine + " says", diagnostics);
        return lines;
    }

    private static void addBlock(List<String> lines, String title, String text) {
        if (!text.isBlank()) {
            lines.add("  %-18s:".formatted(title));
            text.lines().forEach(line -> lines.add("    " + line.stripTrailing()));
        }
    }
}
