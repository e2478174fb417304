package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;

/** {@code read} and {@code getopts}. */
@Kernel
final class Reading {
    private static final State STATE = Global.of(State.class);

    /** Where in a word of several options {@code getopts} is. */
    @Struct
    interface State extends Ref {
        long within();      void within(long offset);
        int word();         void word(int n);
    }

    private Reading() {}

    /** {@code read [-r] [-p PROMPT] NAME...}. */
    static int read(Fields.List words) {
        boolean raw = false;
        int first = 1;
        for (; first < words.count() && Builtins.word(words, first).length() > 1 && Builtins.word(words, first).load8(0) == '-'; first++) {
            Cap option = Builtins.word(words, first);
            if (Buffer.same(option, "-r")) raw = true;
            else if (Buffer.same(option, "-p") && first + 1 < words.count()) {
                Io.write(2, Builtins.word(words, ++first), Builtins.word(words, first).length());
            } else if (Buffer.same(option, "--")) {
                first++;
                break;
            } else {
                Sh.say("read", option, "Illegal option");
                return 2;
            }
        }
        if (first == words.count()) {
            Sh.say("read", Text.utf8("usage"), "read [-r] [-p PROMPT] NAME...");
            return 2;
        }
        Buffer.Growing line = Buffer.make();
        Buffer.Growing literal = Buffer.make();
        boolean whole = line(raw, line, literal);
        split(line.data().bounded(line.used()), literal.data(), words, first);
        Buffer.free(line);
        Buffer.free(literal);
        return whole ? 0 : 1;
    }

    /** Reads a line without its newline, and for each character whether it was behind a backslash; false when there was no newline. */
    private static boolean line(boolean raw, Buffer.Growing line, Buffer.Growing literal) {
        Cap c = Stack.bytes(16);
        boolean quoted = false;
        while (true) {
            if (Io.read(0, c, 1) <= 0) return false;
            if (!raw && !quoted && c.load8(0) == '\\') {
                quoted = true;
                continue;
            }
            if (c.load8(0) == '\n' && !quoted) return true;
            if (c.load8(0) != '\n') {
                Buffer.add(line, c.load8(0));
                Buffer.add(literal, quoted ? 1 : 0);
            }
            quoted = false;
        }
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n';
    }

    private static void split(Cap text, Cap literal, Fields.List words, int first) {
        Cap separators = Variables.separators();
        long end = text.length();
        while (end > 0 && separates(text, literal, end - 1, separators) && isBlank(text.load8(end - 1))) end--;
        long at = 0;
        while (at < end && separates(text, literal, at, separators) && isBlank(text.load8(at))) at++;
        for (int n = first; n < words.count(); n++) {
            long stop = at;
            while (stop < end && !separates(text, literal, stop, separators)) stop++;
            long next = behind(text, literal, stop, end, separators);
            if (n == words.count() - 1 && next < end) stop = end;
            Variables.set(Builtins.word(words, n), text.plus(at).bounded(stop - at));
            at = next;
        }
    }

    private static boolean separates(Cap text, Cap literal, long at, Cap separators) {
        return literal.load8(at) == 0 && Bytes.find(separators, text.load8(at), separators.length()) >= 0;
    }

    /** Behind a separator: blanks, one other, blanks. */
    private static long behind(Cap text, Cap literal, long at, long end, Cap separators) {
        boolean other = false;
        for (; at < end && separates(text, literal, at, separators); at++) {
            if (isBlank(text.load8(at))) continue;
            if (other) break;
            other = true;
        }
        return at;
    }

    private static void variable(String name, Cap value) {
        Variables.set(Text.utf8(name), value);
    }

    private static void index(int n) {
        Cap digits = Stack.bytes(24);
        variable("OPTIND", digits.bounded(Format.decimal(digits, 0, n)));
    }

    /** {@code getopts OPTIONS NAME [WORDS...]}. */
    static int getopts(Fields.List words) {
        if (words.count() < 3) {
            Sh.say("getopts", Text.utf8("usage"), "getopts OPTIONS NAME [WORDS...]");
            return 2;
        }
        Cap options = Builtins.word(words, 1);
        Cap value = Variables.get(Text.utf8("OPTIND"));
        int n = value.isNull() ? 1 : (int) Format.parse(value, value.length());
        if (n != STATE.word()) STATE.within(0);
        Cap word = parameter(words, STATE.within() == 0 ? n : n - 1);
        if (STATE.within() == 0) {
            boolean end = !word.isNull() && Buffer.same(word, "--");
            if (word.isNull() || word.length() < 2 || word.load8(0) != '-' || end) {
                index(end ? n + 1 : n);
                variable("OPTARG", Text.utf8(""));
                Variables.unset(Text.utf8("OPTARG"));
                Variables.set(Builtins.word(words, 2), Text.utf8("?"));
                return 1;
            }
            STATE.within(1);
            n++;
        }
        Cap letter = word.plus(STATE.within()).bounded(1);
        STATE.within(STATE.within() + 1);
        boolean last = STATE.within() == word.length();
        long at = letter.load8(0) == ':' ? -1 : Bytes.find(options, letter.load8(0), options.length());
        boolean wants = at >= 0 && at + 1 < options.length() && options.load8(at + 1) == ':';
        variable("OPTARG", Text.utf8(""));
        if (at < 0) Variables.unset(Text.utf8("OPTARG"));
        boolean quiet = options.length() > 0 && options.load8(0) == ':';
        Cap found = at < 0 ? Text.utf8("?") : letter;
        if (at < 0 && quiet) variable("OPTARG", letter);
        if (at < 0 && !quiet) Sh.say("", letter, "Illegal option -");
        if (wants) {
            Cap argument = last ? parameter(words, n++) : word.plus(STATE.within()).bounded(word.length() - STATE.within());
            last = true;
            if (!argument.isNull()) variable("OPTARG", argument);
            else if (quiet) {
                variable("OPTARG", letter);
                found = Text.utf8(":");
            } else {
                Sh.say("", letter, "No argument for option -");
                found = Text.utf8("?");
            }
        }
        Variables.set(Builtins.word(words, 2), found);
        if (last) STATE.within(0);
        index(n);
        STATE.word(n);
        return 0;
    }

    private static Cap parameter(Fields.List words, int n) {
        if (words.count() == 3) return Variables.parameter(n);
        return n + 2 < words.count() ? Builtins.word(words, n + 2) : Cap.NULL;
    }
}
