package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;

/**
 * {@code init LINE}: the first process. Takes the words that are about the machine from the line's begin ({@code console=terminal}: somebody types),
 * runs the program that the line names, a shell on the console if it says nothing at all, inherits and buries orphans; when the program has ended, so
 * does the machine, with its status.
 */
@Kernel
final class Init {
    /** What the machine's status can be at most; the last two say that the program never ran. */
    private static final int STATUS = 63;
    private static final int NOT_FOUND = 63;
    private static final int NOT_RUN = 62;
    /** A program that a signal ended: this and the signal's number. */
    private static final int BY_SIGNAL = 32;
    private static final int SIGNAL = 0x7f;
    private static final int ENOENT = -2;
    private static final int E2BIG = -7;
    private static final int CAP = 16;
    /** A terminal's modes at the start: lines, echo, keys that send signals. */
    private static final int TERMINAL = 2 | 8 | 1;

    private Init() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap line = arguments.loadCap(CAP);
        Cap words = words(line);
        if (!words.tag()) return NOT_RUN;
        boolean silent = words.loadCap(0).isNull();
        Cap width = behind(words.loadCap(0), Text.utf8("console=terminal"));
        boolean typed = width.tag();
        if (silent || typed) Io.terminal(0, TERMINAL);
        if (typed) words = words.plus(CAP);
        if (silent) words.storeCap(0, Text.utf8("sh"));
        if (isolates(words.loadCap(0))) words = words.plus(CAP);
        if (words.loadCap(0).isNull()) {
            Out.text("usage: [console=terminal[:COLUMNS]] [isolation=full|fault|none] PROGRAM ARGS\n");
            programs();
            return NOT_FOUND;
        }
        int pid = Sys.fork();
        if (pid == 0) return run(words, environment(width));
        if (pid < 0) return NOT_RUN;
        Cap status = Stack.bytes(16);
        while (Sys.waitpid(-1, status) != pid);
        int ended = status.load32(0);
        return (ended & SIGNAL) != 0 ? BY_SIGNAL + (ended & SIGNAL) : ended >>> 8 & STATUS;
    }

    /** What is behind the begin of a word; null when it begins otherwise. */
    private static Cap behind(Cap word, Cap begin) {
        if (word.isNull() || word.length() < begin.length() || Bytes.compare(word, begin, begin.length()) != 0) return Cap.NULL;
        return word.plus(begin.length()).bounded(word.length() - begin.length());
    }

    /** How wide the terminal is, when {@code console=terminal:COLUMNS} says it. */
    private static Cap environment(Cap width) {
        if (!width.tag() || width.length() < 2) return Cap.NULL;
        Cap name = Text.utf8("COLUMNS=");
        Cap text = Heap.alloc(name.length() + width.length() - 1);
        Bytes.copy(text, name, name.length());
        Bytes.copy(text.plus(name.length()), width.plus(1), width.length() - 1);
        Cap vector = Heap.allocZeroed(2 * CAP);
        vector.storeCap(0, text);
        return vector;
    }

    private static boolean same(Cap word, Cap text) {
        return !word.isNull() && word.length() == text.length() && Bytes.compare(word, text, text.length()) == 0;
    }

    /** Does a word say at which level programs run? Then they do. */
    private static boolean isolates(Cap word) {
        for (int level = 0; level < 3; level++) {
            Cap text = level == 0 ? Text.utf8("isolation=full") : level == 1 ? Text.utf8("isolation=fault") : Text.utf8("isolation=none");
            if (same(word, text)) return Sys.isolation(level) == 0;
        }
        return false;
    }

    /** The words of a line, quoted as for a shell; behind the last the null capability. */
    static Cap words(Cap line) {
        long length = line.length();
        int most = 1;
        for (long at = 0; at < length; at++) if (line.load8(at) == ' ') most++;
        Cap words = Heap.allocZeroed((most + 1L) * CAP);
        Cap text = Heap.alloc(Math.max(length, 1));
        int n = 0;
        long end = 0;
        for (long at = 0; at < length; ) {
            while (at < length && line.load8(at) == ' ') at++;
            if (at == length || line.load8(at) == 0) break;
            long first = end;
            boolean quoted = false;
            for (; at < length && line.load8(at) != 0 && (quoted || line.load8(at) != ' '); at++) {
                int c = line.load8(at);
                if (c == '\'') quoted = !quoted;
                else if (c == '\\' && !quoted && at + 1 < length) text.store8(end++, line.load8(++at));
                else text.store8(end++, c);
            }
            words.storeCap(n++ * CAP, text.plus(first).bounded(end - first));
        }
        return words;
    }

    private static int run(Cap words, Cap environment) {
        Cap name = words.loadCap(0);
        int failed = Sys.execve(Programs.path(name), words, environment);
        if (failed == ENOENT) {
            Out.text("ufork: there is no program ");
            Out.bytes(name, name.length());
            Out.text("\n");
            programs();
            return NOT_FOUND;
        }
        Out.text("ufork: ");
        Out.bytes(name, name.length());
        if (failed == E2BIG) Out.text(" was not started: too many arguments, or too long ones\n");
        else {
            Out.text(" was not started: error ");
            Out.number(-failed);
            Out.text("\n");
        }
        return NOT_RUN;
    }

    private static void programs() {
        Out.text("programs:");
        Cap name = Stack.bytes(100);
        for (int n = 0; ; n++) {
            int length = Sys.program(n, name);
            if (length < 0) break;
            if (isInit(name, length)) continue;
            Out.text(" ");
            Out.bytes(name, length);
        }
        Out.text("\n");
    }

    private static boolean isInit(Cap name, int length) {
        return length == 4 && Bytes.compare(name, Text.utf8("init"), 4) == 0;
    }
}
