package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
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

/** {@code sort}: by bytes, or by numbers, of a line or of one key. Source: POSIX.1-2017, {@code sort}. */
@Kernel
final class Sorting {
    private static final State STATE = Global.of(State.class);

    /** What was asked for. */
    @Struct
    interface State extends Ref {
        boolean numbers();      void numbers(boolean yes);
        boolean reverse();      void reverse(boolean yes);
        boolean unique();       void unique(boolean yes);
        boolean anyCase();      void anyCase(boolean yes);
        boolean blanks();       void blanks(boolean yes);
        /** What divides fields; below 0 blanks do. */
        int divider();          void divider(int c);
        /** The key's first and last field, from 1; 0 for the line's begin and end. */
        int from();             void from(int n);
        int to();               void to(int n);
        boolean keyReverse();   void keyReverse(boolean yes);
    }

    private Sorting() {}

    static int run(int count, Cap arguments) {
        STATE.numbers(Box.has(count, arguments, 'n'));
        STATE.reverse(Box.has(count, arguments, 'r'));
        STATE.unique(Box.has(count, arguments, 'u'));
        STATE.anyCase(Box.has(count, arguments, 'f'));
        STATE.blanks(Box.has(count, arguments, 'b'));
        STATE.keyReverse(STATE.reverse());
        Cap divider = Box.value(count, arguments, 't');
        STATE.divider(divider.isNull() || divider.length() == 0 ? -1 : divider.load8(0));
        Cap key = Box.value(count, arguments, 'k');
        if (!key.isNull() && !key(key)) {
            Err.say("sort", key, "invalid key");
            return 2;
        }
        if (keys(count, arguments) > 1) {
            Err.say("sort", key, "there can be one key only");
            return 2;
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

    private static int keys(int count, Cap arguments) {
        int keys = 0;
        for (int n = 1; n < Box.operands(count, arguments); n++) if (Box.isOption(count, arguments, n) && Box.argument(arguments, n).load8(1) == 'k') keys++;
        return keys;
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

    /** A key FROM[,TO] with letters of how it is compared; false when it is none. */
    private static boolean key(Cap text) {
        int number = 0;
        boolean second = false;
        for (long at = 0; at < text.length(); at++) {
            int c = text.load8(at);
            if (c >= '0' && c <= '9') number = number * 10 + c - '0';
            else if (c == ',' && !second && number > 0) {
                STATE.from(number);
                number = 0;
                second = true;
            } else if (c == 'n') STATE.numbers(true);
            else if (c == 'r') STATE.keyReverse(true);
            else if (c == 'f') STATE.anyCase(true);
            else if (c == 'b') STATE.blanks(true);
            else return false;
        }
        if (second) STATE.to(number);
        else STATE.from(number);
        return number > 0;
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
        int difference = keyed(part(a), part(b));
        if (difference != 0) return STATE.keyReverse() ? -difference : difference;
        if (STATE.unique()) return 0;
        difference = bytes(a, b, false);
        return STATE.reverse() ? -difference : difference;
    }

    private static int keyed(Cap a, Cap b) {
        if (!STATE.numbers()) return bytes(a, b, STATE.anyCase());
        long x = leading(a);
        long y = leading(b);
        return x < y ? -1 : x > y ? 1 : 0;
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
    private static Cap part(Cap line) {
        long start = STATE.from() == 0 ? 0 : field(line, STATE.from() - 1);
        long end = STATE.to() == 0 ? line.length() : field(line, STATE.to());
        if (STATE.to() != 0 && STATE.divider() >= 0 && end > start && line.load8(end - 1) == STATE.divider()) end--;
        while (STATE.blanks() && start < end && line.load8(start) == ' ') start++;
        return line.plus(start).bounded(Math.max(end - start, 0));
    }

    /** Where a line's field begins, and so those before it end; counted from 0. */
    private static long field(Cap line, int n) {
        long at = 0;
        for (; n > 0 && at < line.length(); n--) {
            if (STATE.divider() >= 0) {
                while (at < line.length() && line.load8(at) != STATE.divider()) at++;
                at = Math.min(at + 1, line.length());
                continue;
            }
            while (at < line.length() && (line.load8(at) == ' ' || line.load8(at) == '\t')) at++;
            while (at < line.length() && line.load8(at) != ' ' && line.load8(at) != '\t') at++;
        }
        return at;
    }

    private static long leading(Cap text) {
        long at = 0;
        while (at < text.length() && (text.load8(at) == ' ' || text.load8(at) == '\t')) at++;
        boolean minus = at < text.length() && text.load8(at) == '-';
        if (minus) at++;
        long value = 0;
        for (; at < text.length() && text.load8(at) >= '0' && text.load8(at) <= '9'; at++) value = value * 10 + text.load8(at) - '0';
        return minus ? -value : value;
    }
}
