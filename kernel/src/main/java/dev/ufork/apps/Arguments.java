package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;

/** What programs read from their arguments. */
@Kernel
final class Arguments {
    /** As the kernel numbers them. */
    static final String[] POLICIES = {"copy", "coa", "copa"};
    private static final int CAP = 16;

    private Arguments() {}

    /** The {@code n}-th as a number, or {@code otherwise} when there are fewer; -1 for one that is no number. */
    static long number(int count, Cap arguments, int n, long otherwise) {
        if (n >= count) return otherwise;
        Cap text = arguments.loadCap((long) n * CAP);
        return Format.parse(text, text.length());
    }

    /** The policy that the {@code n}-th names or numbers, or {@code otherwise} when there are fewer; -1 for another word. */
    static int policy(int count, Cap arguments, int n, int otherwise) {
        if (n >= count) return otherwise;
        Cap text = arguments.loadCap((long) n * CAP);
        for (int policy = 0; policy < POLICIES.length; policy++) if (is(text, POLICIES[policy])) return policy;
        long number = Format.parse(text, text.length());
        return number >= 0 && number < POLICIES.length ? (int) number : -1;
    }

    static boolean is(Cap text, String word) {
        Cap bytes = Text.utf8(word);
        return text.length() == bytes.length() && Bytes.compare(text, bytes, bytes.length()) == 0;
    }
}
