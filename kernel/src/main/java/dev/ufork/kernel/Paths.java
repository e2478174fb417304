package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;

/**
 * From paths to nodes. Source: POSIX.1-2017, Base Definitions 4.13.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off; nothing here waits.
 */
@Kernel
final class Paths {
    static final int PATH_MAX = 1024;

    /** Two places for paths of callers, as a rename has two. */
    private static final Cap TEXT = Global.bytes(PATH_MAX + 16, 16);
    private static final Cap OTHER_TEXT = Global.bytes(PATH_MAX + 16, 16);
    private static final Text COPIED = Global.of(Text.class);
    static final Found FOUND = Global.of(Found.class);
    static final Found OTHER = Global.of(Found.class);

    /** What is known of a path's text beside its length. */
    @Struct
    interface Text extends Ref {
        long hash();            void hash(long h);
    }

    /** Where a path leads. */
    @Struct
    interface Found extends Ref {
        /** The directory in which the last name is looked for; the node itself when the path has no name, as / and . have not. */
        Node directory();       void directory(Node n);
        /** Null when nothing has that name. */
        Node node();            void node(Node n);
        Entry entry();          void entry(Entry e);
        Cap name();             void name(Cap c);
        /** 0 when the path has no last name that one could make or remove. */
        int length();           void length(int n);
        boolean wantsDirectory();   void wantsDirectory(boolean yes);
    }

    private Paths() {}

    /** Finds where the caller's path leads; 0 or an error number below 0. A last name that nobody has is no error. */
    static int find(Uproc me, Cap user) {
        return find(me, user, TEXT, FOUND);
    }

    static int findOther(Uproc me, Cap user) {
        return find(me, user, OTHER_TEXT, OTHER);
    }

    private static int find(Uproc me, Cap user, Cap text, Found found) {
        int n = copy(text, user);
        return n < 0 ? n : walk(me.holdings().directory(), text, n, found);
    }

    private static int copy(Cap text, Cap user) {
        if (!user.tag()) return -Errno.EFAULT;
        long n = UserCopy.path(text, user, PATH_MAX, COPIED);
        return n == PATH_MAX ? -Errno.ENAMETOOLONG : (int) n;
    }

    /** Finds the node of the caller's path, and only that: nothing else of {@link #FOUND} means anything. 0 or an error number below 0. */
    static int existing(Uproc me, Cap user) {
        int n = copy(TEXT, user);
        if (n < 0) return n;
        Node from = TEXT.load8(0) == '/' ? Nodes.root() : me.holdings().directory();
        if (from.isNull()) return -Errno.ENOENT;
        Node known = RecentPaths.find(from, TEXT, n, COPIED.hash());
        FOUND.node(known);
        return known.isNull() ? search(from, n) : 0;
    }

    /** The last name of the path that was looked for last, as far as it is there: behind its last slash. */
    static Cap lastName() {
        int end = (int) Bytes.lengthOfText(TEXT);
        int begin = end;
        while (begin > 0 && TEXT.load8(begin - 1) != '/') begin--;
        return TEXT.plus(begin).bounded(end - begin);
    }

    private static int search(Node from, int n) {
        int error = walk(from, TEXT, n, FOUND);
        if (error != 0) return error;
        Node node = FOUND.node();
        if (node.isNull()) return -Errno.ENOENT;
        if (FOUND.wantsDirectory() && node.kind() != NodeKind.DIRECTORY) return -Errno.ENOTDIR;
        RecentPaths.remember(from, TEXT, n, COPIED.hash(), node);
        return 0;
    }

    /** Finds where a path of {@code n} bytes leads that begins at {@code from}. */
    static int walk(Node from, Cap text, int n, Found found) {
        if (n == 0 || from.isNull()) return -Errno.ENOENT;
        Node at = from;
        int i = 0;
        if (text.load8(0) == '/') at = Nodes.root();
        found.directory(at);
        found.node(at);
        found.length(0);
        found.wantsDirectory(false);
        while (true) {
            while (i < n && text.load8(i) == '/') i++;
            if (i == n) return 0;
            int begin = i;
            while (i < n && text.load8(i) != '/') i++;
            int length = i - begin;
            if (length > Directories.NAME_MAX) return -Errno.ENAMETOOLONG;
            at = found.node();
            if (at.isNull()) return -Errno.ENOENT;
            if (at.kind() != NodeKind.DIRECTORY) return -Errno.ENOTDIR;
            if (!Nodes.allows(at, Nodes.EXECUTE)) return -Errno.EACCES;
            step(at, text.plus(begin), length, found);
            found.wantsDirectory(i < n);
        }
    }

    private static void step(Node at, Cap name, int n, Found found) {
        boolean dot = name.load8(0) == '.';
        found.length(0);
        if (n == 1 && dot) {
            found.directory(at);
            found.node(at);
        } else if (n == 2 && dot && name.load8(1) == '.') {
            Node up = at.parent();
            found.directory(up);
            found.node(up);
        } else {
            Entry e = Directories.find(at, name, n);
            found.directory(at);
            found.entry(e);
            found.node(e.isNull() ? Cap.NULL.as(Node.class) : e.node());
            found.name(name);
            found.length(n);
        }
    }
}
