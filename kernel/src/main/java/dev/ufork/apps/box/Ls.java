package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Format;
import dev.ufork.shared.Sort;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;

/** The command ls: files first, then what is in folders. Source: POSIX.1-2017, {@code ls}; rows are those of GNU coreutils in the C locale. */
@Kernel
final class Ls {
    private static final int CAP = 16;
    private static final int READABLE = 4;
    private static final int FAILED = 2;
    /** Whose all files are: nobody else is here. */
    private static final String OWNER = "root";

    private static boolean dots;
    private static boolean hidden;
    private static boolean details;
    private static boolean numbers;
    private static boolean owner;
    private static boolean group;
    private static boolean marks;
    private static boolean slashes;
    private static boolean deep;
    private static boolean reverse;
    /** S by size, t by time, 0 by name. */
    private static int order;
    /** Which time: u when it was read, c when anything of it changed, 0 when its content changed. */
    private static int which;

    /** A file to show. */
    @Struct
    interface Entry extends Ref {
        Cap name();     void name(Cap c);
        Stat stat();
    }

    /** Files that are shown together. */
    @Struct
    interface Rows extends Ref {
        Cap entries();  void entries(Cap c);
        int count();    void count(int n);
    }

    private Ls() {}

    static int run(int count, Cap arguments) {
        options(count, arguments);
        boolean inside = !Box.has(count, arguments, 'd');
        int first = Box.operands(count, arguments);
        int status = 0;
        Rows files = make();
        Rows folders = make();
        for (int n = first; n < Math.max(count, first + 1); n++) {
            Cap path = n < count ? Box.argument(arguments, n) : Text.utf8(".");
            Entry entry = entry(path, path);
            if (entry.isNull()) status = FAILED;
            else add(inside && isDirectory(entry) ? folders : files, entry);
        }
        show(files);
        sort(folders);
        for (int n = 0; n < folders.count(); n++) {
            if (n > 0 || files.count() > 0) Out.text("\n");
            status |= folder(get(folders, n).name(), deep || count - first > 1);
        }
        return status;
    }

    private static void options(int count, Cap arguments) {
        dots = Box.has(count, arguments, 'a');
        hidden = dots || Box.has(count, arguments, 'A');
        numbers = Box.has(count, arguments, 'n');
        owner = !Box.has(count, arguments, 'g');
        group = !Box.has(count, arguments, 'o');
        details = numbers || !owner || !group || Box.has(count, arguments, 'l');
        marks = Box.has(count, arguments, 'F');
        slashes = Box.has(count, arguments, 'p');
        deep = Box.has(count, arguments, 'R') && !Box.has(count, arguments, 'd');
        reverse = Box.has(count, arguments, 'r');
        which = Box.last(count, arguments, "cu");
        order = Box.last(count, arguments, "St");
        if (order == 0 && which != 0 && !details) order = 't';
    }

    /** What is in a folder. */
    private static int folder(Cap path, boolean head) {
        int error = Io.access(path, READABLE);
        if (error != 0) {
            Err.say("ls", path, error);
            return FAILED;
        }
        if (head) {
            Out.bytes(path, path.length());
            Out.text(":\n");
        }
        int status = 0;
        Rows rows = make();
        if (dots) {
            status |= inside(rows, path, Text.utf8("."));
            status |= inside(rows, path, Text.utf8(".."));
        }
        Cap names = Trees.names(path, hidden);
        for (long at = 0; at < names.length() && !names.loadCap(at).isNull(); at += CAP) status |= inside(rows, path, names.loadCap(at));
        if (details) total(rows);
        show(rows);
        for (int n = 0; deep && n < rows.count(); n++) {
            Entry entry = get(rows, n);
            if (!isDirectory(entry) || Buffer.same(entry.name(), ".") || Buffer.same(entry.name(), "..")) continue;
            Out.text("\n");
            Cap below = Trees.join(path, entry.name());
            status |= folder(below, true);
            Heap.free(below);
        }
        free(rows, names);
        return status;
    }

    private static int inside(Rows rows, Cap folder, Cap name) {
        Cap path = Trees.join(folder, name);
        Entry entry = entry(path, name);
        Heap.free(path);
        if (entry.isNull()) return FAILED;
        add(rows, entry);
        return 0;
    }

    private static Entry entry(Cap path, Cap name) {
        Entry entry = Heap.alloc(Layout.size(Entry.class)).as(Entry.class);
        entry.name(name);
        int error = Io.stat(path, entry.stat().cap());
        if (error == 0) return entry;
        Err.say("ls", path, error);
        Heap.free(entry.cap());
        return Cap.NULL.as(Entry.class);
    }

    private static boolean isDirectory(Entry entry) {
        return (entry.stat().mode() & Stat.KIND) == Stat.DIRECTORY;
    }

    private static Rows make() {
        Rows rows = Heap.allocZeroed(Layout.size(Rows.class)).as(Rows.class);
        rows.entries(Heap.alloc(16 * CAP));
        return rows;
    }

    private static void add(Rows rows, Entry entry) {
        if (rows.count() * CAP == rows.entries().length()) rows.entries(Heap.resize(rows.entries(), rows.entries().length() * 2));
        rows.entries().storeCap(rows.count() * CAP, entry.cap());
        rows.count(rows.count() + 1);
    }

    private static Entry get(Rows rows, int n) {
        return rows.entries().loadCap(n * CAP).as(Entry.class);
    }

    private static void free(Rows rows, Cap names) {
        for (int n = 0; n < rows.count(); n++) Heap.free(get(rows, n).cap());
        Heap.free(rows.entries());
        Heap.free(rows.cap());
        for (long at = 0; at < names.length() && !names.loadCap(at).isNull(); at += CAP) Heap.free(names.loadCap(at));
        Heap.free(names);
    }

    private static void sort(Rows rows) {
        Sort.caps(rows.entries(), rows.count(), Ls::compare);
    }

    /** The newest or the biggest first; those that are alike in the order of their names. */
    private static int compare(Cap one, Cap other) {
        Entry a = one.as(Entry.class);
        Entry b = other.as(Entry.class);
        long more = order == 't' ? time(b.stat()) - time(a.stat()) : order == 'S' ? b.stat().size() - a.stat().size() : 0;
        int order = more == 0 ? Trees.compare(a.name(), b.name()) : more < 0 ? -1 : 1;
        return reverse ? -order : order;
    }

    private static long time(Stat stat) {
        return which == 'u' ? stat.accessed() : which == 'c' ? stat.changed() : stat.modified();
    }

    private static void total(Rows rows) {
        long blocks = 0;
        for (int n = 0; n < rows.count(); n++) blocks += get(rows, n).stat().blocks();
        Out.text("total ");
        Out.number((blocks + 1) / 2);
        Out.text("\n");
    }

    private static void show(Rows rows) {
        sort(rows);
        int links = 1;
        int size = 1;
        for (int n = 0; details && n < rows.count(); n++) {
            links = Math.max(links, digits(get(rows, n).stat().links()));
            size = Math.max(size, digits(get(rows, n).stat().size()));
        }
        long now = Processes.clock();
        for (int n = 0; n < rows.count(); n++) {
            Entry entry = get(rows, n);
            if (details) row(entry.stat(), links, size, now);
            Out.bytes(entry.name(), entry.name().length());
            mark(entry.stat().mode());
            Out.text("\n");
        }
    }

    private static int digits(long number) {
        int n = 1;
        for (; number >= 10; number /= 10) n++;
        return n;
    }

    private static void row(Stat stat, int links, int size, long now) {
        Cap row = Stack.bytes(128);
        int kind = stat.mode() & Stat.KIND;
        long n = Format.character(row, 0, kind == Stat.DIRECTORY ? 'd' : kind == Stat.CHARACTERS ? 'c' : kind == Stat.FIFO ? 'p' : '-');
        for (int bit = 8; bit >= 0; bit--)
            n = Format.character(row, n, (stat.mode() >>> bit & 1) == 0 ? '-' : bit % 3 == 2 ? 'r' : bit % 3 == 1 ? 'w' : 'x');
        n = Machine.right(row, n, stat.links(), n + 1 + links);
        n = whose(row, n, owner);
        n = whose(row, n, group);
        n = Machine.right(row, n, stat.size(), n + 1 + size);
        n = Dates.write(row, Format.character(row, n, ' '), time(stat), now);
        Out.bytes(row, Format.character(row, n, ' '));
    }

    private static long whose(Cap row, long at, boolean shown) {
        return shown ? Format.text(row, Format.character(row, at, ' '), numbers ? "0" : OWNER) : at;
    }

    private static void mark(int mode) {
        int kind = mode & Stat.KIND;
        if (kind == Stat.DIRECTORY && (marks || slashes)) Out.text("/");
        else if (marks && kind == Stat.FIFO) Out.text("|");
        else if (marks && kind == Stat.FILE && (mode & 0111) != 0) Out.text("*");
    }
}
