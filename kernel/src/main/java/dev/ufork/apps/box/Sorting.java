package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Lines;
import dev.ufork.user.Out;

/** {@code sort}: by bytes, or by numbers, of a line or of its keys. Source: POSIX.1-2017, {@code sort}. */
@Kernel
final class Sorting {
    private static final State STATE = Global.of(State.class);

    /** What was asked for. */
    @Struct
    interface State extends Ref {
        boolean reverse();      void reverse(boolean yes);
        boolean unique();       void unique(boolean yes);
        boolean stable();       void stable(boolean yes);
        /** What divides fields; below 0 blanks do. */
        int divider();          void divider(int c);
        /** The {@link Key}s, by falling importance. */
        Cap keys();             void keys(Cap c);
        int count();            void count(int n);
    }

    /** A part of lines, and how it is compared. */
    @Struct(size = 24)
    interface Key extends Ref {
        boolean numbers();      void numbers(boolean yes);
        boolean reverse();      void reverse(boolean yes);
        boolean anyCase();      void anyCase(boolean yes);
        /** Are blanks before the first and the last field's characters passed over? */
        boolean blanks();       void blanks(boolean yes);
        boolean lastBlanks();   void lastBlanks(boolean yes);
        /** The first and last field and a character in it, from 1; 0 for the line's and the field's end. */
        int from();             void from(int n);
        int fromCharacter();    void fromCharacter(int n);
        int to();               void to(int n);
        int toCharacter();      void toCharacter(int n);
    }

    private Sorting() {}

    static int run(int count, Cap arguments) {
        STATE.reverse(Box.has(count, arguments, 'r'));
        STATE.unique(Box.has(count, arguments, 'u'));
        STATE.stable(STATE.unique() || Box.has(count, arguments, 's'));
        Cap divider = Box.value(count, arguments, 't');
        STATE.divider(divider.isNull() || divider.length() == 0 ? -1 : divider.load8(0));
        int keys = Math.max(keys(count, arguments), 1);
        STATE.count(keys);
        STATE.keys(Heap.allocZeroed(keys * Layout.size(Key.class)));
        for (int n = 0; n < keys; n++) {
            Cap text = Box.value(count, arguments, 'k', n + 1);
            Key key = key(n);
            key.from(1);
            key.fromCharacter(1);
            if (!text.isNull() && !read(text, key)) {
                Err.say("sort", text, "invalid key");
                return 2;
            }
            if (key.numbers() || key.reverse() || key.anyCase() || key.blanks() || key.lastBlanks()) continue;
            key.numbers(Box.has(count, arguments, 'n'));
            key.reverse(STATE.reverse());
            key.anyCase(Box.has(count, arguments, 'f'));
            key.blanks(Box.has(count, arguments, 'b'));
            key.lastBlanks(key.blanks());
        }
        Cap lines = Heap.alloc(64 * 16);
        int n = 0;
        int first = Box.operands(count, arguments);
        for (int f = first; f < Math.max(count, first + 1); f++) {
            int d = f < count ? Texts.open("sort", Box.argument(arguments, f)) : 0;
            if (d < 0) return 2;
            Lines.Reader r = Lines.of(d);
            for (Cap line = Lines.line(r); !line.isNull(); line = Lines.line(r)) {
                if (n * 16L == lines.length()) lines = Heap.resize(lines, n * 32L);
                lines.storeCap(n++ * 16L, Buffer.copy(line, line.length()));
            }
            Lines.free(r);
            Texts.close(d);
        }
        if (Box.has(count, arguments, 'c')) return isSorted(lines, n);
        merge(lines, Heap.alloc(Math.max(n, 1) * 16L), 0, n);
        Cap output = Box.value(count, arguments, 'o');
        if (!output.isNull()) {
            int d = Io.open(output, Open.WRITE | Open.CREATE | Open.TRUNCATE, 0666);
            if (d < 0) {
                Err.say("sort", output, d);
                return 2;
            }
            Io.dup2(d, 1);
        }
        for (int i = 0; i < n; i++)
            if (!STATE.unique() || i == 0 || compare(lines.loadCap(i * 16L - 16), lines.loadCap(i * 16L)) != 0) Texts.line(lines.loadCap(i * 16L));
        Out.flush();
        return 0;
    }

    /** How many keys the options name: the n-th is the last when the one behind it is the same. */
    private static int keys(int count, Cap arguments) {
        int keys = Box.value(count, arguments, 'k').isNull() ? 0 : 1;
        while (keys > 0 && keys < count && Box.value(count, arguments, 'k', keys).address() != Box.value(count, arguments, 'k').address()) keys++;
        return keys;
    }

    private static Key key(int n) {
        return STATE.keys().plus(n * Layout.size(Key.class)).as(Key.class);
    }

    private static int isSorted(Cap lines, int n) {
        for (int i = 1; i < n; i++) {
            int difference = compare(lines.loadCap(i * 16L - 16), lines.loadCap(i * 16L));
            if (difference < 0 || difference == 0 && !STATE.unique()) continue;
            Err.say("sort", lines.loadCap(i * 16L), "disorder");
            return 1;
        }
        return 0;
    }

    /** A key {@code FIELD[.CHARACTER][LETTERS][,FIELD[.CHARACTER][LETTERS]]}; false when it is none. */
    private static boolean read(Cap text, Key key) {
        long at = 0;
        for (boolean second = false; ; second = true) {
            int field = 0;
            int character = second ? 0 : 1;
            for (; isDigit(text, at); at++) field = field * 10 + text.load8(at) - '0';
            if (at < text.length() && text.load8(at) == '.') {
                character = 0;
                for (at++; isDigit(text, at); at++) character = character * 10 + text.load8(at) - '0';
            }
            if (field == 0 || !second && character == 0) return false;
            for (; at < text.length() && text.load8(at) != ','; at++) {
                int c = text.load8(at);
                if (c == 'n') key.numbers(true);
                else if (c == 'r') key.reverse(true);
                else if (c == 'f') key.anyCase(true);
                else if (c == 'b' && second) key.lastBlanks(true);
                else if (c == 'b') key.blanks(true);
                else return false;
            }
            if (second) {
                key.to(field);
                key.toCharacter(character);
                return at == text.length();
            }
            key.from(field);
            key.fromCharacter(character);
            if (at++ == text.length()) return true;
        }
    }

    static boolean isDigit(Cap text, long at) {
        return at < text.length() && text.load8(at) >= '0' && text.load8(at) <= '9';
    }

    /** Sorts lines from {@code from} to {@code to}; equal ones stay in order. */
    private static void merge(Cap lines, Cap other, int from, int to) {
        if (to - from < 2) return;
        int middle = from + to >>> 1;
        merge(lines, other, from, middle);
        merge(lines, other, middle, to);
        int a = from;
        int b = middle;
        for (int i = from; i < to; i++) {
            boolean left = b == to || a < middle && compare(lines.loadCap(a * 16L), lines.loadCap(b * 16L)) <= 0;
            other.storeCap(i * 16L, lines.loadCap((left ? a++ : b++) * 16L));
        }
        for (int i = from; i < to; i++) lines.storeCap(i * 16L, other.loadCap(i * 16L));
    }

    private static int compare(Cap a, Cap b) {
        for (int n = 0; n < STATE.count(); n++) {
            Key key = key(n);
            int difference = key.numbers() ? numbers(part(a, key), part(b, key)) : bytes(part(a, key), part(b, key), key.anyCase());
            if (difference != 0) return key.reverse() ? -difference : difference;
        }
        if (STATE.stable()) return 0;
        int difference = bytes(a, b, false);
        return STATE.reverse() ? -difference : difference;
    }

    private static int bytes(Cap a, Cap b, boolean anyCase) {
        long n = Math.min(a.length(), b.length());
        for (long i = 0; anyCase && i < n; i++) {
            int difference = upper(a.load8(i)) - upper(b.load8(i));
            if (difference != 0) return difference;
        }
        int difference = anyCase ? 0 : Bytes.compare(a, b, n);
        return difference != 0 ? difference : a.length() < b.length() ? -1 : a.length() > b.length() ? 1 : 0;
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }

    /** The part of the line that is compared. */
    private static Cap part(Cap line, Key key) {
        long start = field(line, key.from() - 1);
        if (key.blanks()) start = behindBlanks(line, start);
        start = Math.min(start + key.fromCharacter() - 1, line.length());
        long end = line.length();
        if (key.to() > 0 && key.toCharacter() > 0) {
            end = field(line, key.to() - 1);
            if (key.lastBlanks()) end = behindBlanks(line, end);
            end = Math.min(end + key.toCharacter(), line.length());
        } else if (key.to() > 0) {
            end = fieldEnd(line, field(line, key.to() - 1));
        }
        return line.plus(start).bounded(Math.max(end - start, 0));
    }

    private static long behindBlanks(Cap line, long at) {
        while (at < line.length() && (line.load8(at) == ' ' || line.load8(at) == '\t')) at++;
        return at;
    }

    /** Where a line's field begins; counted from 0. */
    private static long field(Cap line, int n) {
        long at = 0;
        for (; n > 0 && at < line.length(); n--) at = Math.min(fieldEnd(line, at) + (STATE.divider() >= 0 ? 1 : 0), line.length());
        return at;
    }

    /** The end of a field that begins with its blanks, when nothing else divides fields. */
    private static long fieldEnd(Cap line, long at) {
        if (STATE.divider() < 0) at = behindBlanks(line, at);
        for (; at < line.length(); at++) {
            int c = line.load8(at);
            if (STATE.divider() >= 0 ? c == STATE.divider() : c == ' ' || c == '\t') break;
        }
        return at;
    }

    /** Compares numbers that texts begin with, of any length; no number is 0. */
    private static int numbers(Cap a, Cap b) {
        long i = behindBlanks(a, 0);
        long j = behindBlanks(b, 0);
        boolean minus = i < a.length() && a.load8(i) == '-';
        boolean other = j < b.length() && b.load8(j) == '-';
        if (minus) i++;
        if (other) j++;
        if (minus == other) return minus ? -magnitudes(a, i, b, j) : magnitudes(a, i, b, j);
        boolean zeros = magnitudes(a, i, a, a.length()) == 0 && magnitudes(b, j, b, b.length()) == 0;
        return zeros ? 0 : minus ? -1 : 1;
    }

    private static int magnitudes(Cap a, long i, Cap b, long j) {
        while (i < a.length() && a.load8(i) == '0') i++;
        while (j < b.length() && b.load8(j) == '0') j++;
        int first = 0;
        for (; isDigit(a, i) && isDigit(b, j); i++, j++) if (first == 0) first = a.load8(i) - b.load8(j);
        if (isDigit(a, i) || isDigit(b, j)) return isDigit(a, i) ? 1 : -1;
        if (first != 0) return first;
        i = i < a.length() && a.load8(i) == '.' ? i + 1 : a.length();
        j = j < b.length() && b.load8(j) == '.' ? j + 1 : b.length();
        for (; isDigit(a, i) || isDigit(b, j); i++, j++) {
            int x = isDigit(a, i) ? a.load8(i) : '0';
            int y = isDigit(b, j) ? b.load8(j) : '0';
            if (x != y) return x - y;
            if (!isDigit(a, i)) i = a.length();
            if (!isDigit(b, j)) j = b.length();
        }
        return 0;
    }
}
