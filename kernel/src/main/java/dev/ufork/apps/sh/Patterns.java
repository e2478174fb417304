package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.DirectoryEntry;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;

/** Patterns of texts and of file names. Source: POSIX.1-2017, Shell and Utilities 2.13. */
@Kernel
final class Patterns {
    private static final int ROOM = 2048;

    private Patterns() {}

    /** Does the pattern from {@code p} on match all of the text from {@code t} on? */
    static boolean matches(Cap pattern, long p, Cap text, long t) {
        while (p < pattern.length()) {
            int c = pattern.load8(p);
            if (c == '*') {
                for (long rest = t; rest <= text.length(); rest++) if (matches(pattern, p + 1, text, rest)) return true;
                return false;
            }
            if (t == text.length()) return false;
            if (c == '[' && Bytes.find(pattern.plus(p), ']', pattern.length() - p) > 1) {
                long end = p + Bytes.find(pattern.plus(p), ']', pattern.length() - p);
                if (!inSet(pattern, p + 1, end, text.load8(t))) return false;
                p = end;
            } else if (c != '?' && c != text.load8(t)) {
                return false;
            }
            p++;
            t++;
        }
        return t == text.length();
    }

    private static boolean inSet(Cap pattern, long at, long end, int c) {
        boolean not = pattern.load8(at) == '!';
        if (not) at++;
        boolean found = false;
        for (; at < end; at++) {
            int low = pattern.load8(at);
            int high = low;
            if (at + 2 < end && pattern.load8(at + 1) == '-') {
                high = pattern.load8(at + 2);
                at += 2;
            }
            found |= c >= low && c <= high;
        }
        return found != not;
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

    /** Appends the files whose names match, in order; the last part of the path alone is a pattern. False when there are none. */
    static boolean files(Cap path, Fields.List out) {
        long slash = path.length();
        while (slash > 0 && path.load8(slash - 1) != '/') slash--;
        Cap pattern = path.plus(slash).bounded(path.length() - slash);
        int d = Io.open(slash == 0 ? Text.utf8(".") : path.bounded(slash), Open.READ | Open.DIRECTORY, 0);
        if (d < 0) return false;
        int first = out.count();
        Cap entries = Heap.alloc(ROOM);
        for (long n = Io.getdents(d, entries, ROOM); n > 0; n = Io.getdents(d, entries, ROOM)) {
            for (long at = 0; at < n; ) {
                DirectoryEntry e = entries.plus(at).as(DirectoryEntry.class);
                Cap name = entries.plus(at + Layout.size(DirectoryEntry.class));
                name = name.bounded(Bytes.lengthOfText(name));
                at += e.length();
                if (name.load8(0) == '.' && pattern.load8(0) != '.') continue;
                if (matches(pattern, 0, name, 0)) add(out, path.bounded(slash), name, first);
            }
        }
        Heap.free(entries);
        Io.close(d);
        return out.count() > first;
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

    private static int compare(Cap a, Cap b) {
        int difference = Bytes.compare(a, b, Math.min(a.length(), b.length()));
        return difference != 0 ? difference : (int) (a.length() - b.length());
    }
}
