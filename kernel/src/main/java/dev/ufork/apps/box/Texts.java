package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Lines;
import dev.ufork.user.Out;

/** Commands that read texts: cat, echo, head, tail, wc. */
@Kernel
final class Texts {
    private static final int BLOCK = 2048;

    private Texts() {}

    /** Opens operand {@code n}, - for standard input; below 0, and said, when that fails. */
    static int open(String command, Cap name) {
        if (Buffer.same(name, "-")) return 0;
        int d = Io.open(name, Open.READ, 0);
        if (d < 0) Err.say(command, name, d);
        return d;
    }

    static void close(int descriptor) {
        if (descriptor > 0) Io.close(descriptor);
    }

    /** Copies everything; below 0 when it fails. */
    static long copy(int from, int to) {
        Cap block = Heap.alloc(BLOCK);
        long n = Io.read(from, block, BLOCK);
        for (; n > 0; n = Io.read(from, block, BLOCK)) {
            for (long done = 0; done < n; ) {
                long more = Io.write(to, block.plus(done), n - done);
                if (more < 0) return more;
                done += more;
            }
        }
        Heap.free(block);
        return n;
    }

    static int cat(int count, Cap arguments) {
        int status = 0;
        int first = Box.operands(count, arguments);
        if (first == count) return copy(0, 1) < 0 ? 1 : 0;
        for (int n = first; n < count; n++) {
            Cap name = Box.argument(arguments, n);
            int d = open("cat", name);
            long result = d < 0 ? d : copy(d, 1);
            if (d >= 0 && result < 0) Err.say("cat", name, (int) result);
            if (result < 0) status = 1;
            close(d);
        }
        return status;
    }

    static int echo(int count, Cap arguments) {
        boolean newline = count < 2 || !Buffer.same(Box.argument(arguments, 1), "-n");
        for (int n = newline ? 1 : 2; n < count; n++) {
            if (n > (newline ? 1 : 2)) Out.text(" ");
            Out.bytes(Box.argument(arguments, n), Box.argument(arguments, n).length());
        }
        if (newline) Out.text("\n");
        return 0;
    }

    static void line(Cap line) {
        line(line, true);
    }

    private static void line(Cap line, boolean whole) {
        Out.bytes(line, line.length());
        if (whole) Out.text("\n");
    }

    private static long number(Cap text) {
        for (long i = 0; i < text.length(); i++) if (text.load8(i) < '0' || text.load8(i) > '9') return -1;
        return text.length() == 0 ? -1 : Format.parse(text, text.length());
    }

    /** head and tail: the first or last lines of each file; with several, each behind its name. */
    static int head(int count, Cap arguments, boolean tail) {
        Cap bytes = Box.value(count, arguments, 'c');
        Cap number = bytes.isNull() ? Box.value(count, arguments, 'n') : bytes;
        int sign = !number.isNull() && number.length() > 1 ? number.load8(0) : 0;
        boolean but = !tail && bytes.isNull() && sign == '-';
        boolean from = tail && sign == '+';
        if (from || but || tail && sign == '-') number = number.plus(1).bounded(number.length() - 1);
        long wanted = number.isNull() ? 10 : number(number);
        if (wanted < 0) {
            Err.say(tail ? "tail" : "head", number, "invalid number");
            return 1;
        }
        int first = Box.operands(count, arguments);
        int status = 0;
        boolean any = false;
        for (int n = first; n < Math.max(count, first + 1); n++) {
            Cap name = n < count ? Box.argument(arguments, n) : Text.utf8("-");
            int d = open(tail ? "tail" : "head", name);
            if (d < 0) {
                status = 1;
                continue;
            }
            if (count - first > 1) {
                Out.text(any ? "\n==> " : "==> ");
                any = true;
                if (d == 0) Out.text("standard input");
                else Out.bytes(name, name.length());
                Out.text(" <==\n");
            }
            Lines.Reader r = Lines.of(d);
            if (!bytes.isNull() && tail && !from) end(r, wanted);
            else if (!bytes.isNull()) bytes(r, from ? wanted - 1 : 0, from ? Long.MAX_VALUE : wanted);
            else if (but) allBut(r, wanted);
            else if (tail && !from) last(r, wanted);
            else part(r, from ? wanted - 1 : 0, from ? Long.MAX_VALUE : wanted);
            Lines.free(r);
            close(d);
        }
        return status;
    }

    private static void bytes(Lines.Reader r, long skipped, long wanted) {
        Cap c = Stack.bytes(16);
        while (wanted > 0) {
            int next = Lines.next(r);
            if (next < 0) return;
            if (skipped-- > 0) continue;
            c.store8(0, next);
            Out.bytes(c, 1);
            wanted--;
        }
    }

    /** The last bytes, which are kept in a ring. */
    private static void end(Lines.Reader r, long wanted) {
        Buffer.Growing ring = Buffer.make();
        long n = 0;
        for (int next = Lines.next(r); next >= 0 && wanted > 0; next = Lines.next(r), n++) {
            if (n < wanted) Buffer.add(ring, next);
            else ring.data().store8(n % wanted, next);
        }
        long oldest = n > wanted ? n % wanted : 0;
        Out.bytes(ring.data().plus(oldest), ring.used() - oldest);
        Out.bytes(ring.data(), oldest);
        Buffer.free(ring);
    }

    private static void part(Lines.Reader r, long skipped, long wanted) {
        for (; wanted > 0; wanted--) {
            Cap line = Lines.line(r);
            if (line.isNull()) return;
            if (skipped-- <= 0) line(line, r.whole());
            else wanted++;
        }
    }

    /** Each line when so many have come behind it. */
    private static void allBut(Lines.Reader r, long kept) {
        Cap ring = Heap.allocZeroed(16);
        long n = 0;
        for (Cap line = Lines.line(r); !line.isNull(); line = Lines.line(r)) {
            if (kept > 0) {
                if (n >= kept) line(ring.loadCap(n % kept * 16));
                ring = keep(ring, kept, n++, line);
            } else {
                line(line, r.whole());
            }
        }
        free(ring, Math.min(n, kept));
    }

    private static void last(Lines.Reader r, long wanted) {
        Cap ring = Heap.allocZeroed(16);
        long n = 0;
        for (Cap line = Lines.line(r); !line.isNull() && wanted > 0; line = Lines.line(r)) ring = keep(ring, wanted, n++, line);
        for (long i = Math.max(n - wanted, 0); i < n; i++) line(ring.loadCap(i % wanted * 16), i + 1 < n || r.whole());
        free(ring, Math.min(n, wanted));
    }

    /** Puts line {@code n} into a ring for so many, in place of the oldest when it is full. Returns the ring, which grows until then. */
    private static Cap keep(Cap ring, long wanted, long n, Cap line) {
        if (n < wanted && n * 16 == ring.length()) ring = Heap.resize(ring, n * 32);
        if (n >= wanted) Heap.free(ring.loadCap(n % wanted * 16));
        ring.storeCap(n % wanted * 16, Buffer.copy(line, line.length()));
        return ring;
    }

    private static void free(Cap ring, long lines) {
        for (long i = 0; i < lines; i++) Heap.free(ring.loadCap(i * 16));
        Heap.free(ring);
    }

    /** wc: lines, words and bytes, or characters. */
    static int count(int count, Cap arguments) {
        boolean lines = Box.has(count, arguments, 'l');
        boolean words = Box.has(count, arguments, 'w');
        boolean characters = Box.has(count, arguments, 'm');
        boolean bytes = characters || Box.has(count, arguments, 'c');
        if (!lines && !words && !bytes) lines = words = bytes = true;
        int first = Box.operands(count, arguments);
        int status = 0;
        Cap all = Stack.bytes(32);
        Cap these = Stack.bytes(32);
        boolean one = (lines ? 1 : 0) + (words ? 1 : 0) + (bytes ? 1 : 0) == 1 && count - first < 2;
        int width = one ? 1 : width(count, arguments, first);
        for (int n = first; n < Math.max(count, first + 1); n++) {
            int d = n < count ? open("wc", Box.argument(arguments, n)) : 0;
            if (d < 0) {
                status = 1;
                continue;
            }
            Bytes.fill(these, 0, 32);
            Lines.Reader r = Lines.of(d);
            boolean inWord = false;
            for (int c = Lines.next(r); c >= 0; c = Lines.next(r)) {
                boolean blank = c == ' ' || c >= 9 && c <= 13;
                if (c == '\n') these.store64(0, these.load64(0) + 1);
                if (!blank && !inWord) these.store64(8, these.load64(8) + 1);
                if (!characters || (c & 0xc0) != 0x80) these.store64(16, these.load64(16) + 1);
                inWord = !blank;
            }
            Lines.free(r);
            close(d);
            for (long at = 0; at < 24; at += 8) all.store64(at, all.load64(at) + these.load64(at));
            row(these, width, lines, words, bytes, n < count ? Box.argument(arguments, n) : Cap.NULL);
        }
        if (count - first > 1) row(all, width, lines, words, bytes, Text.utf8("total"));
        return status;
    }

    /** How wide numbers are before anything is read: as the sum of the sizes, and 7 when something has none. */
    private static int width(int count, Cap arguments, int first) {
        Stat stat = Stack.of(Stat.class);
        long sum = 0;
        int least = 1;
        for (int n = first; n < Math.max(count, first + 1); n++) {
            Cap name = n < count ? Box.argument(arguments, n) : Text.utf8("-");
            int error = Buffer.same(name, "-") ? Io.fstat(0, stat.cap()) : Io.stat(name, stat.cap());
            if (error != 0) continue;
            if ((stat.mode() & Stat.KIND) == Stat.FILE) sum += stat.size();
            else least = 7;
        }
        return Math.max(least, (int) Format.decimal(Stack.bytes(24), 0, sum));
    }

    private static void row(Cap numbers, int width, boolean lines, boolean words, boolean bytes, Cap name) {
        Cap row = Stack.bytes(96);
        long n = 0;
        for (int i = 0; i < 3; i++) {
            if (!(i == 0 ? lines : i == 1 ? words : bytes)) continue;
            Cap digits = Stack.bytes(24);
            long length = Format.decimal(digits, 0, numbers.load64(i * 8L));
            if (n > 0) row.store8(n++, ' ');
            n = Format.column(row, n, n + Math.max(width - length, 0));
            n = Format.bytes(row, n, digits, length);
        }
        Out.bytes(row, n);
        if (!name.isNull()) {
            Out.text(" ");
            Out.bytes(name, name.length());
        }
        Out.text("\n");
    }
}
