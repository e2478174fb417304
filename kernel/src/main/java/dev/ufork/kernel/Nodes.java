package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Errno;
import dev.ufork.shared.FileTimes;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;

/**
 * The making and ending of nodes of the file system, and what {@code stat} says of them.
 *
 * <p>Invariant: a node lives as long as a directory names it or somebody holds it.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Nodes {
    /** What {@link #allows} is asked. */
    static final int EXECUTE = 1;
    static final int WRITE = 2;
    static final int READ = 4;
    /** Four bits for each access mode of {@code open}. */
    private static final int FOR_ACCESS = READ << 4 * Open.READ | WRITE << 4 * Open.WRITE | (READ | WRITE) << 4 * Open.READ_WRITE;
    private static final int OWNER_SHIFT = 6;

    private static final Roots ROOTS = Global.of(Roots.class);

    /** The root, and the number given out last. */
    @Struct
    interface Roots extends Ref {
        Node root();        void root(Node n);
        long number();      void number(long n);
    }

    private Nodes() {}

    static Node root() {
        return ROOTS.root();
    }

    static void root(Node n) {
        ROOTS.root(n);
    }

    /** A node that nobody names or holds yet; null when memory is out. */
    static Node make(NodeKind kind, int mode) {
        Cap made = Objects.claim(ObjectKind.NODE);
        Node node = made.as(Node.class);
        if (made.isNull()) return node;
        ROOTS.number(ROOTS.number() + 1);
        node.number(ROOTS.number());
        node.kind(kind);
        node.mode(mode & 0777);
        touch(node);
        node.accessed(node.modified());
        return node;
    }

    static void touch(Node node) {
        long now = Cpu.time();
        node.modified(now);
        node.changed(now);
    }

    /** Says when the node was read and changed; null for now. 0, or an error number below 0. */
    static long times(Node node, Cap user) {
        FileTimes times = Stack.of(FileTimes.class);
        times.accessed(FileTimes.NOW);
        times.modified(FileTimes.NOW);
        if (!user.isNull() && UserCopy.in(times.cap(), user, Layout.size(FileTimes.class)) != 0) return -Errno.EFAULT;
        if (times.accessed() < FileTimes.OMIT || times.modified() < FileTimes.OMIT) return -Errno.EINVAL;
        long now = Cpu.time();
        if (times.accessed() != FileTimes.OMIT) node.accessed(times.accessed() == FileTimes.NOW ? now : times.accessed() / Time.TICK);
        if (times.modified() != FileTimes.OMIT) node.modified(times.modified() == FileTimes.NOW ? now : times.modified() / Time.TICK);
        node.changed(now);
        return 0;
    }

    static void hold(Node node) {
        node.references(node.references() + 1);
    }

    static void drop(Node node) {
        node.references(node.references() - 1);
        freeIfUnused(node);
    }

    static void freeIfUnused(Node node) {
        if (node.references() != 0 || node.links() != 0) return;
        if (node.kind() == NodeKind.FILE) Contents.truncate(node, 0);
        Objects.release(node.cap());
    }

    /** Does the owner's part of the mode allow it? Everybody is the owner. */
    static boolean allows(Node node, int wanted) {
        return (node.mode() >>> OWNER_SHIFT & wanted) == wanted;
    }

    static void stat(Node node, Stat to) {
        int kind = switch (node.kind()) {
            case FILE -> Stat.FILE;
            case DIRECTORY -> Stat.DIRECTORY;
            case FIFO -> Stat.FIFO;
            default -> Stat.CHARACTERS;
        };
        to.number(node.number());
        to.mode(kind | node.mode());
        to.links(node.links());
        to.size(node.kind() == NodeKind.FILE ? node.size() : 0);
        to.blocks((long) node.frames() << Page.SHIFT - 9);
        to.modified(node.modified() * Time.TICK);
        to.changed(node.changed() * Time.TICK);
        to.accessed(node.accessed() * Time.TICK);
        to.device(node.kind().ordinal());
    }

    /** What {@code open} with its flags wants to do. */
    @Inline
    static int wanted(int flags) {
        return FOR_ACCESS >>> (flags & Open.ACCESS) * 4 & 7;
    }
}
