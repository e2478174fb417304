package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Auxiliary;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Stat;
import dev.ufork.shared.Wait;
import dev.ufork.user.Environment;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** {@code conform}: sentences of the manual, each tried. Source: POSIX.1-2017, System Interfaces; a sentence begins with its page's name. */
@Kernel
final class Conform {
    private static int caught;
    private static int last;

    private Conform() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        descriptors();
        pipes();
        files();
        directories();
        badInput();
        processes();
        signals();
        time();
        machine();
        ConformFiles.all();
        ConformProcesses.all();
        ConformSignals.all();
        ConformBadInput.all();
        return Sentences.end();
    }

    private static void is(String sentence, long actual, long expected) {
        Sentences.is(sentence, actual, expected);
    }

    private static void descriptors() {
        int a = Io.open("/dev/null", Open.READ_WRITE, 0);
        is("open: shall return the lowest numbered unused descriptor", a, 3);
        is("dup: shall return a new descriptor, the lowest not open", Io.dup(a), 4);
        is("dup2: if fildes2 is open it shall be closed first, and is returned", Io.dup2(a, 4), 4);
        is("dup2: if fildes equals fildes2, it shall be returned without closing", Io.dup2(4, 4), 4);
        is("dup2: EBADF if fildes is not open", Io.dup2(77, 5), -Errno.EBADF);
        is("dup2: EBADF if fildes2 is not a possible descriptor", Io.dup2(a, 100000), -Errno.EBADF);
        is("dup: EBADF if fildes is not open", Io.dup(99), -Errno.EBADF);
        is("fcntl: F_DUPFD returns the lowest descriptor not below arg", Io.fcntl(a, Open.DUP, 20), 20);
        is("fcntl: F_DUPFD clears FD_CLOEXEC", Io.fcntl(20, Open.GET_DESCRIPTOR_FLAGS, 0), 0);
        is("fcntl: F_DUPFD_CLOEXEC sets it", Io.fcntl(a, Open.DUP_CLOSE_ON_EXEC, 30), 30);
        is("fcntl: F_GETFD returns the flags", Io.fcntl(30, Open.GET_DESCRIPTOR_FLAGS, 0), 1);
        is("fcntl: F_SETFD sets them", Io.fcntl(30, Open.SET_DESCRIPTOR_FLAGS, 0), 0);
        is("fcntl: F_GETFL returns access mode", Io.fcntl(a, Open.GET_STATUS_FLAGS, 0) & Open.ACCESS, Open.READ_WRITE);
        is("fcntl: F_DUPFD EINVAL if arg is not a possible descriptor", Io.fcntl(a, Open.DUP, 100000), -Errno.EINVAL);
        is("fcntl: EINVAL if cmd is invalid", Io.fcntl(a, 9999, 0), -Errno.EINVAL);
        is("fcntl: EBADF", Io.fcntl(98, Open.GET_STATUS_FLAGS, 0), -Errno.EBADF);
        is("close: shall return 0", Io.close(20), 0);
        is("close: EBADF if not open", Io.close(20), -Errno.EBADF);
        is("close: EBADF for negative numbers", Io.close(-1), -Errno.EBADF);
        Io.close(30);
        Io.close(4);
        Io.close(a);
    }

    private static void pipes() {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(32);
        is("pipe: shall return 0", Io.pipe(ends), 0);
        int reader = ends.load32(0);
        int writer = ends.load32(4);
        is("pipe: the two lowest descriptors", reader * 10 + writer, 34);
        is("write: returns the bytes written", Io.write(writer, Text.utf8("abcdef"), 6), 6);
        is("read: returns as many bytes as asked for when there are more", Io.read(reader, data, 4), 4);
        is("read: in the order of writing", data.load8(3), 'd');
        is("read: returns fewer when fewer are there", Io.read(reader, data, 10), 2);
        is("read: 0 bytes asked for returns 0", Io.read(reader, data, 0), 0);
        is("read: EBADF from the writing end", Io.read(writer, data, 1), -Errno.EBADF);
        is("write: EBADF to the reading end", Io.write(reader, data, 1), -Errno.EBADF);
        is("lseek: ESPIPE on a pipe", Io.lseek(reader, 0, Open.SEEK_SET), -Errno.ESPIPE);
        is("fcntl: F_SETFL sets O_NONBLOCK", Io.fcntl(reader, Open.SET_STATUS_FLAGS, Open.NONBLOCK), 0);
        is("read: EAGAIN on an empty pipe with O_NONBLOCK", Io.read(reader, data, 1), -Errno.EAGAIN);
        Cap record = Stack.bytes(16);
        record.store32(0, reader);
        record.store16(4, Poll.IN);
        is("poll: 0 when the time is over and nothing is ready", Io.poll(record, 1, 0), 0);
        is("poll: waits as long as it is told", Io.poll(record, 1, 2), 0);
        Io.write(writer, data, 1);
        is("poll: the number of descriptors with events", Io.poll(record, 1, -1), 1);
        is("poll: POLLIN", record.load16(6), Poll.IN);
        record.store32(0, 88);
        is("poll: a descriptor that is not open counts", Io.poll(record, 1, 0), 1);
        is("poll: POLLNVAL", record.load16(6), Poll.NVAL);
        record.store32(0, -1);
        is("poll: a negative descriptor is passed over", Io.poll(record, 1, 0), 0);
        Io.read(reader, data, 1);
        is("close: the writing end", Io.close(writer), 0);
        is("read: 0, end of file, when no writer is left", Io.read(reader, data, 1), 0);
        record.store32(0, reader);
        Io.poll(record, 1, 0);
        is("poll: POLLHUP when no writer is left", record.load16(6) & Poll.HUP, Poll.HUP);
        Io.close(reader);
        Io.pipe(ends);
        Io.close(ends.load32(0));
        Signals.ignore(Signal.PIPE);
        is("write: EPIPE when no reader is left", Io.write(ends.load32(4), data, 1), -Errno.EPIPE);
        Signals.restore(Signal.PIPE);
        Io.close(ends.load32(4));
    }

    private static void files() {
        Cap path = Text.utf8("/tmp/conform");
        Cap data = Stack.bytes(32);
        Stat stat = Stack.of(Stat.class);
        is("open: ENOENT without O_CREAT", Io.open(path, Open.READ, 0), -Errno.ENOENT);
        int d = Io.open(path, Open.READ_WRITE | Open.CREATE | Open.EXCLUSIVE, 0640);
        is("open: O_CREAT makes it", d, 3);
        is("open: EEXIST with O_CREAT and O_EXCL", Io.open(path, Open.CREATE | Open.EXCLUSIVE, 0), -Errno.EEXIST);
        is("write: to a file", Io.write(d, Text.utf8("hello world"), 11), 11);
        is("lseek: SEEK_CUR tells the offset", Io.lseek(d, 0, Open.SEEK_CUR), 11);
        is("lseek: SEEK_SET", Io.lseek(d, 6, Open.SEEK_SET), 6);
        is("read: from the offset", Io.read(d, data, 32), 5);
        is("read: 0 at the end of the file", Io.read(d, data, 32), 0);
        is("lseek: SEEK_END", Io.lseek(d, -1, Open.SEEK_END), 10);
        is("lseek: EINVAL when the offset would be negative", Io.lseek(d, -1, Open.SEEK_SET), -Errno.EINVAL);
        is("lseek: EINVAL when whence is not proper", Io.lseek(d, 0, 9), -Errno.EINVAL);
        is("lseek: may be behind the end", Io.lseek(d, 5000, Open.SEEK_SET), 5000);
        Io.write(d, data, 1);
        Io.lseek(d, 4000, Open.SEEK_SET);
        Io.read(d, data, 1);
        is("lseek: reads of the gap return zeroes", data.load8(0), 0);
        is("fstat: st_size", Io.fstat(d, stat.cap()) == 0 ? stat.size() : -1, 5001);
        is("fstat: S_ISREG", stat.mode() & Stat.KIND, Stat.FILE);
        is("open: the mode's permission bits", stat.mode() & 0777, 0640);
        is("fstat: st_nlink", stat.links(), 1);
        is("ftruncate: makes it shorter", Io.ftruncate(d, 3), 0);
        Io.fstat(d, stat.cap());
        is("ftruncate: st_size", stat.size(), 3);
        Io.ftruncate(d, 8);
        Io.lseek(d, 3, Open.SEEK_SET);
        Io.read(d, data, 5);
        is("ftruncate: what is added is zero", data.load32(0), 0);
        is("unlink: shall return 0", Io.unlink(path), 0);
        is("unlink: the file is there while it is open", Io.lseek(d, 0, Open.SEEK_SET) == 0 ? Io.read(d, data, 3) : -1, 3);
        Io.fstat(d, stat.cap());
        is("unlink: st_nlink is 0 then", stat.links(), 0);
        is("unlink: ENOENT", Io.unlink(path), -Errno.ENOENT);
        Io.close(d);
        d = Io.open(path, Open.WRITE | Open.CREATE | Open.APPEND, 0600);
        int e = Io.open(path, Open.WRITE, 0);
        Io.write(d, data, 3);
        Io.write(e, data, 5);
        Io.write(d, data, 2);
        Io.fstat(d, stat.cap());
        is("open: with O_APPEND the offset is set to the end before each write", stat.size(), 7);
        is("read: EBADF when not open for reading", Io.read(d, data, 1), -Errno.EBADF);
        Io.close(Io.open(path, Open.WRITE | Open.TRUNCATE, 0));
        Io.fstat(d, stat.cap());
        is("open: O_TRUNC", stat.size(), 0);
        Io.close(d);
        Io.close(e);
        Io.chmod(path, 0);
        is("open: EACCES when permission is denied", Io.open(path, Open.READ, 0), -Errno.EACCES);
        is("access: EACCES", Io.access(path, 4), -Errno.EACCES);
        is("access: F_OK", Io.access(path, 0), 0);
        Io.unlink(path);
    }

    private static void directories() {
        Cap a = Text.utf8("/tmp/conform.d");
        Cap inner = Text.utf8("/tmp/conform.d/file");
        Cap other = Text.utf8("/tmp/conform.e");
        is("mkdir: shall return 0", Io.mkdir(a, 0755), 0);
        is("mkdir: EEXIST", Io.mkdir(a, 0755), -Errno.EEXIST);
        is("mkdir: ENOENT when a component is missing", Io.mkdir(Text.utf8("/nowhere/x"), 0755), -Errno.ENOENT);
        int d = Io.open(inner, Open.WRITE | Open.CREATE, 0600);
        Io.close(d);
        is("open: ENOTDIR when a component is no directory", Io.open("/tmp/conform.d/file/x", Open.READ, 0), -Errno.ENOTDIR);
        is("open: EISDIR when a directory is to be written", Io.open(a, Open.WRITE, 0), -Errno.EISDIR);
        is("open: ENOTDIR with O_DIRECTORY", Io.open(inner, Open.READ | Open.DIRECTORY, 0), -Errno.ENOTDIR);
        is("rmdir: ENOTEMPTY", Io.rmdir(a), -Errno.ENOTEMPTY);
        is("rmdir: ENOTDIR", Io.rmdir(inner), -Errno.ENOTDIR);
        is("rename: EINVAL when new is within old", Io.rename(a, Text.utf8("/tmp/conform.d/sub")), -Errno.EINVAL);
        is("rename: shall return 0", Io.rename(a, other), 0);
        is("rename: old is gone", Io.access(a, 0), -Errno.ENOENT);
        is("rename: ENOENT", Io.rename(a, other), -Errno.ENOENT);
        is("chdir: shall return 0", Io.chdir(other), 0);
        is("chdir: paths begin there", Io.access(Text.utf8("file"), 0), 0);
        is("chdir: ENOTDIR", Io.chdir(Text.utf8("file")), -Errno.ENOTDIR);
        Cap where = Stack.bytes(64);
        is("getcwd: the path", Io.getcwd(where), 15);
        is("getcwd: ERANGE", Io.getcwd(where.bounded(4)), -Errno.ERANGE);
        is("link: shall return 0", Io.link(Text.utf8("file"), Text.utf8("again")), 0);
        is("link: EEXIST", Io.link(Text.utf8("file"), Text.utf8("again")), -Errno.EEXIST);
        Stat stat = Stack.of(Stat.class);
        Io.stat(Text.utf8("again"), stat.cap());
        is("link: st_nlink", stat.links(), 2);
        is("unlink: EISDIR or EPERM on a directory", Io.unlink(other), -Errno.EISDIR);
        Io.unlink(Text.utf8("again"));
        Io.unlink(Text.utf8("file"));
        Io.chdir(Text.utf8("/"));
        is("rmdir: shall return 0", Io.rmdir(other), 0);
        is("open: ENOENT for an empty path", Io.open("", Open.READ, 0), -Errno.ENOENT);
    }

    /** A pointer that allows nothing is EFAULT, not the kernel's fault. */
    private static void badInput() {
        Cap small = Stack.bytes(16).bounded(4);
        Cap ends = Stack.bytes(16);
        int zero = Io.open("/dev/zero", Open.READ, 0);
        is("read: EFAULT for a null buffer", Io.read(zero, Cap.NULL, 8), -Errno.EFAULT);
        is("read: EFAULT for a buffer that is too small", Io.read(zero, small, 8), -Errno.EFAULT);
        is("read: EINVAL for negative bytes", Io.read(zero, ends, -1), -Errno.EINVAL);
        is("write: EFAULT", Io.write(1, Cap.NULL, 1), -Errno.EFAULT);
        is("read: EFAULT for constants", Io.read(zero, Text.utf8("constant"), 1), -Errno.EFAULT);
        is("pipe: EFAULT", Io.pipe(small), -Errno.EFAULT);
        is("open: EFAULT", Io.open(Cap.NULL, 0, 0), -Errno.EFAULT);
        is("stat: EFAULT", Io.stat(Text.utf8("/"), small), -Errno.EFAULT);
        is("poll: EFAULT", Io.poll(Cap.NULL, 1, 0), -Errno.EFAULT);
        is("poll: EINVAL for too many", Io.poll(ends, 1 << 20, 0), -Errno.EINVAL);
        is("open: EINVAL for an access mode that is none", Io.open("/", Open.ACCESS, 0), -Errno.EINVAL);
        is("getdents: ENOTDIR", Io.getdents(zero, ends, 16), -Errno.ENOTDIR);
        is("nothing leaks: the next descriptor", Io.dup(zero), zero + 1);
        Io.close(zero + 1);
        Io.close(zero);
    }

    private static void processes() {
        Cap status = Stack.bytes(16);
        int d = Io.open("/tmp/conform", Open.READ_WRITE | Open.CREATE, 0600);
        int pid = Sys.fork();
        if (pid == 0) {
            Io.write(d, status, 5);
            Sys.exit(300);
        }
        is("waitpid: the child's process id", Sys.waitpid(pid, status), pid);
        is("wait: WEXITSTATUS is the low eight bits", Wait.exitStatus(status.load32(0)), 44);
        is("fork: descriptors refer to the same open file description", Io.lseek(d, 0, Open.SEEK_CUR), 5);
        Io.close(d);
        Io.unlink(Text.utf8("/tmp/conform"));
        is("waitpid: ECHILD when there is none", Sys.waitpid(-1, status), -Errno.ECHILD);
        is("waitpid: EINVAL for options that are none", Sys.waitpid(-1, status, 1 << 20), -Errno.EINVAL);
        pid = Sys.fork();
        if (pid == 0) while (true) Sys.pause();
        is("waitpid: 0 with WNOHANG while it lives", Sys.waitpid(pid, status, Wait.NO_HANG), 0);
        is("setpgid: puts a child in a group of its own", Processes.setpgid(pid, pid), 0);
        is("getpgid: tells it", Processes.getpgid(pid), pid);
        is("kill: signal 0 asks whether it exists", Sys.kill(pid, 0), 0);
        is("kill: a stop", Sys.kill(pid, Signal.STOP), 0);
        is("waitpid: WUNTRACED tells of the stop", Sys.waitpid(pid, status, Wait.UNTRACED), pid);
        is("wait: WSTOPSIG", Wait.stopped(status.load32(0)) ? Wait.stopSignal(status.load32(0)) : -1, Signal.STOP);
        Sys.kill(pid, Signal.CONT);
        is("waitpid: WCONTINUED tells that it goes on", Sys.waitpid(pid, status, Wait.CONTINUED), pid);
        is("kill: a negative number is a group", Sys.kill(-pid, Signal.TERM), 0);
        Sys.waitpid(pid, status);
        is("wait: WTERMSIG", Wait.signaled(status.load32(0)) ? Wait.terminatingSignal(status.load32(0)) : -1, Signal.TERM);
        is("kill: ESRCH", Sys.kill(pid, Signal.TERM), -Errno.ESRCH);
        is("kill: EINVAL", Sys.kill(Sys.getpid(), 99), -Errno.EINVAL);
    }

    private static void handler(int signal, SignalFrame frame) {
        caught++;
        last = signal;
    }

    private static void signals() {
        caught = 0;
        is("sigaction: shall return 0", Signals.handle(Signal.USR1, Conform::handler, 0, 0), 0);
        is("sigaction: EINVAL for SIGKILL", Signals.handle(Signal.KILL, Conform::handler, 0, 0), -Errno.EINVAL);
        is("raise: the handler has run when it returns", Signals.raise(Signal.USR1) == 0 ? caught : -1, 1);
        is("sigaction: the handler gets the signal's number", last, Signal.USR1);
        is("sigprocmask: returns the set before", Signals.mask(Signal.BLOCK, 1L << Signal.USR1), 0);
        Signals.raise(Signal.USR1);
        is("sigprocmask: a blocked signal is not delivered", caught, 1);
        is("sigpending: it is pending", Signals.pending(), 1L << Signal.USR1);
        is("sigsuspend: EINTR when a handler has run", Signals.suspend(0), -Errno.EINTR);
        is("sigsuspend: the signal was delivered", caught, 2);
        is("sigsuspend: the mask is restored", Signals.mask(-1, 0), 1L << Signal.USR1);
        Signals.mask(Signal.SET_MASK, 0);
        Signals.ignore(Signal.USR1);
        Signals.raise(Signal.USR1);
        is("sigaction: an ignored signal does nothing", caught, 2);
        Signals.handle(Signal.ALRM, Conform::handler, 0, 0);
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        Signals.alarm(1_000_000, 1_000_000);    // The first may come before the call waits.
        is("read: EINTR when a handler has run", Io.read(ends.load32(0), ends, 1), -Errno.EINTR);
        Signals.alarm(0, 0);
        is("alarm: SIGALRM", last, Signal.ALRM);
        is("alarm: nothing is left", Signals.alarm(-1, 0), 0);
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
    }

    private static void time() {
        long before = Processes.clock();
        is("nanosleep: 0 when the time is over", Processes.sleep(3_000_000), 0);
        is("nanosleep: not less than asked for", Processes.clock() - before >= 3_000_000 ? 1 : 0, 1);
    }

    /** Linux manual, getauxval(3). */
    private static void machine() {
        is("getauxval: AT_PAGESZ, the system page size", Environment.auxiliary(Auxiliary.PAGE_SIZE), 4096);
        is("getauxval: AT_ENTRY, the entry address of the executable", Environment.auxiliary(Auxiliary.ENTRY) == 0 ? 1 : 0, 0);
        is("getauxval: returns 0 if type is not found", Environment.auxiliary(99), 0);
    }
}
