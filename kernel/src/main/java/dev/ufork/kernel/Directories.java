package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;

/**
 * Names: of each directory a list in the order of their making, and one table of all by directory and name.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Directories {
    static final int NAME_MAX = 255;
    private static final int BUCKETS = 512;
    private static final int HEAD = Layout.size(Entry.class);
    /** Names up to so many bytes fit in a {@link ObjectKind#SHORT_ENTRY}. */
    private static final int SHORT = 128 - HEAD;
    /** Orders 0 and 1 stand for . and .. */
    static final int FIRST_ORDER = 2;

    /** The order of the entry that is made next, in any directory. */
    private static long order = FIRST_ORDER;

    private static final Cap TABLE = Global.bytes(BUCKETS * 16, 16);

    private Directories() {}

    private static int hash(Node directory, Cap name, int n) {
        int h = (int) directory.number();
        for (int i = 0; i < n; i++) h = h * 31 + name.load8(i);
        return h;
    }

    private static long bucket(int hash) {
        return (hash ^ hash >>> 9) & BUCKETS - 1;
    }

    /** The entry with the name of {@code n} bytes; null when there is none. */
    static Entry find(Node directory, Cap name, int n) {
        int hash = hash(directory, name, n);
        Entry e = TABLE.loadCap(bucket(hash) * 16).as(Entry.class);
        while (!e.isNull()) {
            if (e.hash() == hash && e.directory() == directory.number() && e.length() == n && Bytes.compare(e.cap().plus(HEAD), name, n) == 0) break;
            e = e.chain();
        }
        return e;
    }

    static Cap name(Entry e) {
        return e.cap().plus(HEAD);
    }

    /** Names {@code node}; there is no such name yet. 0 or an error number below 0. */
    static int add(Node directory, Cap name, int n, Node node) {
        if (n > NAME_MAX) return -Errno.ENAMETOOLONG;
        if (!Frames.isPlenty()) return -Errno.ENOSPC;
        Cap made = Objects.claim(n <= SHORT ? ObjectKind.SHORT_ENTRY : ObjectKind.LONG_ENTRY);
        if (made.isNull()) return -Errno.ENOSPC;
        Entry e = made.as(Entry.class);
        int hash = hash(directory, name, n);
        Bytes.copy(made.plus(HEAD), name, n);
        e.length(n);
        e.hash(hash);
        e.directory(directory.number());
        e.node(node);
        Entry last = directory.last();
        e.order(order++);
        e.previous(last);
        if (last.isNull()) directory.first(e);
        else last.next(e);
        directory.last(e);
        e.chain(TABLE.loadCap(bucket(hash) * 16).as(Entry.class));
        TABLE.storeCap(bucket(hash) * 16, made);
        node.links(node.links() + 1);
        directory.size(directory.size() + 1);
        if (node.kind() == NodeKind.DIRECTORY) {
            node.parent(directory);
            directory.links(directory.links() + 1);
        }
        Nodes.touch(directory);
        return 0;
    }

    /** Gives a name to another node, which cannot fail; the node that had it goes as in {@link #remove}. */
    static void replace(Node directory, Entry e, Node node) {
        RecentPaths.forget();
        Node before = e.node();
        e.node(node);
        node.links(node.links() + 1);
        if (node.kind() == NodeKind.DIRECTORY) {
            node.parent(directory);
            directory.links(directory.links() + 1);
        }
        leave(directory, before);
    }

    /** Takes a name away; the node goes with its last name, unless it is held. */
    static void remove(Node directory, Entry e) {
        RecentPaths.forget();
        Node node = e.node();
        Entry next = e.next();
        Entry previous = e.previous();
        if (previous.isNull()) directory.first(next);
        else previous.next(next);
        if (next.isNull()) directory.last(previous);
        else next.previous(previous);
        unchain(e);
        Objects.release(e.cap());
        directory.size(directory.size() - 1);
        leave(directory, node);
    }

    /** A name of the node is gone. */
    private static void leave(Node directory, Node node) {
        node.links(node.links() - 1);
        if (node.kind() == NodeKind.DIRECTORY) {
            directory.links(directory.links() - 1);
            node.parent(Cap.NULL.as(Node.class));
        }
        node.changed(Cpu.time());
        Nodes.touch(directory);
        Nodes.freeIfUnused(node);
    }

    private static void unchain(Entry e) {
        long at = bucket(e.hash()) * 16;
        Entry first = TABLE.loadCap(at).as(Entry.class);
        if (first.cap().address() == e.cap().address()) {
            TABLE.storeCap(at, e.chain().cap());
            return;
        }
        while (first.chain().cap().address() != e.cap().address()) first = first.chain();
        first.chain(e.chain());
    }
}
