package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Stat;

/** The system calls about descriptors and files. As in {@link Syscalls}, what comes from the caller is believed only by using it. */
@Kernel
final class FileCalls {
    private static final int POLLFD = 8;
    /** So many records find room on the stack at once. */
    private static final int FEW = 8;
    /** So many milliseconds are as good as for ever. */
    private static final long LONGEST = Timers.HORIZON / Time.MILLISECOND;

    private FileCalls() {}

    private static OpenFile file(long descriptor) {
        return Descriptors.get(Scheduler.current().holdings().files(), descriptor);
    }

    @Export("sys_read")
    static long read(long descriptor, Cap to, long bytes) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        Uproc me = Scheduler.current();
        if (me.holdings().threads() == 1) return OpenFiles.read(file, to, bytes);
        file.references(file.references() + 1);          // while this one waits, another thread may close it
        me.uses(file);
        long n = OpenFiles.read(file, to, bytes);
        me.uses(OpenFiles.none());
        OpenFiles.drop(file);
        return n;
    }

    @Export("sys_write")
    static long write(long descriptor, Cap from, long bytes) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        Uproc me = Scheduler.current();
        if (me.holdings().threads() == 1) return OpenFiles.write(file, from, bytes);
        file.references(file.references() + 1);
        me.uses(file);
        long n = OpenFiles.write(file, from, bytes);
        me.uses(OpenFiles.none());
        OpenFiles.drop(file);
        return n;
    }

    @Export("sys_open")
    static long open(Cap path, long flags, long mode) {
        return FileSystem.open(Scheduler.current(), path, (int) flags, (int) mode);
    }

    @Export("sys_close")
    static long close(long descriptor) {
        return Descriptors.close(Scheduler.current(), descriptor);
    }

    @Export("sys_dup")
    static long dup(long descriptor) {
        return Descriptors.dup(Scheduler.current(), descriptor, 0, false);
    }

    @Export("sys_dup2")
    static long dup2(long from, long to, long flags) {
        return Descriptors.dup2(Scheduler.current(), from, to, (flags & Open.CLOSE_ON_EXEC) != 0);
    }

    @Export("sys_fcntl")
    static long fcntl(long descriptor, long command, long argument) {
        return Descriptors.fcntl(Scheduler.current(), descriptor, (int) command, argument);
    }

    @Export("sys_lseek")
    static long lseek(long descriptor, long offset, long whence) {
        OpenFile file = file(descriptor);
        return file.isNull() ? -Errno.EBADF : OpenFiles.seek(file, offset, (int) whence);
    }

    /** Two descriptors, four bytes each: the reading and the writing end of a new pipe. */
    @Export("sys_pipe")
    static long pipe(Cap descriptors, long flags) {
        if ((flags & ~(Open.CLOSE_ON_EXEC | Open.NONBLOCK)) != 0) return -Errno.EINVAL;
        Uproc me = Scheduler.current();
        Pipe pipe = Pipes.make();
        if (pipe.isNull()) return -Errno.ENFILE;
        OpenFile reader = Pipes.end(pipe, false, (int) flags & Open.NONBLOCK);
        if (reader.isNull()) {
            Pipes.freeIfUnused(pipe);
            return -Errno.ENFILE;
        }
        OpenFile writer = Pipes.end(pipe, true, (int) flags & Open.NONBLOCK);
        if (writer.isNull()) {
            OpenFiles.drop(reader);
            return -Errno.ENFILE;
        }
        boolean closeOnExec = (flags & Open.CLOSE_ON_EXEC) != 0;
        Files before = me.holdings().files();
        long first = Descriptors.open(me, reader, 0, closeOnExec);
        long second = first < 0 ? first : Descriptors.open(me, writer, 0, closeOnExec);
        if (second >= 0 && UserCopy.out64(descriptors, first | second << 32) == 0) return 0;
        long error = second < 0 ? second : -Errno.EFAULT;
        if (first >= 0) Descriptors.close(me, first);
        else OpenFiles.drop(reader);
        if (second >= 0) Descriptors.close(me, second);
        else OpenFiles.drop(writer);
        Descriptors.disown(me, before);
        return error;
    }

    /**
     * Waits for events. Each of the {@code count} records is a descriptor (four bytes), the events asked for and those that are there (two bytes each).
     *
     * @param milliseconds how long at most, -1 for ever
     */
    @Export("sys_poll")
    static long poll(Cap records, long count, long milliseconds) {
        if (U.le(count, FEW)) return poll(records, count, milliseconds, Stack.bytes(FEW * POLLFD));
        return U.le(count, Descriptors.MAX) ? pollMany(records, count, milliseconds) : -Errno.EINVAL;
    }

    private static long pollMany(Cap records, long count, long milliseconds) {
        return poll(records, count, milliseconds, Stack.bytes(Descriptors.MAX * POLLFD));
    }

    /** What is asked for is read once, into {@code asked}: others may change the records while this waits. */
    private static long poll(Cap records, long count, long milliseconds, Cap asked) {
        long there = firstLook(Scheduler.current().holdings().files(), asked, records, count);
        long until = milliseconds < 0 ? Timers.NEVER : 0;
        while (there == 0 && milliseconds != 0) {
            long now = Cpu.time();
            if (until == 0) until = milliseconds < LONGEST ? now + Time.ticks((milliseconds + 1) * Time.MILLISECOND) : Timers.NEVER;
            else if (now >= until) return 0;
            if (Waiting.sleepUntil(Waiting.POLLERS, until)) return -Errno.EINTR;
            // While this waited, another thread may have given the process another table, and the last who had the old one may have ended.
            there = look(Scheduler.current().holdings().files(), asked, records, count);
        }
        return there;
    }

    /** Reads what is asked for into {@code asked}, and says what is there of it; so many records have something, or an error number below 0. */
    private static long firstLook(Files files, Cap asked, Cap records, long count) {
        return look(files, asked, records, count, true);
    }

    /** Says what is there of what was {@code asked} for. */
    private static long look(Files files, Cap asked, Cap records, long count) {
        return look(files, asked, records, count, false);
    }

    @Inline
    private static long look(Files files, Cap asked, Cap records, long count, boolean first) {
        long there = 0;
        for (long at = 0; at < count * POLLFD; at += POLLFD) {
            if (first && UserCopy.in64(asked, records, at) != 0) return -Errno.EFAULT;
            int events = events(files, asked.load64(at));
            if (UserCopy.out16(records, at + 6, events) != 0) return -Errno.EFAULT;
            if (events != 0) there++;
        }
        return there;
    }

    @Inline
    private static int events(Files files, long record) {
        int descriptor = (int) record;
        if (descriptor < 0) return 0;
        OpenFile file = Descriptors.get(files, descriptor);
        return file.isNull() ? Poll.NVAL : OpenFiles.events(file) & ((int) (record >>> 32) | Poll.ERR | Poll.HUP);
    }

    @Export("sys_stat")
    static long stat(Cap path, Cap to) {
        int error = FileSystem.existing(Scheduler.current(), path);
        return error != 0 ? error : stat(Paths.FOUND.node(), to);
    }

    private static long stat(Node node, Cap to) {
        Stat stat = Stack.of(Stat.class);
        Nodes.stat(node, stat);
        return UserCopy.out(to, stat.cap(), Layout.size(Stat.class)) == 0 ? 0 : -Errno.EFAULT;
    }

    @Export("sys_fstat")
    static long fstat(long descriptor, Cap to) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        boolean pipe = file.kind() == FileKind.PIPE_READER || file.kind() == FileKind.PIPE_WRITER;
        if (!pipe && !file.object().isNull()) return stat(file.object().as(Node.class), to);
        Stat stat = Stack.of(Stat.class);
        stat.mode((pipe ? Stat.FIFO : Stat.CHARACTERS) | 0600);
        stat.links(1);
        return UserCopy.out(to, stat.cap(), Layout.size(Stat.class)) == 0 ? 0 : -Errno.EFAULT;
    }

    @Export("sys_getdents")
    static long getdents(long descriptor, Cap to, long bytes) {
        OpenFile file = file(descriptor);
        return file.isNull() ? -Errno.EBADF : Listing.read(file, to, bytes);
    }

    @Export("sys_mkdir")
    static long mkdir(Cap path, long mode) {
        return FileSystem.mkdir(Scheduler.current(), path, (int) mode, NodeKind.DIRECTORY);
    }

    @Export("sys_mkfifo")
    static long mkfifo(Cap path, long mode) {
        return FileSystem.mkdir(Scheduler.current(), path, (int) mode, NodeKind.FIFO);
    }

    @Export("sys_rmdir")
    static long rmdir(Cap path) {
        return FileSystem.rmdir(Scheduler.current(), path);
    }

    @Export("sys_unlink")
    static long unlink(Cap path) {
        return FileSystem.unlink(Scheduler.current(), path);
    }

    @Export("sys_link")
    static long link(Cap from, Cap to) {
        return FileSystem.link(Scheduler.current(), from, to);
    }

    @Export("sys_rename")
    static long rename(Cap from, Cap to) {
        return FileSystem.rename(Scheduler.current(), from, to);
    }

    @Export("sys_chmod")
    static long chmod(Cap path, long mode) {
        return FileSystem.chmod(Scheduler.current(), path, (int) mode);
    }

    @Export("sys_access")
    static long access(Cap path, long mode) {
        return FileSystem.access(Scheduler.current(), path, (int) mode);
    }

    @Export("sys_umask")
    static long umask(long mask) {
        Holdings mine = Scheduler.current().holdings();
        int before = mine.mask();
        mine.mask((int) mask & 0777);
        return before;
    }

    @Export("sys_truncate")
    static long truncate(Cap path, long size) {
        return FileSystem.truncate(Scheduler.current(), path, size);
    }

    @Export("sys_ftruncate")
    static long ftruncate(long descriptor, long size) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        if (file.kind() != FileKind.FILE || (file.flags() & Open.ACCESS) == Open.READ) return -Errno.EINVAL;
        return FileSystem.resize(file.object().as(Node.class), size);
    }

    /** Says when a file was read and changed: {@link dev.ufork.shared.FileTimes}, null for now. */
    @Export("sys_utimens")
    static long utimens(Cap path, Cap times) {
        int error = FileSystem.existing(Scheduler.current(), path);
        return error != 0 ? error : Nodes.times(Paths.FOUND.node(), times);
    }

    /** The same, of an open file. */
    @Export("sys_futimens")
    static long futimens(long descriptor, Cap times) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        boolean pipe = file.kind() == FileKind.PIPE_READER || file.kind() == FileKind.PIPE_WRITER;
        return pipe || file.object().isNull() ? -Errno.EINVAL : Nodes.times(file.object().as(Node.class), times);
    }

    @Export("sys_chdir")
    static long chdir(Cap path) {
        return FileSystem.chdir(Scheduler.current(), path);
    }

    @Export("sys_fchdir")
    static long fchdir(long descriptor) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        return file.kind() != FileKind.DIRECTORY ? -Errno.ENOTDIR : FileSystem.enter(Scheduler.current(), file.object().as(Node.class));
    }

    @Export("sys_getcwd")
    static long getcwd(Cap to, long bytes) {
        return Listing.where(Scheduler.current(), to, bytes);
    }

    /** Of a terminal: its modes, changed to {@code modes} unless that is below 0. The first process makes a plain console one. */
    @Export("sys_tcmode")
    static long tcmode(long descriptor, long modes) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        int before = Terminal.modes();
        boolean plain = (before & Terminal.PLAIN) != 0 && Scheduler.current().slot() != Family.FIRST;
        if (file.kind() != FileKind.CONSOLE || plain) return -Errno.ENOTTY;
        // Whether it is a terminal is not for everybody to say: nobody else could make it one again.
        if (modes >= 0) Terminal.modes(Scheduler.current().slot() == Family.FIRST ? (int) modes : (int) modes & ~Terminal.PLAIN);
        return before;
    }

    /** Of a terminal: the group in the foreground, changed to {@code group} unless that is below 0. */
    @Export("sys_tcgroup")
    static long tcgroup(long descriptor, long group) {
        OpenFile file = file(descriptor);
        if (file.isNull()) return -Errno.EBADF;
        if (file.kind() != FileKind.CONSOLE || (Terminal.modes() & Terminal.PLAIN) != 0) return -Errno.ENOTTY;
        int before = Terminal.foreground();
        if (group < 0) return before;
        if (!Groups.exists((int) group, Scheduler.current().holdings().session())) return -Errno.EPERM;
        Terminal.foreground((int) group);
        return before;
    }
}
