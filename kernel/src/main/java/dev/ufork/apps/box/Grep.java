package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.user.Buffer;
import dev.ufork.user.Lines;
import dev.ufork.user.Err;
import dev.ufork.user.Out;

/** Lines that match a pattern. Of regular expressions it knows characters, ., sets, *, ^, $ and, with -E, +, ? and | outside of groups, which it does not know. */
@Kernel
final class Grep {
    private static final State STATE = Global.of(State.class);

    /** What was asked for. */
    @Struct
    interface State extends Ref {
        boolean extended();     void extended(boolean yes);
        boolean fixed();        void fixed(boolean yes);
        boolean anyCase();      void anyCase(boolean yes);
        boolean words();        void words(boolean yes);
        boolean whole();        void whole(boolean yes);
    }

    private Grep() {}

    static int run(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        Cap pattern = patterns(count, arguments);
        if (pattern.isNull()) {
            if (first >= count) return Box.usage();
            pattern = Box.argument(arguments, first++);
        }
        STATE.extended(Box.has(count, arguments, 'E'));
        STATE.fixed(Box.has(count, arguments, 'F'));
        if (!STATE.fixed() && isBeyond(pattern)) {
            Err.say("grep", pattern, "groups, repetitions in braces and references are not supported");
            return 2;
        }
        STATE.anyCase(Box.has(count, arguments, 'i'));
        STATE.words(Box.has(count, arguments, 'w'));
        STATE.whole(Box.has(count, arguments, 'x'));
        boolean names = !Box.has(count, arguments, 'h') && (Box.has(count, arguments, 'H') || count - first > 1);
        boolean any = false;
        boolean failed = false;
        for (int n = first; n < Math.max(count, first + 1); n++) {
            Cap name = n < count ? Box.argument(arguments, n) : Text.utf8("-");
            int d = Texts.open("grep", name);
            if (d < 0) {
                failed = true;
                continue;
            }
            any |= file(d, d == 0 ? Text.utf8("(standard input)") : name, pattern, names, count, arguments);
            Texts.close(d);
        }
        return failed && !(any && Box.has(count, arguments, 'q')) ? 2 : any ? 0 : 1;
    }

    /** All patterns of -e, a line each; null when there is none. */
    private static Cap patterns(int count, Cap arguments) {
        Cap last = Box.value(count, arguments, 'e');
        if (last.isNull()) return last;
        Buffer.Growing b = Buffer.make();
        for (int n = 1; ; n++) {
            Cap pattern = Box.value(count, arguments, 'e', n);
            Buffer.add(b, pattern, pattern.length());
            if (n == count || Box.value(count, arguments, 'e', n + 1).address() == pattern.address()) break;
            Buffer.add(b, '\n');
        }
        return Buffer.take(b);
    }

    /** Does a pattern ask for what is not understood here, and would be taken for something else? */
    private static boolean isBeyond(Cap pattern) {
        for (long at = 0; at < pattern.length(); at = behind(pattern, at)) {
            int c = pattern.load8(at);
            boolean escaped = c == '\\' && at + 1 < pattern.length();
            if (escaped) c = pattern.load8(at + 1);
            if (escaped != STATE.extended() && (c == '(' || c == ')' || c == '{')) return true;
            if (escaped && c >= '1' && c <= '9') return true;
        }
        return false;
    }

    private static boolean file(int descriptor, Cap name, Cap pattern, boolean names, int count, Cap arguments) {
        boolean not = Box.has(count, arguments, 'v');
        boolean list = Box.has(count, arguments, 'l');
        boolean without = Box.has(count, arguments, 'L');
        boolean quiet = list || without || Box.has(count, arguments, 'q');
        boolean counts = Box.has(count, arguments, 'c');
        boolean numbers = Box.has(count, arguments, 'n');
        Lines.Reader r = Lines.of(descriptor);
        int found = 0;
        int number = 0;
        for (Cap line = Lines.line(r); !line.isNull() && !(quiet && found > 0); line = Lines.line(r)) {
            number++;
            if (matches(pattern, line) == not) continue;
            found++;
            if (counts || quiet) continue;
            if (names) named(name);
            if (numbers) {
                Out.number(number);
                Out.text(":");
            }
            Texts.line(line);
        }
        if (counts && !quiet) {
            if (names) named(name);
            Out.number(found);
            Out.text("\n");
        }
        if (without ? found == 0 : list && found > 0) Texts.line(name);
        Lines.free(r);
        return without ? found == 0 : found > 0;
    }

    private static void named(Cap name) {
        Out.bytes(name, name.length());
        Out.text(":");
    }

    /** Does one of the patterns, apart by newlines or bars, match somewhere in the line? */
    private static boolean matches(Cap patterns, Cap line) {
        long start = 0;
        while (start <= patterns.length()) {
            long end = start;
            while (end < patterns.length() && !divides(patterns, end)) end += !STATE.fixed() && patterns.load8(end) == '\\' ? 2 : 1;
            end = Math.min(end, patterns.length());
            if (somewhere(patterns.plus(start).bounded(end - start), line)) return true;
            start = end + 1;
        }
        return false;
    }

    private static boolean divides(Cap patterns, long at) {
        int c = patterns.load8(at);
        return c == '\n' || c == '|' && STATE.extended() && !STATE.fixed();
    }

    private static boolean somewhere(Cap pattern, Cap line) {
        boolean begin = !STATE.fixed() && pattern.length() > 0 && pattern.load8(0) == '^';
        for (long at = 0; at <= line.length(); at++) {
            if (begin && at > 0 || STATE.whole() && at > 0) return false;
            if (STATE.words() && at > 0 && isWord(line.load8(at - 1))) continue;
            if (here(pattern, begin ? 1 : 0, line, at)) return true;
        }
        return false;
    }

    private static boolean isWord(int c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean ends(Cap line, long at) {
        if (STATE.whole() && at != line.length()) return false;
        return !STATE.words() || at == line.length() || !isWord(line.load8(at));
    }

    /** Does the pattern from {@code p} on match the line from {@code at} on? */
    private static boolean here(Cap pattern, long p, Cap line, long at) {
        if (p == pattern.length()) return ends(line, at);
        if (STATE.fixed()) return at < line.length() && same(pattern.load8(p), line.load8(at)) && here(pattern, p + 1, line, at + 1);
        if (pattern.load8(p) == '$' && p + 1 == pattern.length()) return at == line.length() && ends(line, at);
        long next = behind(pattern, p);
        int times = next < pattern.length() ? pattern.load8(next) : 0;
        boolean star = times == '*' && !(p == 0 && pattern.load8(0) == '*');
        boolean more = STATE.extended() && (times == '+' || times == '?');
        if (!star && !more) return at < line.length() && one(pattern, p, next, line.load8(at)) && here(pattern, next, line, at + 1);
        long least = times == '+' ? 1 : 0;
        long most = at;
        while (most < line.length() && (times != '?' || most == at) && one(pattern, p, next, line.load8(most))) most++;
        for (; most >= at + least; most--) if (here(pattern, next + 1, line, most)) return true;
        return false;
    }

    /** Where the part of the pattern that stands for one character ends. */
    private static long behind(Cap pattern, long p) {
        int c = pattern.load8(p);
        if (c == '\\' && p + 1 < pattern.length()) return p + 2;
        if (c != '[') return p + 1;
        long at = p + 1;
        if (at < pattern.length() && pattern.load8(at) == '^') at++;
        long first = at;
        while (at < pattern.length() && (pattern.load8(at) != ']' || at == first)) {
            if (pattern.load8(at) == '[' && at + 1 < pattern.length() && pattern.load8(at + 1) == ':') {
                at += 2;
                while (at < pattern.length() && pattern.load8(at) != ']') at++;
            }
            at++;
        }
        return at < pattern.length() ? at + 1 : p + 1;
    }

    private static boolean one(Cap pattern, long p, long next, int c) {
        int wanted = pattern.load8(p);
        if (wanted == '.') return true;
        if (wanted == '\\' && next == p + 2) return same(pattern.load8(p + 1), c);
        if (wanted == '[' && next > p + 1) return inSet(pattern.plus(p + 1).bounded(next - p - 2), c) || STATE.anyCase() && inSet(pattern.plus(p + 1).bounded(next - p - 2), other(c));
        return same(wanted, c);
    }

    private static boolean inSet(Cap set, int c) {
        boolean not = set.length() > 1 && set.load8(0) == '^';
        boolean found = false;
        for (long at = not ? 1 : 0; at < set.length(); at++) {
            int low = set.load8(at);
            if (low == '[' && at + 1 < set.length() && set.load8(at + 1) == ':') {
                Cap name = set.plus(at + 2).bounded(set.length() - at - 2);
                found |= inClass(name.bounded(Math.max(Bytes.find(name, ':', name.length()), 0)), c);
                at += Bytes.find(name, ':', name.length()) + 3;
                continue;
            }
            int high = low;
            if (at + 2 < set.length() && set.load8(at + 1) == '-') {
                high = set.load8(at + 2);
                at += 2;
            }
            found |= c >= low && c <= high;
        }
        return found != not;
    }

    private static boolean is(Cap name, String wanted) {
        return Buffer.same(name, wanted);
    }

    private static boolean inClass(Cap name, int c) {
        boolean digit = c >= '0' && c <= '9';
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        return is(name, "digit") && digit || is(name, "lower") && lower || is(name, "upper") && upper || is(name, "alpha") && (lower || upper)
                || is(name, "alnum") && (digit || lower || upper) || is(name, "space") && (c == ' ' || c >= 9 && c <= 13)
                || is(name, "blank") && (c == ' ' || c == '\t') || is(name, "punct") && c > ' ' && c < 127 && !digit && !lower && !upper;
    }

    private static boolean same(int wanted, int c) {
        return wanted == c || STATE.anyCase() && other(wanted) == c;
    }

    /** The letter in the other case. */
    private static int other(int c) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return letter ? c ^ 32 : c;
    }
}
