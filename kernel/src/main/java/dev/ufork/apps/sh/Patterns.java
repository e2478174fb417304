package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.DirectoryEntry;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;

/** Patterns of texts and of file names. Source: POSIX.1-2017, Shell and Utilities 2.13. */
@Kernel
final class Patterns {
    private static final int ROOM = 2048;
    private static final int ORDINARY = 0x100;

    private Patterns() {}

    /** Does the pattern from {@code p} on match all of the text from {@code t} on? A backslash makes the character behind it an ordinary one. */
    static boolean matches(Cap pattern, long p, Cap text, long t) {
        while (p < pattern.length()) {
            int c = pattern.load8(p);
            if (c == '*') {
                for (long rest = t; rest <= text.length(); rest++) if (matches(pattern, p + 1, text, rest)) return true;
                return false;
            }
            if (t == text.length()) return false;
            long end = c == '[' ? endOfSet(pattern, p + 1) : 0;
            if (end > 0) {
                if (!inSet(pattern, p + 1, end, text.load8(t))) return false;
                p = end;
            } else {
                if (c == '\\' && p + 1 < pattern.length()) c = pattern.load8(++p) | ORDINARY;
                if (c != '?' && (c & 0xff) != text.load8(t)) return false;
            }
            p++;
            t++;
        }
        return t == text.length();
    }

    /** Where the ] is that ends a set; 0 when there is none. */
    private static long endOfSet(Cap pattern, long at) {
        long first = at;
        if (at < pattern.length() && (pattern.load8(at) == '!' || pattern.load8(at) == '^')) first = ++at;
        for (; at < pattern.length(); at++) {
            int c = pattern.load8(at);
            if (c == ']' && at > first) return at;
            if (c == '\\') at++;
            else if (c == '[' && at + 1 < pattern.length() && pattern.load8(at + 1) == ':') {
                while (at + 1 < pattern.length() && !(pattern.load8(at) == ':' && pattern.load8(at + 1) == ']')) at++;
                at++;
            }
        }
        return 0;
    }

    private static boolean inSet(Cap pattern, long at, long end, int c) {
        boolean not = pattern.load8(at) == '!' || pattern.load8(at) == '^';
        if (not) at++;
        boolean found = false;
        for (; at < end; at++) {
            int low = pattern.load8(at);
            if (low == '[' && pattern.load8(at + 1) == ':') {
                long close = at + 2;
                while (close < end && pattern.load8(close) != ':') close++;
                found |= inClass(pattern.plus(at + 2).bounded(close - at - 2), c);
                at = close + 1;
                continue;
            }
            if (low == '\\' && at + 1 < end) low = pattern.load8(++at);
            int high = low;
            if (at + 2 < end && pattern.load8(at + 1) == '-') {
                at += 2;
                if (pattern.load8(at) == '\\' && at + 1 < end) at++;
                high = pattern.load8(at);
            }
            found |= c >= low && c <= high;
        }
        return found != not;
    }

    private static boolean inClass(Cap name, int c) {
        boolean digit = c >= '0' && c <= '9';
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        if (Buffer.same(name, "digit")) return digit;
        if (Buffer.same(name, "lower")) return lower;
        if (Buffer.same(name, "upper")) return upper;
        if (Buffer.same(name, "alpha")) return lower || upper;
        if (Buffer.same(name, "alnum")) return digit || lower || upper;
        if (Buffer.same(name, "space")) return c == ' ' || c >= 9 && c <= 13;
        if (Buffer.same(name, "blank")) return c == ' ' || c == '\t';
        if (Buffer.same(name, "xdigit")) return digit || (c | 32) >= 'a' && (c | 32) <= 'f';
        if (Buffer.same(name, "punct")) return c > ' ' && c < 127 && !digit && !lower && !upper;
        if (Buffer.same(name, "cntrl")) return c < ' ' || c == 127;
        if (Buffer.same(name, "graph")) return c > ' ' && c < 127;
        return Buffer.same(name, "print") && c >= ' ' && c < 127;
    }

    static Cap withoutEnd(Cap text, Cap pattern, boolean longest) {
        long n = text.length();
        for (long i = 0; i <= n; i++) {
            long keep = longest ? i : n - i;
            if (matches(pattern, 0, text.plus(keep).bounded(n - keep), 0)) return text.bounded(keep);
        }
        return text;
    }

    static Cap withoutStart(Cap text, Cap pattern, boolean longest) {
        long n = text.length();
        for (long i = 0; i <= n; i++) {
            long cut = longest ? n - i : i;
            if (matches(pattern, 0, text.bounded(cut), 0)) return text.plus(cut).bounded(n - cut);
        }
        return text;
    }

    /** Appends the files whose names match, in order. False when there are none. */
    static boolean files(Cap pattern, Fields.List out) {
        int first = out.count();
        Cap start = pattern.length() > 0 && pattern.load8(0) == '/' ? Text.utf8("/") : Text.utf8("");
        below(start, pattern.plus(start.length()).bounded(pattern.length() - start.length()), out, first);
        return out.count() > first;
    }

    /** Appends what the rest of a pattern matches below a directory, which ends with a slash or is empty. */
    private static void below(Cap directory, Cap pattern, Fields.List out, int first) {
        long end = Bytes.find(pattern, '/', pattern.length());
        boolean last = end < 0;
        if (last) end = pattern.length();
        Cap part = pattern.bounded(end);
        long behind = end;
        while (behind < pattern.length() && pattern.load8(behind) == '/') behind++;
        Cap rest = pattern.plus(behind).bounded(pattern.length() - behind);
        int d = Io.open(directory.length() == 0 ? Text.utf8(".") : directory, Open.READ | Open.DIRECTORY, 0);
        if (d < 0) return;
        Cap entries = Heap.alloc(ROOM);
        for (long n = Io.getdents(d, entries, ROOM); n > 0; n = Io.getdents(d, entries, ROOM)) {
            for (long at = 0; at < n; ) {
                DirectoryEntry e = entries.plus(at).as(DirectoryEntry.class);
                Cap name = entries.plus(at + Layout.size(DirectoryEntry.class));
                name = name.bounded(Bytes.lengthOfText(name));
                at += e.length();
                if (name.load8(0) == '.' && (part.length() == 0 || part.load8(0) != '.') || !matches(part, 0, name, 0)) continue;
                if (last) add(out, directory, name, first);
                else if ((e.mode() & Stat.KIND) == Stat.DIRECTORY) descend(directory, name, rest, out, first);
            }
        }
        Heap.free(entries);
        Io.close(d);
    }

    private static void descend(Cap directory, Cap name, Cap rest, Fields.List out, int first) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, directory, directory.length());
        Buffer.add(b, name, name.length());
        Buffer.add(b, '/');
        if (rest.length() == 0) add(out, b.data().bounded(b.used()), Text.utf8(""), first);
        else below(b.data().bounded(b.used()), rest, out, first);
        Buffer.free(b);
    }

    private static void add(Fields.List out, Cap directory, Cap name, int first) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, directory, directory.length());
        Buffer.add(b, name, name.length());
        Cap text = Buffer.take(b);
        Buffer.free(b);
        Fields.add(out, text);
        int hole = out.count() - 1;
        for (; hole > first && compare(Fields.get(out, hole - 1), text) > 0; hole--) out.vector().storeCap(hole * 16L, Fields.get(out, hole - 1));
        out.vector().storeCap(hole * 16L, text);
    }

    static int compare(Cap a, Cap b) {
        int difference = Bytes.compare(a, b, Math.min(a.length(), b.length()));
        return difference != 0 ? difference : (int) (a.length() - b.length());
    }
}
