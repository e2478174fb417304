package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;

/**
 * The file system in memory: what calls do with paths. At its start it has what the image's archive holds, whose bytes stay there until written.
 *
 * <p>Results below zero are minus an error number. Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class FileSystem {
    private static final int ALL = 0777;
    private static final int READ_WRITE = 0666;
    private static final int EXECUTABLE = 0755;
    /** A file has just been made. */
    private static final int MADE = 1;

    private FileSystem() {}

    /** Makes the root, the devices, and a file in {@code /bin} for each in the archive. */
    static void start(Cap archive) {
        Node root = Nodes.make(NodeKind.DIRECTORY, EXECUTABLE);
        root.parent(root);
        root.links(2);
        Nodes.root(root);
        Node bin = directory(root, "bin", EXECUTABLE);
        Node dev = directory(root, "dev", EXECUTABLE);
        directory(root, "tmp", ALL);
        directory(dev, "shm", ALL);
        device(dev, "console", NodeKind.CONSOLE);
        device(dev, "tty", NodeKind.CONSOLE);
        device(dev, "null", NodeKind.NULL);
        device(dev, "zero", NodeKind.ZERO);
        long damage = Archive.start(archive);
        long passed = Archive.passed(archive);
        for (long at = Archive.first(archive); at >= 0; at = Archive.next(archive, at)) if (!name(bin, archive, at)) passed++;
        if (damage >= 0) {
            Print.text("ufork: the archive is damaged: there are no files from its offset ");
            Print.hex(damage);
            Print.text(" on\n");
        }
        if (passed == 0) return;
        Print.text("ufork: the archive holds what is no file, a second file of a name, or a link to none; passed over: ");
        Print.number(passed);
        Print.text("\n");
    }

    /** Names a file of the archive; false when it has no name of its own, or there is nothing to name. */
    private static boolean name(Node bin, Cap archive, long at) {
        Cap name = Archive.name(archive, at);
        if (!find(bin, name).isNull()) return false;
        Node file = Archive.isLink(archive, at) ? find(bin, Archive.linked(archive, at)) : program(archive, at);
        if (file.isNull()) return false;
        if (Directories.add(bin, name, (int) name.length(), file) != 0) throw Panic.of("the archive has more files than there is memory for");
        return true;
    }

    private static Node find(Node in, Cap name) {
        Entry e = Directories.find(in, name, (int) name.length());
        return e.isNull() ? Cap.NULL.as(Node.class) : e.node();
    }

    private static Node program(Cap archive, long at) {
        Node file = Nodes.make(NodeKind.FILE, EXECUTABLE);
        if (file.isNull()) throw Panic.of("the archive has more files than there is memory for");
        file.content(Archive.content(archive, at));
        file.contentBytes(Archive.bytes(archive, at));
        file.size(file.contentBytes());
        return file;
    }

    private static Node directory(Node in, String name, int mode) {
        return named(in, name, Nodes.make(NodeKind.DIRECTORY, mode));
    }

    private static void device(Node in, String name, NodeKind kind) {
        named(in, name, Nodes.make(kind, READ_WRITE));
    }

    private static Node named(Node in, String name, Node node) {
        Cap text = Text.utf8(name);
        if (node.kind() == NodeKind.DIRECTORY) node.links(1);
        Directories.add(in, text, (int) text.length(), node);
        return node;
    }

    /** Opens, and makes if asked to; a descriptor. */
    static long open(Uproc me, Cap path, int flags, int mode) {
        if ((flags & Open.ACCESS) == Open.ACCESS) return -Errno.EINVAL;
        int error = (flags & Open.CREATE) == 0 ? Paths.existing(me, path) : findOrMake(me, path, flags, mode);
        if (error < 0) return error;
        Node node = Paths.FOUND.node();
        boolean writes = (flags & Open.ACCESS) != Open.READ;
        if (node.kind() != NodeKind.DIRECTORY) {
            if ((flags & Open.DIRECTORY) != 0) return -Errno.ENOTDIR;
        } else if (writes) return -Errno.EISDIR;
        if (error != MADE && !Nodes.allows(node, Nodes.wanted(flags))) return -Errno.EACCES;
        if (node.kind() == NodeKind.FIFO) return Pipes.openFifo(node, flags, me, (flags & Open.CLOSE_ON_EXEC) != 0);
        long descriptor = describe(me, node, flags, writes);
        if (descriptor < 0 && error == MADE) unmake(Paths.FOUND);
        return descriptor;
    }

    /** Takes away what {@link #make} has made: a call that fails leaves nothing. */
    private static void unmake(Paths.Found found) {
        Directories.remove(found.directory(), Directories.find(found.directory(), found.name(), found.length()));
    }

    /** With O_CREAT; {@link #MADE} when it was not there before: then it is opened whatever its mode says. */
    private static int findOrMake(Uproc me, Cap path, int flags, int mode) {
        int error = Paths.find(me, path);
        if (error != 0) return error;
        Paths.Found found = Paths.FOUND;
        Node node = found.node();
        if (node.isNull()) {
            if (found.wantsDirectory()) return -Errno.EISDIR;
            error = make(me, found, NodeKind.FILE, mode);
            return error != 0 ? error : MADE;
        }
        if ((flags & Open.EXCLUSIVE) != 0) return -Errno.EEXIST;
        if (node.kind() == NodeKind.DIRECTORY) return -Errno.EISDIR;
        return found.wantsDirectory() ? -Errno.ENOTDIR : 0;
    }

    private static long describe(Uproc me, Node node, int flags, boolean writes) {
        FileKind kind = switch (node.kind()) {
            case FILE -> FileKind.FILE;
            case DIRECTORY -> FileKind.DIRECTORY;
            case CONSOLE -> FileKind.CONSOLE;
            case NULL -> FileKind.NULL;
            case ZERO -> FileKind.ZERO;
            case FIFO -> FileKind.PIPE_READER;
        };
        OpenFile file = OpenFiles.make(kind, flags, node.cap());
        if (file.isNull()) return -Errno.ENOMEM;
        Nodes.hold(node);
        long descriptor = Descriptors.open(me, file, 0, (flags & Open.CLOSE_ON_EXEC) != 0);
        if (descriptor < 0) OpenFiles.drop(file);
        else if ((flags & Open.TRUNCATE) != 0 && writes && kind == FileKind.FILE) Contents.truncate(node, 0);
        return descriptor;
    }

    /** Makes what {@code found} has found missing. */
    private static int make(Uproc me, Paths.Found found, NodeKind kind, int mode) {
        int error = writable(found);
        if (error != 0) return error;
        Node node = Nodes.make(kind, mode & ~me.holdings().mask());
        if (node.isNull()) return -Errno.ENOSPC;
        if (kind == NodeKind.DIRECTORY) node.links(1);
        error = Directories.add(found.directory(), found.name(), found.length(), node);
        if (error != 0) {
            node.links(0);
            Nodes.freeIfUnused(node);
            return error;
        }
        found.node(node);
        return 0;
    }

    /** Can a name be made or removed where {@code found} leads? */
    private static int writable(Paths.Found found) {
        if (found.length() == 0 || found.directory().isNull() || found.directory().links() == 0) return -Errno.ENOENT;
        return Nodes.allows(found.directory(), Nodes.WRITE | Nodes.EXECUTE) ? 0 : -Errno.EACCES;
    }

    static long mkdir(Uproc me, Cap path, int mode, NodeKind kind) {
        int error = Paths.find(me, path);
        if (error != 0) return error;
        if (!Paths.FOUND.node().isNull()) return -Errno.EEXIST;
        if (Paths.FOUND.wantsDirectory() && kind != NodeKind.DIRECTORY) return -Errno.ENOENT;
        return make(me, Paths.FOUND, kind, mode);
    }

    /** The node of a path that must exist; its number is in {@code Paths.FOUND}. */
    static int existing(Uproc me, Cap path) {
        int error = Paths.find(me, path);
        if (error != 0) return error;
        Node node = Paths.FOUND.node();
        if (node.isNull()) return -Errno.ENOENT;
        return Paths.FOUND.wantsDirectory() && node.kind() != NodeKind.DIRECTORY ? -Errno.ENOTDIR : 0;
    }

    /** May the node be run? */
    static int executable(Node node) {
        return node.kind() == NodeKind.FILE && Nodes.allows(node, Nodes.EXECUTE) ? 0 : -Errno.EACCES;
    }

    static long rmdir(Uproc me, Cap path) {
        int error = existing(me, path);
        if (error != 0) return error;
        Node node = Paths.FOUND.node();
        if (node.kind() != NodeKind.DIRECTORY) return -Errno.ENOTDIR;
        if (node.same(Nodes.root())) return -Errno.EBUSY;
        if (Paths.FOUND.length() == 0) return -Errno.EINVAL;
        error = writable(Paths.FOUND);
        if (error != 0) return error;
        if (node.size() != 0) return -Errno.ENOTEMPTY;
        node.links(node.links() - 1);                       // its own .
        Directories.remove(Paths.FOUND.directory(), Paths.FOUND.entry());
        return 0;
    }

    static long unlink(Uproc me, Cap path) {
        int error = existing(me, path);
        if (error != 0) return error;
        if (Paths.FOUND.node().kind() == NodeKind.DIRECTORY) return -Errno.EISDIR;
        error = writable(Paths.FOUND);
        if (error != 0) return error;
        Directories.remove(Paths.FOUND.directory(), Paths.FOUND.entry());
        return 0;
    }

    static long link(Uproc me, Cap from, Cap to) {
        int error = existing(me, from);
        if (error != 0) return error;
        Node node = Paths.FOUND.node();
        if (node.kind() == NodeKind.DIRECTORY) return -Errno.EPERM;
        error = Paths.findOther(me, to);
        if (error != 0) return error;
        Paths.Found place = Paths.OTHER;
        if (!place.node().isNull()) return -Errno.EEXIST;
        error = place.wantsDirectory() ? -Errno.ENOENT : writable(place);
        return error != 0 ? error : Directories.add(place.directory(), place.name(), place.length(), node);
    }

    /** Gives a node another name, and takes that name from whoever had it, in one step. */
    static long rename(Uproc me, Cap from, Cap to) {
        int error = existing(me, from);
        if (error == 0) error = Paths.findOther(me, to);
        if (error != 0) return error;
        Paths.Found old = Paths.FOUND;
        Paths.Found place = Paths.OTHER;
        Node node = old.node();
        Node there = place.node();
        if (old.length() == 0 || place.length() == 0) return -Errno.EBUSY;
        error = writable(old);
        if (error == 0) error = writable(place);
        if (error != 0) return error;
        boolean directory = node.kind() == NodeKind.DIRECTORY;
        if (!there.isNull()) {
            if (there.same(node)) return 0;
            if (directory && there.kind() != NodeKind.DIRECTORY) return -Errno.ENOTDIR;
            if (!directory && there.kind() == NodeKind.DIRECTORY) return -Errno.EISDIR;
            if (directory && there.size() != 0) return -Errno.ENOTEMPTY;
        } else if (place.wantsDirectory() && !directory) return -Errno.ENOTDIR;
        if (directory && isWithin(place.directory(), node)) return -Errno.EINVAL;
        return move(old, place, node, there);
    }

    private static long move(Paths.Found old, Paths.Found place, Node node, Node there) {
        if (there.isNull()) {
            int error = Directories.add(place.directory(), place.name(), place.length(), node);
            if (error != 0) return error;
        } else {
            if (there.kind() == NodeKind.DIRECTORY) there.links(there.links() - 1);
            Directories.replace(place.directory(), place.entry(), node);
        }
        Node parent = node.parent();
        Directories.remove(old.directory(), old.entry());
        node.parent(parent);
        return 0;
    }

    private static boolean isWithin(Node inner, Node outer) {
        for (Node at = inner; !at.isNull(); at = at.parent()) {
            if (at.same(outer)) return true;
            if (at.same(Nodes.root())) break;
        }
        return false;
    }

    static long chmod(Uproc me, Cap path, int mode) {
        int error = Paths.existing(me, path);
        if (error != 0) return error;
        Paths.FOUND.node().mode(mode & ALL);
        if (Paths.FOUND.node().kind() == NodeKind.DIRECTORY) RecentPaths.forget();
        Paths.FOUND.node().changed(Cpu.time());
        return 0;
    }

    static long access(Uproc me, Cap path, int wanted) {
        if ((wanted & ~7) != 0) return -Errno.EINVAL;
        int error = Paths.existing(me, path);
        if (error != 0) return error;
        return Nodes.allows(Paths.FOUND.node(), wanted) ? 0 : -Errno.EACCES;
    }

    static long truncate(Uproc me, Cap path, long size) {
        int error = Paths.existing(me, path);
        if (error != 0) return error;
        Node node = Paths.FOUND.node();
        if (node.kind() == NodeKind.DIRECTORY) return -Errno.EISDIR;
        if (node.kind() != NodeKind.FILE) return -Errno.EINVAL;
        if (!Nodes.allows(node, Nodes.WRITE)) return -Errno.EACCES;
        return size < 0 ? -Errno.EINVAL : resize(node, size);
    }

    /** Makes the file so long that has the caller's permission for it. */
    static long resize(Node file, long size) {
        long error = ResourceLimits.grows(file.size(), size);
        return error != 0 ? error : Contents.truncate(file, size);
    }

    static long chdir(Uproc me, Cap path) {
        int error = Paths.existing(me, path);
        if (error != 0) return error;
        return enter(me, Paths.FOUND.node());
    }

    /** Makes a node the caller's current directory. */
    static long enter(Uproc me, Node node) {
        if (node.kind() != NodeKind.DIRECTORY) return -Errno.ENOTDIR;
        if (!Nodes.allows(node, Nodes.EXECUTE)) return -Errno.EACCES;
        Nodes.hold(node);
        Node before = me.holdings().directory();
        me.holdings().directory(node);
        if (!before.isNull()) Nodes.drop(before);
        return 0;
    }
}
