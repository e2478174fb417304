package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Format;
import dev.ufork.shared.Open;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Lines;
import dev.ufork.user.Out;

/** Commands that read texts: cat, echo, grep, head, sort, tail, wc. */
@Kernel
final class Texts {
    private static final int BLOCK = 2048;

    private Texts() {}

    /** Opens operand {@code n}, - for standard input; below 0, and said, when that fails. */
    private static int open(String command, Cap name) {
        if (Buffer.same(name, "-")) return 0;
        int d = Io.open(name, Open.READ, 0);
        if (d < 0) Err.say(command, name, d);
        return d;
    }

    private static void close(int descriptor) {
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
        if (count == 1) return copy(0, 1) < 0 ? 1 : 0;
        for (int n = 1; n < count; n++) {
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

    private static void line(Cap line) {
        Out.bytes(line, line.length());
        Out.text("\n");
    }

    private static boolean contains(Cap text, Cap part, boolean ignoreCase) {
        boolean begin = part.length() > 0 && part.load8(0) == '^';
        boolean end = part.length() > 0 && part.load8(part.length() - 1) == '$';
        Cap word = part.plus(begin ? 1 : 0).bounded(Math.max(part.length() - (begin ? 1 : 0) - (end ? 1 : 0), 0));
        for (long at = 0; at + word.length() <= text.length(); at++) {
            if (begin && at > 0) return false;
            if (end && at + word.length() != text.length()) continue;
            long i = 0;
            while (i < word.length() && equal(word.load8(i), text.load8(at + i), ignoreCase)) i++;
            if (i == word.length()) return true;
        }
        return false;
    }

    private static boolean equal(int wanted, int c, boolean ignoreCase) {
        return wanted == '.' || wanted == c || ignoreCase && lower(wanted) == lower(c);
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /** {@code grep [-cinqv] TEXT [FILE...]}: of regular expressions it knows . and ^ at the begin and $ at the end. */
    static int grep(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        if (first >= count) return Box.usage("grep [-cinqv] TEXT [FILE...]");
        Cap wanted = Box.argument(arguments, first++);
        boolean not = Box.has(count, arguments, 'v');
        boolean counts = Box.has(count, arguments, 'c');
        boolean quiet = Box.has(count, arguments, 'q');
        boolean numbers = Box.has(count, arguments, 'n');
        boolean ignoreCase = Box.has(count, arguments, 'i');
        boolean any = false;
        int status = 1;
        for (int n = first; n < Math.max(count, first + 1); n++) {
            int d = n < count ? open("grep", Box.argument(arguments, n)) : 0;
            if (d < 0) {
                status = 2;
                continue;
            }
            Lines.Reader r = Lines.of(d);
            int found = 0;
            int number = 0;
            for (Cap line = Lines.line(r); !line.isNull(); line = Lines.line(r)) {
                number++;
                if (contains(line, wanted, ignoreCase) == not) continue;
                found++;
                any = true;
                if (counts || quiet) continue;
                if (count - first > 1) named(Box.argument(arguments, n));
                if (numbers) {
                    Out.number(number);
                    Out.text(":");
                }
                line(line);
            }
            if (counts) {
                if (count - first > 1) named(Box.argument(arguments, n));
                Out.number(found);
                Out.text("\n");
            }
            Lines.free(r);
            close(d);
        }
        return any ? 0 : status;
    }

    private static void named(Cap name) {
        Out.bytes(name, name.length());
        Out.text(":");
    }

    /** How many lines {@code -n N} or {@code -N} asks for; the first operand goes to {@code first}. */
    private static int lines(int count, Cap arguments, Cap first) {
        first.store32(0, 1);
        if (!Box.isOption(count, arguments, 1)) return 10;
        Cap option = Box.argument(arguments, 1);
        if (option.load8(1) == 'n' && option.length() == 2 && count > 2) {
            first.store32(0, 3);
            return (int) Format.parse(Box.argument(arguments, 2), Box.argument(arguments, 2).length());
        }
        first.store32(0, 2);
        long skip = option.load8(1) == 'n' ? 2 : 1;
        return (int) Format.parse(option.plus(skip), option.length() - skip);
    }

    static int head(int count, Cap arguments) {
        Cap first = Stack.bytes(16);
        int wanted = lines(count, arguments, first);
        int status = 0;
        for (int n = first.load32(0); n < Math.max(count, first.load32(0) + 1); n++) {
            int d = n < count ? open("head", Box.argument(arguments, n)) : 0;
            if (d < 0) {
                status = 1;
                continue;
            }
            Lines.Reader r = Lines.of(d);
            for (int left = wanted; left > 0; left--) {
                Cap line = Lines.line(r);
                if (line.isNull()) break;
                line(line);
            }
            Lines.free(r);
            close(d);
        }
        return status;
    }

    static int tail(int count, Cap arguments) {
        Cap first = Stack.bytes(16);
        int wanted = lines(count, arguments, first);
        int d = first.load32(0) < count ? open("tail", Box.argument(arguments, first.load32(0))) : 0;
        if (d < 0) return 1;
        Cap ring = Heap.allocZeroed(Math.max(wanted, 1) * 16L);
        Lines.Reader r = Lines.of(d);
        long n = 0;
        for (Cap line = Lines.line(r); !line.isNull() && wanted > 0; line = Lines.line(r)) {
            Heap.free(ring.loadCap(n % wanted * 16));
            ring.storeCap(n++ % wanted * 16, Buffer.copy(line, line.length()));
        }
        for (long i = Math.max(n - wanted, 0); i < n; i++) line(ring.loadCap(i % wanted * 16));
        return 0;
    }

    /** {@code sort [-nru] [FILE...]}. */
    static int sort(int count, Cap arguments) {
        boolean numbers = Box.has(count, arguments, 'n');
        boolean reverse = Box.has(count, arguments, 'r');
        boolean unique = Box.has(count, arguments, 'u');
        int first = Box.operands(count, arguments);
        Cap lines = Heap.alloc(64 * 16);
        int n = 0;
        for (int f = first; f < Math.max(count, first + 1); f++) {
            int d = f < count ? open("sort", Box.argument(arguments, f)) : 0;
            if (d < 0) return 2;
            Lines.Reader r = Lines.of(d);
            for (Cap line = Lines.line(r); !line.isNull(); line = Lines.line(r)) {
                if (n * 16L == lines.length()) lines = Heap.resize(lines, n * 32L);
                lines.storeCap(n++ * 16L, Buffer.copy(line, line.length()));
            }
            Lines.free(r);
            close(d);
        }
        Cap other = Heap.alloc(Math.max(n, 1) * 16L);
        merge(lines, other, 0, n, numbers);
        for (int i = 0; i < n; i++) {
            int at = reverse ? n - 1 - i : i;
            if (unique && i > 0 && compare(lines.loadCap(at * 16L), lines.loadCap((reverse ? at + 1 : at - 1) * 16L), numbers) == 0) continue;
            line(lines.loadCap(at * 16L));
        }
        return 0;
    }

    /** Sorts lines from {@code from} to {@code to}; equal ones stay in order. */
    private static void merge(Cap lines, Cap other, int from, int to, boolean numbers) {
        if (to - from < 2) return;
        int middle = from + to >>> 1;
        merge(lines, other, from, middle, numbers);
        merge(lines, other, middle, to, numbers);
        int a = from;
        int b = middle;
        for (int i = from; i < to; i++) {
            boolean left = b == to || a < middle && compare(lines.loadCap(a * 16L), lines.loadCap(b * 16L), numbers) <= 0;
            other.storeCap(i * 16L, lines.loadCap((left ? a++ : b++) * 16L));
        }
        for (int i = from; i < to; i++) lines.storeCap(i * 16L, other.loadCap(i * 16L));
    }

    private static int compare(Cap a, Cap b, boolean numbers) {
        if (numbers) {
            long x = leading(a);
            long y = leading(b);
            if (x != y) return x < y ? -1 : 1;
        }
        int difference = Bytes.compare(a, b, Math.min(a.length(), b.length()));
        return difference != 0 ? difference : (int) (a.length() - b.length());
    }

    private static long leading(Cap text) {
        long at = 0;
        while (at < text.length() && text.load8(at) == ' ') at++;
        boolean minus = at < text.length() && text.load8(at) == '-';
        if (minus) at++;
        long value = 0;
        for (; at < text.length() && text.load8(at) >= '0' && text.load8(at) <= '9'; at++) value = value * 10 + text.load8(at) - '0';
        return minus ? -value : value;
    }

    /** {@code wc [-clw] [FILE...]}. */
    static int count(int count, Cap arguments) {
        boolean lines = Box.has(count, arguments, 'l');
        boolean words = Box.has(count, arguments, 'w');
        boolean bytes = Box.has(count, arguments, 'c');
        if (!lines && !words && !bytes) lines = words = bytes = true;
        int first = Box.operands(count, arguments);
        int status = 0;
        Cap all = Stack.bytes(32);
        Cap these = Stack.bytes(32);
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
                these.store64(16, these.load64(16) + 1);
                inWord = !blank;
            }
            Lines.free(r);
            close(d);
            for (long at = 0; at < 24; at += 8) all.store64(at, all.load64(at) + these.load64(at));
            row(these, lines, words, bytes, n < count ? Box.argument(arguments, n) : Cap.NULL);
        }
        if (count - first > 1) row(all, lines, words, bytes, Text.utf8("total"));
        return status;
    }

    private static void row(Cap numbers, boolean lines, boolean words, boolean bytes, Cap name) {
        boolean alone = (lines ? 1 : 0) + (words ? 1 : 0) + (bytes ? 1 : 0) == 1 && name.isNull();
        Cap row = Stack.bytes(96);
        long n = 0;
        for (int i = 0; i < 3; i++) {
            if (!(i == 0 ? lines : i == 1 ? words : bytes)) continue;
            Cap digits = Stack.bytes(24);
            long length = Format.decimal(digits, 0, numbers.load64(i * 8L));
            if (!alone && n > 0) row.store8(n++, ' ');
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
