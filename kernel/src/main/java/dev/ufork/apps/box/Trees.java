package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.DirectoryEntry;
import dev.ufork.shared.Errno;
import dev.ufork.shared.FileTimes;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;

/** Commands about files and directories: chmod, cp, ln, mkdir, mv, rm, rmdir. */
@Kernel
final class Trees {
    private static final int ROOM = 2048;

    private Trees() {}

    private static boolean isDirectory(Cap path) {
        Stat stat = Stack.of(Stat.class);
        return Io.stat(path, stat.cap()) == 0 && (stat.mode() & Stat.KIND) == Stat.DIRECTORY;
    }

    /** A path and a name in it. */
    static Cap join(Cap directory, Cap name) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, directory, directory.length());
        if (directory.length() > 0 && directory.load8(directory.length() - 1) != '/') Buffer.add(b, '/');
        Buffer.add(b, name, name.length());
        return Buffer.take(b);
    }

    private static Cap last(Cap path) {
        long end = path.length();
        while (end > 1 && path.load8(end - 1) == '/') end--;
        long slash = end;
        while (slash > 0 && path.load8(slash - 1) != '/') slash--;
        return path.plus(slash).bounded(end - slash);
    }

    private static int complain(String command, Cap path, int error) {
        if (error < 0) Err.say(command, path, error);
        return error < 0 ? 1 : 0;
    }

    static int copy(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        if (count - first < 2) return Box.usage();
        boolean deep = Box.has(count, arguments, 'r') || Box.has(count, arguments, 'R');
        boolean keep = Box.has(count, arguments, 'p');
        int status = 0;
        Cap to = Box.argument(arguments, count - 1);
        if (count - first > 2 && !isDirectory(to)) return complain("cp", to, -Errno.ENOTDIR);
        for (int n = first; n < count - 1; n++) {
            Cap from = Box.argument(arguments, n);
            status |= copyOne(from, isDirectory(to) ? join(to, last(from)) : to, deep, keep);
        }
        return status;
    }

    private static int copyOne(Cap from, Cap to, boolean deep, boolean keep) {
        if (isDirectory(from)) return deep ? copyAll(from, to, keep) : complain("cp", from, -Errno.EISDIR);
        Stat stat = Stack.of(Stat.class);
        int error = Io.stat(from, stat.cap());
        if (error < 0) return complain("cp", from, error);
        int mode = stat.mode() & 0777;
        if (isSame(from, to)) {
            Err.say("cp", to, "is the same file");
            return 1;
        }
        int in = Io.open(from, Open.READ, 0);
        int out = in < 0 ? 0 : Io.open(to, Open.WRITE | Open.CREATE | Open.TRUNCATE, mode);
        int status = complain("cp", from, in) | complain("cp", to, out);
        if (in >= 0 && out > 0) status |= complain("cp", from, (int) Texts.copy(in, out));
        if (in >= 0) Io.close(in);
        if (out > 0) Io.close(out);
        if (keep && status == 0) status = keep(stat, to);
        return status;
    }

    /** Gives a copy the mode and the times that {@code stat} says. */
    private static int keep(Stat stat, Cap to) {
        FileTimes times = Stack.of(FileTimes.class);
        times.accessed(stat.accessed());
        times.modified(stat.modified());
        return complain("cp", to, Io.chmod(to, stat.mode() & 0777)) | complain("cp", to, Io.times(to, times.cap()));
    }

    private static int copyAll(Cap from, Cap to, boolean keep) {
        Stat stat = Stack.of(Stat.class);
        Io.stat(from, stat.cap());
        int status = isDirectory(to) ? 0 : complain("cp", to, Io.mkdir(to, 0777));
        Cap names = names(from, true);
        for (long at = 0; status == 0 && !names.isNull() && at < names.length() && !names.loadCap(at).isNull(); at += 16)
            status = copyOne(join(from, names.loadCap(at)), join(to, names.loadCap(at)), true, keep);
        if (keep && status == 0) status = keep(stat, to);
        return status;
    }

    static int move(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        if (count - first < 2) return Box.usage();
        int status = 0;
        Cap to = Box.argument(arguments, count - 1);
        if (count - first > 2 && !isDirectory(to)) return complain("mv", to, -Errno.ENOTDIR);
        for (int n = first; n < count - 1; n++) {
            Cap from = Box.argument(arguments, n);
            Cap there = isDirectory(to) ? join(to, last(from)) : to;
            if (isSame(from, there)) {
                Err.say("mv", there, "is the same file");
                status = 1;
            } else {
                status |= complain("mv", from, Io.rename(from, there));
            }
        }
        return status;
    }

    /** {@code ln [-f] FILE... TO}: further names of files; there are no symbolic links. With one operand, the name is in the current directory. */
    static int link(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        if (first == count) return Box.usage();
        int last = Math.max(count - 1, first + 1);
        Cap to = last < count ? Box.argument(arguments, last) : Text.utf8(".");
        if (last - first > 1 && !isDirectory(to)) return complain("ln", to, -Errno.ENOTDIR);
        int status = 0;
        for (int n = first; n < last; n++) {
            Cap from = Box.argument(arguments, n);
            Cap there = isDirectory(to) ? join(to, last(from)) : to;
            if (isSame(from, there)) {
                Err.say("ln", there, "is the same file");
                status = 1;
                continue;
            }
            if (Box.has(count, arguments, 'f') && Io.access(from, 0) == 0) Io.unlink(there);
            int error = isDirectory(from) ? -Errno.EPERM : Io.link(from, there);
            status |= complain("ln", error == -Errno.EEXIST ? there : from, error);
        }
        return status;
    }

    private static boolean isSame(Cap a, Cap b) {
        Stat one = Stack.of(Stat.class);
        Stat other = Stack.of(Stat.class);
        return Io.stat(a, one.cap()) == 0 && Io.stat(b, other.cap()) == 0 && one.number() == other.number() && one.device() == other.device();
    }

    /** {@code chmod MODE FILE...}: the mode is octal, or such as {@code u+x,go=r}. Source: POSIX.1-2017, {@code chmod}. */
    static int chmod(int count, Cap arguments) {
        if (count < 3) return Box.usage();
        Cap text = Box.argument(arguments, 1);
        int mask = Io.umask(0);
        Io.umask(mask);
        if (changed(text, 0, mask) < 0) {
            Err.say("chmod", text, "invalid mode");
            return 1;
        }
        int status = 0;
        for (int n = 2; n < count; n++) {
            Cap path = Box.argument(arguments, n);
            Stat stat = Stack.of(Stat.class);
            int error = Io.stat(path, stat.cap());
            status |= complain("chmod", path, error != 0 ? error : Io.chmod(path, changed(text, stat.mode() & 0777, mask)));
        }
        return status;
    }

    /** A mode after what {@code text} asks for; below 0 when that is none. */
    private static int changed(Cap text, int mode, int mask) {
        if (text.length() == 0) return -1;
        if (Sorting.isDigit(text, 0)) {
            int bits = 0;
            for (long i = 0; i < text.length(); i++) {
                if (text.load8(i) < '0' || text.load8(i) > '7') return -1;
                bits = bits << 3 | text.load8(i) - '0';
            }
            return bits <= 07777 ? bits & 0777 : -1;
        }
        long at = 0;
        while (at < text.length()) {
            int who = 0;
            for (int one; at < text.length() && (one = who(text.load8(at))) != 0; at++) who |= one;
            int all = who == 0 ? 0777 & ~mask : who;
            if (at == text.length()) return -1;
            while (at < text.length() && text.load8(at) != ',') {
                int does = text.load8(at++);
                if (does != '+' && does != '-' && does != '=') return -1;
                int bits = 0;
                for (; at < text.length() && text.load8(at) != ',' && text.load8(at) != '+' && text.load8(at) != '-' && text.load8(at) != '='; at++) {
                    int one = permissions(text.load8(at), mode);
                    if (one < 0) return -1;
                    bits |= one;
                }
                bits &= all;
                mode = does == '+' ? mode | bits : does == '-' ? mode & ~bits : mode & ~(who == 0 ? 0777 : who) | bits;
            }
            if (++at == text.length()) return -1;
        }
        return mode;
    }

    private static int who(int c) {
        return c == 'u' ? 0700 : c == 'g' ? 0070 : c == 'o' ? 0007 : c == 'a' ? 0777 : 0;
    }

    private static int permissions(int c, int mode) {
        return switch (c) {
            case 'r' -> 0444;
            case 'w' -> 0222;
            case 'x' -> 0111;
            case 'u' -> (mode >>> 6 & 7) * 0111;
            case 'g' -> (mode >>> 3 & 7) * 0111;
            case 'o' -> (mode & 7) * 0111;
            default -> -1;
        };
    }

    static int mkdir(int count, Cap arguments) {
        int status = 0;
        boolean parents = Box.has(count, arguments, 'p');
        Cap mode = Box.value(count, arguments, 'm');
        int bits = 0;
        for (long i = 0; !mode.isNull() && i < mode.length(); i++) bits = bits << 3 | mode.load8(i) - '0' & 7;
        int first = Box.operands(count, arguments);
        if (first == count) return Box.usage();
        for (int n = first; n < count; n++) {
            Cap path = Box.argument(arguments, n);
            for (long i = 1; parents && i < path.length(); i++) if (path.load8(i) == '/') Io.mkdir(path.bounded(i), 0777);
            int error = Io.mkdir(path, 0777);
            if (parents && error == -Errno.EEXIST && isDirectory(path)) continue;
            status |= complain("mkdir", path, error);
            if (error == 0 && !mode.isNull()) Io.chmod(path, bits);
        }
        return status;
    }

    static int rmdir(int count, Cap arguments) {
        int status = 0;
        int first = Box.operands(count, arguments);
        if (first == count) return Box.usage();
        for (int n = first; n < count; n++) status |= complain("rmdir", Box.argument(arguments, n), Io.rmdir(Box.argument(arguments, n)));
        return status;
    }

    static int remove(int count, Cap arguments) {
        boolean deep = Box.has(count, arguments, 'r') || Box.has(count, arguments, 'R');
        boolean force = Box.has(count, arguments, 'f');
        int status = 0;
        int first = Box.operands(count, arguments);
        if (first == count && !force) return Box.usage();
        for (int n = first; n < count; n++) {
            Cap path = Box.argument(arguments, n);
            int error = isDirectory(path) ? (deep ? removeAll(path) : -Errno.EISDIR) : Io.unlink(path);
            if (!force || error != -Errno.ENOENT) status |= complain("rm", path, error);
        }
        return status;
    }

    /** Removes a directory and all that is in it. */
    private static int removeAll(Cap path) {
        Cap names = names(path, true);
        if (names.isNull()) return -Errno.ENOENT;
        for (long at = 0; at < names.length() && !names.loadCap(at).isNull(); at += 16) {
            Cap inner = join(path, names.loadCap(at));
            int error = isDirectory(inner) ? removeAll(inner) : Io.unlink(inner);
            if (error != 0) return error;
        }
        return Io.rmdir(path);
    }

    /** The names in a directory but . and .., in order, behind the last the null capability; null when it cannot be read. */
    static Cap names(Cap path, boolean hidden) {
        int d = Io.open(path, Open.READ | Open.DIRECTORY, 0);
        if (d < 0) return Cap.NULL;
        Cap names = Heap.allocZeroed(16 * 16);
        int n = 0;
        Cap entries = Heap.alloc(ROOM);
        for (long got = Io.getdents(d, entries, ROOM); got > 0; got = Io.getdents(d, entries, ROOM)) {
            for (long at = 0; at < got; ) {
                DirectoryEntry e = entries.plus(at).as(DirectoryEntry.class);
                Cap name = entries.plus(at + Layout.size(DirectoryEntry.class));
                name = name.bounded(Bytes.lengthOfText(name));
                at += e.length();
                boolean dots = Buffer.same(name, ".") || Buffer.same(name, "..");
                if (dots || !hidden && name.load8(0) == '.') continue;
                if ((n + 2) * 16L > names.length()) {
                    Cap more = Heap.allocZeroed(names.length() * 2);
                    Bytes.copyCaps(more, names, names.length());
                    Heap.free(names);
                    names = more;
                }
                int hole = n++;
                for (; hole > 0 && compare(names.loadCap(hole * 16L - 16), name) > 0; hole--) names.storeCap(hole * 16L, names.loadCap(hole * 16L - 16));
                names.storeCap(hole * 16L, Buffer.copy(name, name.length()));
            }
        }
        Heap.free(entries);
        Io.close(d);
        return names;
    }

    static int compare(Cap a, Cap b) {
        int difference = Bytes.compare(a, b, Math.min(a.length(), b.length()));
        return difference != 0 ? difference : (int) (a.length() - b.length());
    }
}
