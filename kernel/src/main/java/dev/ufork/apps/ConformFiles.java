package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.DirectoryEntry;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Stat;
import dev.ufork.user.Io;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** Sentences about files, names and pipes, each tried. Source: POSIX.1-2017, System Interfaces; a sentence begins with its page's name. */
@Kernel
final class ConformFiles {
    private ConformFiles() {}

    static void all() {
        paths();
        names();
        renames();
        permissions();
        contents();
        shared();
        listing();
        pipes();
        fifos();
    }

    private static Cap text(String s) {
        return Text.utf8(s);
    }

    private static int make(String path) {
        return Io.open(path, Open.READ_WRITE | Open.CREATE | Open.TRUNCATE, 0644);
    }

    private static void paths() {
        Io.mkdir(text("/tmp/p"), 0755);
        Io.close(make("/tmp/p/file"));
        is("pathname resolution: several slashes are one", Io.access(text("//tmp///p/file"), 0), 0);
        is("pathname resolution: . is the directory itself", Io.access(text("/tmp/./p/./file"), 0), 0);
        is("pathname resolution: .. is the parent directory", Io.access(text("/tmp/p/../p/file"), 0), 0);
        is("pathname resolution: .. of the root is the root", Io.access(text("/../../tmp/p/file"), 0), 0);
        is("pathname resolution: a trailing slash wants a directory", Io.access(text("/tmp/p/"), 0), 0);
        is("pathname resolution: ENOTDIR for a file with a trailing slash", Io.access(text("/tmp/p/file/"), 0), -Errno.ENOTDIR);
        is("open: ENOTDIR for a file with a trailing slash", Io.open("/tmp/p/file/", Open.READ, 0), -Errno.ENOTDIR);
        is("open: EISDIR with O_CREAT and a trailing slash where nothing is", Io.open("/tmp/p/new/", Open.WRITE | Open.CREATE, 0600), -Errno.EISDIR);
        is("open: EISDIR for a directory with O_CREAT", Io.open("/tmp/p", Open.READ | Open.CREATE, 0600), -Errno.EISDIR);
        is("open: EEXIST for a directory with O_CREAT and O_EXCL", Io.open("/tmp/p", Open.READ | Open.CREATE | Open.EXCLUSIVE, 0600), -Errno.EEXIST);
        is("open: ENOENT when the directory of a new file is missing", Io.open("/tmp/q/new", Open.WRITE | Open.CREATE, 0600), -Errno.ENOENT);
        Cap name = Stack.bytes(300);
        for (long i = 0; i < 300; i++) name.store8(i, 'n');
        is("open: ENAMETOOLONG for a component longer than NAME_MAX", Io.open(name.bounded(256), Open.READ, 0), -Errno.ENAMETOOLONG);
        is("open: ENOENT for one of NAME_MAX", Io.open(name.bounded(255), Open.READ, 0), -Errno.ENOENT);
        Cap path = Stack.bytes(1040);
        for (long i = 0; i < 1040; i++) path.store8(i, (i & 1) == 0 ? '/' : '.');
        is("open: ENAMETOOLONG for a path of PATH_MAX bytes without an end", Io.open(path, Open.READ, 0), -Errno.ENAMETOOLONG);
        is("stat: a path of PATH_MAX - 1 bytes is none too long", Io.access(path.bounded(1023), 0), 0);
        is("mkdir: a trailing slash is allowed", Io.mkdir(text("/tmp/p/d/"), 0755), 0);
        is("mkdir: EEXIST for .", Io.mkdir(text("/tmp/p/."), 0755), -Errno.EEXIST);
        is("mkdir: EEXIST for a file", Io.mkdir(text("/tmp/p/file"), 0755), -Errno.EEXIST);
        is("mkdir: ENOTDIR when a component is a file", Io.mkdir(text("/tmp/p/file/d"), 0755), -Errno.ENOTDIR);
        is("rmdir: EINVAL for a path that ends in .", Io.rmdir(text("/tmp/p/d/.")), -Errno.EINVAL);
        is("rmdir: EBUSY for the root", Io.rmdir(text("/")), -Errno.EBUSY);
        is("rmdir: ENOENT", Io.rmdir(text("/tmp/p/none")), -Errno.ENOENT);
        is("rmdir: shall return 0 for an empty directory", Io.rmdir(text("/tmp/p/d")), 0);
        Io.unlink(text("/tmp/p/file"));
        Io.rmdir(text("/tmp/p"));
    }

    /** What was found before must be found, or not, as it is now. */
    private static void names() {
        Stat stat = Stack.of(Stat.class);
        Io.close(make("/tmp/n"));
        is("open: a file that exists", Io.close(Io.open("/tmp/n", Open.READ, 0)), 0);
        Io.unlink(text("/tmp/n"));
        is("unlink: the name is gone", Io.open("/tmp/n", Open.READ, 0), -Errno.ENOENT);
        Io.mkdir(text("/tmp/n"), 0755);
        Io.stat(text("/tmp/n"), stat.cap());
        is("mkdir: the name is a directory now", stat.mode() & Stat.KIND, Stat.DIRECTORY);
        is("stat: st_nlink of an empty directory counts its name and .", stat.links(), 2);
        Io.mkdir(text("/tmp/n/inner"), 0755);
        Io.stat(text("/tmp/n"), stat.cap());
        is("stat: and the .. of each directory in it", stat.links(), 3);
        Io.close(make("/tmp/n/inner/f"));
        is("chdir: into a directory", Io.chdir(text("/tmp/n/inner")), 0);
        is("open: a relative path begins in the current directory", Io.access(text("f"), 0), 0);
        Io.chdir(text("/tmp/n"));
        is("chdir: and is another in another one", Io.access(text("f"), 0), -Errno.ENOENT);
        is("chdir: ENOENT", Io.chdir(text("/tmp/none")), -Errno.ENOENT);
        int d = Io.open("/tmp/n/inner", Open.READ | Open.DIRECTORY, 0);
        is("fchdir: shall return 0", Io.fchdir(d), 0);
        Cap where = Stack.bytes(64);
        is("fchdir: the directory of the descriptor", Io.getcwd(where) == 13 ? where.load8(11) : -1, 'r');
        Io.close(d);
        d = Io.open("f", Open.READ, 0);
        is("fchdir: ENOTDIR", Io.fchdir(d), -Errno.ENOTDIR);
        Io.close(d);
        is("getcwd: EINVAL for a size of 0", Io.getcwd(where.bounded(0)), -Errno.EINVAL);
        Io.unlink(text("f"));
        is("rmdir: of the current directory", Io.rmdir(text("/tmp/n/inner")), 0);
        is("getcwd: ENOENT when the directory is gone", Io.getcwd(where), -Errno.ENOENT);
        is("open: ENOENT for a new file in a directory that is gone", Io.open("f", Open.WRITE | Open.CREATE, 0600), -Errno.ENOENT);
        Io.chdir(text("/"));
        Io.rmdir(text("/tmp/n"));
    }

    private static void renames() {
        Stat stat = Stack.of(Stat.class);
        Io.close(make("/tmp/a"));
        Io.close(make("/tmp/b"));
        Io.stat(text("/tmp/a"), stat.cap());
        long number = stat.number();
        is("rename: new exists and is taken away", Io.rename(text("/tmp/a"), text("/tmp/b")), 0);
        Io.stat(text("/tmp/b"), stat.cap());
        is("rename: new is what old was", stat.number(), number);
        is("rename: old is gone", Io.access(text("/tmp/a"), 0), -Errno.ENOENT);
        is("rename: both the same file: nothing happens", Io.rename(text("/tmp/b"), text("/tmp/b")), 0);
        Io.link(text("/tmp/b"), text("/tmp/a"));
        is("rename: links to the same file: nothing happens", Io.rename(text("/tmp/a"), text("/tmp/b")), 0);
        is("rename: and both are there", Io.access(text("/tmp/a"), 0) + Io.access(text("/tmp/b"), 0), 0);
        Io.mkdir(text("/tmp/d"), 0755);
        is("rename: EISDIR when new is a directory and old is not", Io.rename(text("/tmp/a"), text("/tmp/d")), -Errno.EISDIR);
        is("rename: ENOTDIR when old is a directory and new is not", Io.rename(text("/tmp/d"), text("/tmp/a")), -Errno.ENOTDIR);
        Io.mkdir(text("/tmp/e"), 0755);
        is("rename: an empty directory is replaced", Io.rename(text("/tmp/d"), text("/tmp/e")), 0);
        Io.mkdir(text("/tmp/d"), 0755);
        is("rename: into another directory", Io.rename(text("/tmp/a"), text("/tmp/e/a")), 0);
        is("rename: ENOTEMPTY when new is a directory that is not empty", Io.rename(text("/tmp/d"), text("/tmp/e")), -Errno.ENOTEMPTY);
        is("rename: EBUSY for the root", Io.rename(text("/"), text("/tmp/r")), -Errno.EBUSY);
        is("rename: ENOENT for an empty new", Io.rename(text("/tmp/b"), text("")), -Errno.ENOENT);
        is("link: EPERM for a directory", Io.link(text("/tmp/d"), text("/tmp/l")), -Errno.EPERM);
        is("link: ENOENT", Io.link(text("/tmp/none"), text("/tmp/l")), -Errno.ENOENT);
        is("link: ENOTDIR", Io.link(text("/tmp/b"), text("/tmp/b/l")), -Errno.ENOTDIR);
        is("unlink: ENOTDIR when a component is no directory", Io.unlink(text("/tmp/b/x")), -Errno.ENOTDIR);
        Io.unlink(text("/tmp/e/a"));
        Io.unlink(text("/tmp/b"));
        Io.rmdir(text("/tmp/e"));
        Io.rmdir(text("/tmp/d"));
    }

    private static void permissions() {
        Stat stat = Stack.of(Stat.class);
        int before = Io.umask(027);
        is("umask: shall return the previous mask", Io.umask(027), 027);
        Io.close(Io.open("/tmp/m", Open.WRITE | Open.CREATE, 0666));
        Io.stat(text("/tmp/m"), stat.cap());
        is("umask: bits of the mask are off in a new file", stat.mode() & 0777, 0640);
        Io.mkdir(text("/tmp/md"), 0777);
        Io.stat(text("/tmp/md"), stat.cap());
        is("umask: and in a new directory", stat.mode() & 0777, 0750);
        Io.umask(before);
        Io.chmod(text("/tmp/m"), 0400);
        is("open: EACCES for writing without permission", Io.open("/tmp/m", Open.WRITE, 0), -Errno.EACCES);
        is("open: EACCES for reading and writing without permission", Io.open("/tmp/m", Open.READ_WRITE, 0), -Errno.EACCES);
        is("truncate: EACCES without write permission", Io.truncate(text("/tmp/m"), 0), -Errno.EACCES);
        is("access: W_OK EACCES", Io.access(text("/tmp/m"), 2), -Errno.EACCES);
        is("access: R_OK", Io.access(text("/tmp/m"), 4), 0);
        is("access: X_OK EACCES", Io.access(text("/tmp/m"), 1), -Errno.EACCES);
        is("access: EINVAL for a mode that is none", Io.access(text("/tmp/m"), 8), -Errno.EINVAL);
        is("open: a new file may be opened for writing though its mode says no", Io.close(Io.open("/tmp/m2", Open.WRITE | Open.CREATE, 0400)), 0);
        Io.close(make("/tmp/md/f"));
        is("open: found before", Io.access(text("/tmp/md/f"), 0), 0);
        Io.chmod(text("/tmp/md"), 0600);
        is("open: EACCES without search permission for a component", Io.open("/tmp/md/f", Open.READ, 0), -Errno.EACCES);
        is("chdir: EACCES without search permission", Io.chdir(text("/tmp/md")), -Errno.EACCES);
        Io.chmod(text("/tmp/md"), 0500);
        is("unlink: EACCES without write permission for the directory", Io.unlink(text("/tmp/md/f")), -Errno.EACCES);
        is("mkdir: EACCES without write permission for the parent", Io.mkdir(text("/tmp/md/d"), 0755), -Errno.EACCES);
        is("rename: EACCES without write permission for either directory", Io.rename(text("/tmp/m"), text("/tmp/md/m")), -Errno.EACCES);
        Io.chmod(text("/tmp/md"), 0700);
        is("chmod: ENOENT", Io.chmod(text("/tmp/none"), 0), -Errno.ENOENT);
        Io.unlink(text("/tmp/md/f"));
        Io.rmdir(text("/tmp/md"));
        Io.unlink(text("/tmp/m"));
        Io.unlink(text("/tmp/m2"));
    }

    private static void contents() {
        Cap data = Stack.bytes(32);
        Stat stat = Stack.of(Stat.class);
        int d = make("/tmp/c");
        is("write: 0 bytes returns 0", Io.write(d, data, 0), 0);
        Io.write(d, text("0123456789"), 10);
        Io.lseek(d, 4, Open.SEEK_SET);
        is("write: begins at the file offset", Io.write(d, text("ab"), 2), 2);
        is("write: the offset moves by what was written", Io.lseek(d, 0, Open.SEEK_CUR), 6);
        Io.lseek(d, 0, Open.SEEK_SET);
        Io.read(d, data, 10);
        is("write: what was there is overwritten", data.load8(5), 'b');
        is("write: and what lies behind is not", data.load8(6), '6');
        is("lseek: SEEK_CUR adds", Io.lseek(d, -3, Open.SEEK_CUR), 7);
        is("read: 0 behind the end", Io.lseek(d, 100, Open.SEEK_SET) == 100 ? Io.read(d, data, 1) : -1, 0);
        is("write: behind the end makes the file longer", Io.write(d, data, 1), 1);
        Io.fstat(d, stat.cap());
        is("write: st_size is the offset behind the last byte", stat.size(), 101);
        is("write: EFBIG beyond the largest file", Io.lseek(d, 1L << 40, Open.SEEK_SET) > 0 ? Io.write(d, data, 1) : 0, -Errno.EFBIG);
        is("ftruncate: EINVAL for a negative length", Io.ftruncate(d, -1), -Errno.EINVAL);
        is("ftruncate: EFBIG", Io.ftruncate(d, 1L << 40), -Errno.EFBIG);
        is("truncate: makes it longer", Io.truncate(text("/tmp/c"), 9000), 0);
        Io.fstat(d, stat.cap());
        is("truncate: st_size", stat.size(), 9000);
        long changed = stat.modified();
        Io.lseek(d, 0, Open.SEEK_SET);
        Io.write(d, data, 1);
        Io.fstat(d, stat.cap());
        is("write: marks the time of modification", stat.modified() > changed ? 1 : 0, 1);
        is("truncate: EISDIR", Io.truncate(text("/tmp"), 0), -Errno.EISDIR);
        is("truncate: ENOENT", Io.truncate(text("/tmp/none"), 0), -Errno.ENOENT);
        Io.close(d);
        d = Io.open("/tmp/c", Open.READ, 0);
        is("ftruncate: EINVAL when not open for writing", Io.ftruncate(d, 0), -Errno.EINVAL);
        is("write: EBADF when not open for writing", Io.write(d, data, 1), -Errno.EBADF);
        Io.close(d);
        d = Io.open("/tmp", Open.READ, 0);
        is("read: EISDIR", Io.read(d, data, 1), -Errno.EISDIR);
        Io.close(d);
        Io.unlink(text("/tmp/c"));
        d = Io.open("/dev/null", Open.READ_WRITE, 0);
        is("/dev/null: reads are at the end", Io.read(d, data, 5), 0);
        is("/dev/null: takes what is written", Io.write(d, data, 5), 5);
        Io.fstat(d, stat.cap());
        is("fstat: S_ISCHR for a device", stat.mode() & Stat.KIND, Stat.CHARACTERS);
        Io.close(d);
    }

    private static void shared() {
        Cap data = Stack.bytes(16);
        int a = make("/tmp/s");
        Io.write(a, text("abcdef"), 6);
        Io.lseek(a, 0, Open.SEEK_SET);
        int b = Io.dup(a);
        int c = Io.open("/tmp/s", Open.READ, 0);
        Io.read(a, data, 2);
        is("dup: the two share one offset", Io.lseek(b, 0, Open.SEEK_CUR), 2);
        is("open: another open file description has its own", Io.lseek(c, 0, Open.SEEK_CUR), 0);
        Io.fcntl(a, Open.SET_STATUS_FLAGS, Open.APPEND);
        is("fcntl: status flags belong to the description", Io.fcntl(b, Open.GET_STATUS_FLAGS, 0) & Open.APPEND, Open.APPEND);
        is("fcntl: and not to others of the file", Io.fcntl(c, Open.GET_STATUS_FLAGS, 0) & Open.APPEND, 0);
        Io.fcntl(a, Open.SET_DESCRIPTOR_FLAGS, 1);
        is("fcntl: FD_CLOEXEC belongs to the descriptor", Io.fcntl(b, Open.GET_DESCRIPTOR_FLAGS, 0), 0);
        is("dup: FD_CLOEXEC is clear in the new one", Io.fcntl(Io.dup(a), Open.GET_DESCRIPTOR_FLAGS, 0), 0);
        Io.close(c + 1);
        is("dup2: keeps no FD_CLOEXEC of what it closes", Io.dup2(c, a) == a ? Io.fcntl(a, Open.GET_DESCRIPTOR_FLAGS, 0) : -1, 0);
        Io.close(a);
        is("close: the description lives while a descriptor refers to it", Io.read(b, data, 1), 1);
        Io.close(b);
        Io.close(c);
        is("open: O_CLOEXEC sets FD_CLOEXEC", Io.fcntl(Io.open("/tmp/s", Open.READ | Open.CLOSE_ON_EXEC, 0), Open.GET_DESCRIPTOR_FLAGS, 0), 1);
        Io.close(a);
        Io.unlink(text("/tmp/s"));
    }

    private static void listing() {
        Io.mkdir(text("/tmp/l"), 0755);
        Io.close(make("/tmp/l/one"));
        Io.close(make("/tmp/l/two"));
        int d = Io.open("/tmp/l", Open.READ | Open.DIRECTORY, 0);
        Cap data = Stack.bytes(512);
        long n = Io.getdents(d, data, 512);
        int entries = 0;
        for (long at = 0; at < n; at += data.plus(at).as(DirectoryEntry.class).length()) entries++;
        is("readdir: . and .. and every name", entries, 4);
        is("readdir: the end", Io.getdents(d, data, 512), 0);
        is("rewinddir: the beginning again", Io.lseek(d, 0, Open.SEEK_SET) == 0 ? Io.getdents(d, data, 512) : -1, n);
        is("getdents: EINVAL when the buffer is too small", Io.lseek(d, 0, Open.SEEK_SET) == 0 ? Io.getdents(d, data, 8) : 0, -Errno.EINVAL);
        Io.unlink(text("/tmp/l/one"));
        Io.unlink(text("/tmp/l/two"));
        is("readdir: names that are gone are not returned", Io.getdents(d, data, 512) > 0 ? Io.getdents(d, data, 512) : -1, 0);
        Io.rmdir(text("/tmp/l"));
        is("rmdir: an open directory has no entries any more", Io.lseek(d, 2, Open.SEEK_SET) == 2 ? Io.getdents(d, data, 512) : -1, 0);
        Io.close(d);
    }

    private static void pipes() {
        Cap ends = Stack.bytes(16);
        Cap data = Stack.bytes(512);
        Stat stat = Stack.of(Stat.class);
        Io.pipe(ends, Open.NONBLOCK | Open.CLOSE_ON_EXEC);
        int reader = ends.load32(0);
        int writer = ends.load32(4);
        is("pipe2: O_CLOEXEC", Io.fcntl(reader, Open.GET_DESCRIPTOR_FLAGS, 0) + Io.fcntl(writer, Open.GET_DESCRIPTOR_FLAGS, 0), 2);
        is("pipe2: O_NONBLOCK", Io.fcntl(writer, Open.GET_STATUS_FLAGS, 0) & Open.NONBLOCK, Open.NONBLOCK);
        is("pipe2: EINVAL for other flags", Io.pipe(data, Open.CREATE), -Errno.EINVAL);
        Io.fstat(reader, stat.cap());
        is("fstat: S_ISFIFO for a pipe", stat.mode() & Stat.KIND, Stat.FIFO);
        is("ftruncate: EINVAL for a pipe", Io.ftruncate(writer, 0), -Errno.EINVAL);
        long all = 0;
        while (true) {
            long n = Io.write(writer, data, 512);
            if (n < 0) break;
            all += n;
        }
        is("write: EAGAIN when a pipe is full, with O_NONBLOCK", Io.write(writer, data, 512), -Errno.EAGAIN);
        is("pipe: holds at least PIPE_BUF bytes", all >= 512 ? 1 : 0, 1);
        Cap record = Stack.bytes(16);
        record.store32(0, writer);
        record.store16(4, Poll.OUT);
        is("poll: a full pipe is not ready for writing", Io.poll(record, 1, 0), 0);
        Io.read(reader, data, 512);
        is("write: at most PIPE_BUF bytes go at once, so there is room for as many again", Io.write(writer, data, 512), 512);
        while (Io.read(reader, data, 512) > 0) all--;
        record.store16(4, Poll.OUT);
        is("poll: POLLOUT on an empty pipe", Io.poll(record, 1, 0) == 1 ? record.load16(6) : -1, Poll.OUT);
        Io.close(reader);
        is("poll: POLLERR when no reader is left", Io.poll(record, 1, 0) == 1 ? record.load16(6) & Poll.ERR : -1, Poll.ERR);
        Io.close(writer);
    }

    private static void fifos() {
        Cap path = text("/tmp/fifo");
        Cap data = Stack.bytes(16);
        Stat stat = Stack.of(Stat.class);
        is("mkfifo: shall return 0", Io.mkfifo(path, 0644), 0);
        is("mkfifo: EEXIST", Io.mkfifo(path, 0644), -Errno.EEXIST);
        is("mkfifo: ENOENT", Io.mkfifo(text("/tmp/none/fifo"), 0644), -Errno.ENOENT);
        Io.stat(path, stat.cap());
        is("mkfifo: S_ISFIFO", stat.mode() & Stat.KIND, Stat.FIFO);
        is("open: ENXIO for writing with O_NONBLOCK when nobody reads", Io.open(path, Open.WRITE | Open.NONBLOCK, 0), -Errno.ENXIO);
        int reader = Io.open(path, Open.READ | Open.NONBLOCK, 0);
        is("open: for reading with O_NONBLOCK returns at once", reader >= 0 ? 1 : 0, 1);
        is("read: 0 from a FIFO that nobody has open for writing", Io.read(reader, data, 1), 0);
        int writer = Io.open(path, Open.WRITE | Open.NONBLOCK, 0);
        is("open: for writing when somebody reads", writer >= 0 ? 1 : 0, 1);
        is("read: EAGAIN with O_NONBLOCK while somebody has it open for writing", Io.read(reader, data, 1), -Errno.EAGAIN);
        Io.write(writer, text("x"), 1);
        is("read: what was written to the FIFO", Io.read(reader, data, 4) == 1 ? data.load8(0) : -1, 'x');
        is("lseek: ESPIPE on a FIFO", Io.lseek(reader, 0, Open.SEEK_SET), -Errno.ESPIPE);
        Io.close(reader);
        Signals.ignore(Signal.PIPE);
        is("write: EPIPE on a FIFO that nobody reads", Io.write(writer, data, 1), -Errno.EPIPE);
        Signals.restore(Signal.PIPE);
        Io.close(writer);
        int pid = Sys.fork();
        if (pid == 0) {
            int d = Io.open(path, Open.WRITE, 0);
            Io.write(d, text("child"), 5);
            Sys.exit(0);
        }
        reader = Io.open(path, Open.READ, 0);
        is("open: for reading waits until somebody writes", Io.read(reader, data, 16), 5);
        is("read: the end when the writer has ended", Io.read(reader, data, 16), 0);
        Sys.waitpid(pid, Cap.NULL);
        Io.close(reader);
        is("unlink: a FIFO", Io.unlink(path), 0);
    }
}
