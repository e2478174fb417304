package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.DirectoryEntry;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Stat;

/**
 * What a directory holds, as programs read it, and where it is.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Listing {
    private static final int HEAD = Layout.size(DirectoryEntry.class);
    /** So many bytes are filled by one call. */
    private static final long MOST = 16 << 10;
    private static final Cap BUFFER = Global.bytes(HEAD + 264, 16);
    private static final Cap PATH = Global.bytes(Paths.PATH_MAX + 16, 16);
    private static final Cap DOTS = Global.bytes(16, 16);

    private Listing() {}

    /** Fills memory with {@link DirectoryEntry}s from the file's offset on; returns bytes, 0 at the end. */
    static long read(OpenFile file, Cap to, long bytes) {
        if (file.kind() != FileKind.DIRECTORY) return -Errno.ENOTDIR;
        Node directory = file.object().as(Node.class);
        bytes = Math.min(bytes, MOST);
        DOTS.store16(0, '.' | '.' << 8);
        long done = 0;
        for (long order = file.offset(); order < Directories.FIRST_ORDER; order++) {
            Node node = order == 0 || directory.parent().isNull() ? directory : directory.parent();
            long n = put(to, done, bytes, node, DOTS, (int) order + 1, order + 1);
            if (n <= 0) return done > 0 ? done : n;
            done += n;
            file.offset(order + 1);
        }
        for (Entry e = directory.first(); !e.isNull(); e = e.next()) {
            if (e.order() < file.offset()) continue;
            long n = put(to, done, bytes, e.node(), Directories.name(e), e.length(), e.order() + 1);
            if (n <= 0) return done > 0 ? done : n;
            done += n;
            file.offset(e.order() + 1);
        }
        return done;
    }

    private static long put(Cap to, long at, long room, Node node, Cap name, int n, long next) {
        int length = HEAD + n + 8 & -8;
        if (at + length > room) return at == 0 ? -Errno.EINVAL : 0;
        DirectoryEntry e = BUFFER.as(DirectoryEntry.class);
        e.number(node.number());
        e.next(next);
        e.length(length);
        e.mode(node.mode() | (node.kind() == NodeKind.FILE ? Stat.FILE : node.kind() == NodeKind.DIRECTORY ? Stat.DIRECTORY
                : node.kind() == NodeKind.FIFO ? Stat.FIFO : Stat.CHARACTERS));
        Bytes.fill(BUFFER.plus(HEAD), 0, length - HEAD);
        Bytes.copy(BUFFER.plus(HEAD), name, n);
        return UserCopy.out(to.plus(at), BUFFER, length) == 0 ? length : -Errno.EFAULT;
    }

    /** The caller's current directory, as a path ended by a zero; returns its bytes with the zero. */
    static long where(Uproc me, Cap to, long bytes) {
        long at = Paths.PATH_MAX;
        PATH.store8(--at, 0);
        Node node = me.holdings().directory();
        while (!node.same(Nodes.root())) {
            Node parent = node.parent();
            if (parent.isNull()) return -Errno.ENOENT;
            Entry e = parent.first();
            while (!e.node().same(node)) e = e.next();
            if (at < e.length() + 1) return -Errno.ENAMETOOLONG;
            at -= e.length();
            Bytes.copy(PATH.plus(at), Directories.name(e), e.length());
            PATH.store8(--at, '/');
            node = parent;
        }
        if (at == Paths.PATH_MAX - 1) PATH.store8(--at, '/');
        long n = Paths.PATH_MAX - at;
        if (bytes <= 0) return -Errno.EINVAL;
        if (n > bytes) return -Errno.ERANGE;
        return UserCopy.out(to, PATH.plus(at), n) == 0 ? n : -Errno.EFAULT;
    }
}
