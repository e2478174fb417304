package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Format;
import dev.ufork.shared.Limit;
import dev.ufork.user.Buffer;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;

/** {@code ulimit [-HS] [-a | -cdfnpstv [N]]}: shows or sets what a process and its children may use, in dash's units and words. */
@Kernel
final class Limiting {
    /** Letter, resource and unit in bytes of each, in the same order. */
    private static final int[] LETTERS = {'t', 'f', 'd', 's', 'c', 'p', 'n', 'v'};
    private static final int[] RESOURCES = {Limit.CPU, Limit.FILE_SIZE, Limit.DATA, Limit.STACK, Limit.CORE, Limit.PROCESSES, Limit.FILES, Limit.ADDRESSES};
    private static final int[] UNITS = {1, 512, 1024, 1024, 512, 1, 1, 1024};
    private static final String[] NAMES = {"time(seconds)        ", "file(blocks)         ", "data(kbytes)         ", "stack(kbytes)        ",
        "coredump(blocks)     ", "process              ", "nofiles              ", "vmemory(kbytes)      "};
    private static final int FILE = 1;
    private static final long MOST = Long.MAX_VALUE / 1024;

    private Limiting() {}

    static int run(Fields.List words) {
        boolean hard = false;
        boolean soft = false;
        boolean all = false;
        int which = FILE;
        int n = 1;
        for (; n < words.count() && isOptions(Builtins.word(words, n)); n++) {
            Cap word = Builtins.word(words, n);
            for (long i = 1; i < word.length(); i++) {
                int c = word.load8(i);
                int found = index(c);
                if (c == 'H') hard = true;
                else if (c == 'S') soft = true;
                else if (c == 'a') all = true;
                else if (found >= 0) which = found;
                else return refused(word, "Illegal option");
            }
        }
        if (all && n < words.count() || n + 1 < words.count()) return refused(Builtins.word(words, n), "too many arguments");
        if (n < words.count()) return set(which, Builtins.word(words, n), hard || !soft, soft || !hard);
        for (int i = all ? 0 : which; i < (all ? LETTERS.length : which + 1); i++) {
            if (all) Out.text(NAMES[i]);
            show(i, hard && !soft);
        }
        return 0;
    }

    private static boolean isOptions(Cap word) {
        return word.length() > 1 && word.load8(0) == '-';
    }

    private static int index(int letter) {
        for (int i = 0; i < LETTERS.length; i++) if (LETTERS[i] == letter) return i;
        return -1;
    }

    private static int refused(Cap word, String why) {
        Sh.say("ulimit", word, why);
        return 2;
    }

    private static void show(int which, boolean hard) {
        Limit limit = Stack.of(Limit.class);
        Processes.getrlimit(RESOURCES[which], limit.cap());
        long value = hard ? limit.hard() : limit.soft();
        if (value == Limit.INFINITY) Out.text("unlimited");
        else Out.number(value / UNITS[which]);
        Out.text("\n");
    }

    private static int set(int which, Cap word, boolean hard, boolean soft) {
        boolean none = Buffer.same(word, "unlimited");
        if (!none && (!Builtins.isNumber(word) || word.length() > 18)) return refused(word, "bad number");
        long value = none ? Limit.INFINITY : Format.parse(word, word.length());
        if (value > MOST) return refused(word, "bad number");
        if (!none) value *= UNITS[which];
        Limit limit = Stack.of(Limit.class);
        Processes.getrlimit(RESOURCES[which], limit.cap());
        if (soft) limit.soft(value);
        if (hard) limit.hard(value);
        int error = Processes.setrlimit(RESOURCES[which], limit.cap());
        if (error == 0) return 0;
        Sh.say("ulimit", word, error);
        return 2;
    }
}
