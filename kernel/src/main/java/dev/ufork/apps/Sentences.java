package dev.ufork.apps;

import dev.ufork.dsl.Kernel;
import dev.ufork.user.Out;

/** The tally of a program that tries sentences of a manual. */
@Kernel
final class Sentences {
    private static int tried;
    private static int failed;

    private Sentences() {}

    static void is(String sentence, long actual, long expected) {
        tried++;
        if (actual == expected) return;
        failed++;
        Out.text("failed: ");
        Out.text(sentence);
        Out.text(": ");
        Out.number(actual);
        Out.text(" instead of ");
        Out.number(expected);
        Out.text("\n");
    }

    /** Says how it went; the program's status. */
    static int end() {
        Out.number(tried);
        Out.text(" sentences tried, ");
        Out.number(failed);
        Out.text(" failed\n");
        return failed == 0 ? 0 : 1;
    }
}
