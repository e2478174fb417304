package dev.ufork.apps;

import static dev.ufork.apps.Sentences.is;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Limit;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Usage;
import dev.ufork.shared.Wait;
import dev.ufork.user.Environment;
import dev.ufork.user.Io;
import dev.ufork.user.Processes;
import dev.ufork.user.Programs;
import dev.ufork.user.Signals;
import dev.ufork.user.Spawn;
import dev.ufork.user.Sys;

/** Sentences about processes, programs and limits, each tried. Source: POSIX.1-2017, System Interfaces; a sentence begins with its page's name. */
@Kernel
final class ConformProcesses {
    private static final int CAP = 16;

    private ConformProcesses() {}

    static void all() {
        families();
        waits();
        groups();
        programs();
        written();
        spawns();
        limits();
        usage();
    }

    private static Cap text(String s) {
        return Text.utf8(s);
    }

    private static int status(int pid) {
        Cap status = Stack.bytes(CAP);
        return Sys.waitpid(pid, status) == pid ? status.load32(0) : -1;
    }

    private static int exitOf(int pid) {
        int s = status(pid);
        return Wait.exited(s) ? Wait.exitStatus(s) : -1;
    }

    private static void families() {
        int me = Sys.getpid();
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(Sys.getppid() == me && Sys.getpid() != me ? 0 : 1);
        is("fork: the child has its own process id, and its parent's id is the caller's", exitOf(pid), 0);
        Signals.mask(Signal.BLOCK, 1L << Signal.USR1);
        Signals.raise(Signal.USR1);
        pid = Sys.fork();
        if (pid == 0) Sys.exit(Signals.pending() == 0 ? 0 : 1);
        is("fork: the child's set of pending signals is empty", exitOf(pid), 0);
        pid = Sys.fork();
        if (pid == 0) Sys.exit((Signals.mask(-1, 0) >>> Signal.USR1 & 1) == 1 ? 0 : 1);
        is("fork: the child inherits the signal mask", exitOf(pid), 0);
        Signals.ignore(Signal.USR1);
        Signals.mask(Signal.UNBLOCK, 1L << Signal.USR1);
        Signals.restore(Signal.USR1);
        Signals.alarm(1_000_000_000, 0);
        pid = Sys.fork();
        if (pid == 0) Sys.exit(Signals.alarm(-1, 0) == 0 ? 0 : 1);
        is("fork: the child's alarm is cleared", exitOf(pid), 0);
        is("alarm: the parent's is not", Signals.alarm(0, 0) > 0 ? 1 : 0, 1);
        Io.umask(077);
        pid = Sys.fork();
        if (pid == 0) Sys.exit(Io.umask(0) == 077 ? 0 : 1);
        is("fork: the child inherits the file mode creation mask", exitOf(pid), 0);
        Io.umask(022);
        pid = Sys.fork();
        if (pid == 0) {
            Io.close(1);
            Sys.exit(Io.chdir(text("/tmp")));
        }
        Cap where = Stack.bytes(CAP);
        is("fork: what the child does to its directory is its own", exitOf(pid) == 0 ? Io.getcwd(where) : -1, 2);
        is("fork: and to its descriptors", Io.fcntl(1, Open.GET_DESCRIPTOR_FLAGS, 0), 0);
        pid = Sys.fork();
        if (pid == 0) {
            int inner = Sys.fork();
            if (inner == 0) {
                while (Sys.getppid() != 1) Sys.yield();
                Sys.exit(0);
            }
            Sys.exit(0);
        }
        is("exit: children of the one that ends get another parent", exitOf(pid), 0);
    }

    private static void waits() {
        Cap status = Stack.bytes(CAP);
        int a = Sys.fork();
        if (a == 0) Sys.exit(1);
        int b = Sys.fork();
        if (b == 0) Sys.exit(2);
        is("waitpid: with a process id only that child is waited for", exitOf(b), 2);
        is("waitpid: the other is there still", exitOf(a), 1);
        is("waitpid: ECHILD for a child that was waited for", Sys.waitpid(a, status), -Errno.ECHILD);
        is("waitpid: ECHILD for a process that is no child", Sys.waitpid(1, status), -Errno.ECHILD);
        is("waitpid: ECHILD with WNOHANG too", Sys.waitpid(-1, status, Wait.NO_HANG), -Errno.ECHILD);
        a = Sys.fork();
        if (a == 0) Sys.exit(3);
        is("waitpid: the status may be null", Sys.waitpid(-1, Cap.NULL), a);
        a = Sys.fork();
        if (a == 0) {
            Signals.raise(Signal.KILL);
            Sys.exit(0);
        }
        int s = status(a);
        is("wait: WIFSIGNALED", Wait.signaled(s) ? Wait.terminatingSignal(s) : -1, Signal.KILL);
        is("wait: WIFEXITED is 0 then", Wait.exited(s) ? 1 : 0, 0);
        Signals.ignore(Signal.CHLD);
        a = Sys.fork();
        if (a == 0) Sys.exit(0);
        is("wait: ECHILD after all have ended, when SIGCHLD is ignored", Sys.waitpid(-1, status), -Errno.ECHILD);
        Signals.restore(Signal.CHLD);
        a = Sys.fork();
        if (a == 0) while (true) Sys.pause();
        Sys.kill(a, Signal.STOP);
        is("waitpid: WUNTRACED reports a stop", Sys.waitpid(a, status, Wait.UNTRACED), a);
        is("waitpid: once", Sys.waitpid(a, status, Wait.UNTRACED | Wait.NO_HANG), 0);
        Sys.kill(a, Signal.TERM);
        is("kill: a stopped process does not end by SIGTERM yet", Sys.waitpid(a, status, Wait.NO_HANG), 0);
        Sys.kill(a, Signal.CONT);
        s = status(a);
        is("kill: SIGCONT lets it go on, and end", Wait.signaled(s) ? Wait.terminatingSignal(s) : -1, Signal.TERM);
    }

    private static void groups() {
        int pid = Sys.fork();
        if (pid == 0) {
            boolean well = Processes.setsid() == Sys.getpid() && Processes.getsid(0) == Sys.getpid() && Processes.getpgid(0) == Sys.getpid();
            Sys.exit(well && Processes.setsid() == -Errno.EPERM ? 0 : 1);
        }
        is("setsid: a new session and group with the caller's id; EPERM for a leader of a group", exitOf(pid), 0);
        is("setpgid: EINVAL for a negative group", Processes.setpgid(0, -1), -Errno.EINVAL);
        is("setpgid: ESRCH for a process that is no child", Processes.setpgid(1, 0), -Errno.ESRCH);
        is("setpgid: EPERM for a group that is not in the session", Processes.setpgid(0, 9999), -Errno.EPERM);
        is("getpgid: ESRCH", Processes.getpgid(9999), -Errno.ESRCH);
        is("getsid: ESRCH", Processes.getsid(9999), -Errno.ESRCH);
        int a = Sys.fork();
        if (a == 0) while (true) Sys.pause();
        Processes.setpgid(a, a);
        int b = Sys.fork();
        if (b == 0) while (true) Sys.pause();
        is("setpgid: joins a group of the session", Processes.setpgid(b, a), 0);
        is("waitpid: a negative number is a group", Sys.waitpid(-a, Cap.NULL, Wait.NO_HANG), 0);
        is("kill: to a group", Sys.kill(-a, Signal.KILL), 0);
        int s = status(a);
        int t = status(b);
        is("kill: both have ended by it", (s & 0x7f) + (t & 0x7f), 2 * Signal.KILL);
        is("kill: ESRCH for a group that nobody is in", Sys.kill(-a, 0), -Errno.ESRCH);
    }

    private static int run(Cap path, Cap first) {
        int pid = Sys.fork();
        if (pid == 0) {
            Cap words = Stack.bytes(3 * CAP);
            words.storeCap(0, path);
            if (!first.isNull()) words.storeCap(CAP, first);
            int nothing = Io.open("/dev/null", Open.WRITE, 0);
            Io.dup2(nothing, 1);
            Io.dup2(nothing, 2);
            Sys.exit(-Programs.execvp(path, words, Environment.all()));
        }
        return exitOf(pid);
    }

    private static int exec(String path) {
        Cap words = Stack.bytes(2 * CAP);
        words.storeCap(0, text(path));
        return Sys.execve(text(path), words, Cap.NULL);
    }

    private static void programs() {
        is("exec: ENOENT", exec("/bin/none"), -Errno.ENOENT);
        is("exec: ENOENT for an empty path", exec(""), -Errno.ENOENT);
        is("exec: ENOTDIR when a component is no directory", exec("/bin/true/x"), -Errno.ENOTDIR);
        is("exec: EACCES for a directory", exec("/bin"), -Errno.EACCES);
        is("exec: EACCES for a device", exec("/dev/null"), -Errno.EACCES);
        is("exec: the program runs", run(text("/bin/true"), Cap.NULL), 0);
        is("exec: another program", run(text("/bin/false"), Cap.NULL), 1);
        is("execvp: a name without a slash is looked for", run(text("true"), Cap.NULL), 0);
        is("execvp: ENOENT", run(text("none"), Cap.NULL), Errno.ENOENT);
        int pid = Sys.fork();
        if (pid == 0) {
            Signals.ignore(Signal.USR1);
            Cap words = Stack.bytes(4 * CAP);
            words.storeCap(0, text("sh"));
            words.storeCap(CAP, text("-c"));
            words.storeCap(2 * CAP, text("kill -USR1 $$; exit 5"));
            Sys.exit(-Sys.execve(text("/bin/sh"), words, Environment.all()));
        }
        is("exec: signals that are ignored stay ignored", exitOf(pid), 5);
        Cap ends = Stack.bytes(CAP);
        Io.pipe(ends, Open.CLOSE_ON_EXEC);
        pid = Sys.fork();
        if (pid == 0) Sys.exit(exec("/bin/true"));
        Io.close(ends.load32(4));
        is("exec: descriptors with FD_CLOEXEC are closed", Io.read(ends.load32(0), ends.plus(8), 1), 0);
        Io.close(ends.load32(0));
        status(pid);
    }

    private static void copy(String from, String to, int mode) {
        Cap data = Stack.bytes(1024);
        int in = Io.open(from, Open.READ, 0);
        int out = Io.open(to, Open.WRITE | Open.CREATE | Open.TRUNCATE, mode);
        for (long n = Io.read(in, data, 1024); n > 0; n = Io.read(in, data, 1024)) Io.write(out, data, n);
        Io.close(in);
        Io.close(out);
    }

    private static void write(String to, String what, int mode) {
        int d = Io.open(to, Open.WRITE | Open.CREATE | Open.TRUNCATE, mode);
        Io.write(d, text(what), text(what).length());
        Io.close(d);
    }

    private static void written() {
        copy("/bin/false", "/tmp/x", 0644);
        is("exec: EACCES without execute permission", exec("/tmp/x"), -Errno.EACCES);
        Io.chmod(text("/tmp/x"), 0755);
        is("exec: a program that was written runs", run(text("/tmp/x"), Cap.NULL), 1);
        write("/tmp/x", "just a text\n", 0755);
        is("exec: ENOEXEC for a file that is no program", exec("/tmp/x"), -Errno.ENOEXEC);
        write("/tmp/x", "", 0755);
        is("exec: ENOEXEC for an empty file", exec("/tmp/x"), -Errno.ENOEXEC);
        write("/tmp/x", "exit 7\n", 0755);
        is("execvp: what is no program is given to the shell", run(text("/tmp/x"), Cap.NULL), 7);
        write("/tmp/x", "exit $1\n", 0755);
        is("execvp: with its arguments", run(text("/tmp/x"), text("9")), 9);
        write("/tmp/x", "#!/bin/sh\nexit $1\n", 0755);
        is("execve(2): #! names an interpreter, which gets the script and its arguments", run(text("/tmp/x"), text("11")), 11);
        write("/tmp/x", "#! /bin/sh  -e \nfalse\nexit 5\n", 0755);
        is("execve(2): the rest of the line is one argument", run(text("/tmp/x"), Cap.NULL), 1);
        write("/tmp/x", "#!/bin/none\n", 0755);
        is("execve(2): ENOENT when the interpreter does not exist", exec("/tmp/x"), -Errno.ENOENT);
        write("/tmp/x", "#!\n", 0755);
        is("execve(2): ENOEXEC when there is none", exec("/tmp/x"), -Errno.ENOEXEC);
        write("/tmp/x", "#!/tmp/x\n", 0755);
        is("execve(2): ELOOP when the interpreter is a script", exec("/tmp/x"), -Errno.ELOOP);
        Io.unlink(text("/tmp/x"));
    }

    private static void spawns() {
        Cap words = Stack.bytes(4 * CAP);
        words.storeCap(0, text("sh"));
        words.storeCap(CAP, text("-c"));
        words.storeCap(2 * CAP, text("echo out; pwd; exit 4"));
        Spawn.Actions actions = Spawn.actions();
        Spawn.Attributes none = Cap.NULL.as(Spawn.Attributes.class);
        is("posix_spawn_file_actions_addopen: shall return 0", Spawn.open(actions, 1, text("/tmp/out"), Open.WRITE | Open.CREATE | Open.TRUNCATE, 0600), 0);
        is("posix_spawn_file_actions_adddup2: shall return 0", Spawn.dup2(actions, 1, 2), 0);
        is("posix_spawn_file_actions_addclose: EBADF for a negative descriptor", Spawn.close(actions, -1), -Errno.EBADF);
        Spawn.close(actions, 0);
        Spawn.chdir(actions, text("/tmp"));
        int pid = Spawn.spawn(text("/bin/sh"), actions, none, words, Environment.all());
        is("posix_spawn: returns the child's process id", pid > 0 ? exitOf(pid) : pid, 4);
        Cap data = Stack.bytes(32);
        int d = Io.open("/tmp/out", Open.READ, 0);
        is("posix_spawn: the file actions are done in their order", Io.read(d, data, 32), 9);
        is("posix_spawn: descriptors of the parent stay as they are", Io.fcntl(0, Open.GET_DESCRIPTOR_FLAGS, 0), 0);
        Io.close(d);
        Io.unlink(text("/tmp/out"));
        Spawn.free(actions);
        Spawn.Actions no = Cap.NULL.as(Spawn.Actions.class);
        is("posix_spawn: ENOENT", Spawn.spawn(text("/bin/none"), no, none, words, Cap.NULL), -Errno.ENOENT);
        is("posix_spawn: and there is no child then", Sys.waitpid(-1, Cap.NULL), -Errno.ECHILD);
        words.storeCap(2 * CAP, text("exit 4"));
        is("posix_spawnp: looks for the name", exitOf(Spawn.spawnp(text("sh"), no, none, words, Environment.all())), 4);
        Spawn.Attributes with = Stack.of(Spawn.Attributes.class);
        with.flags(Spawn.SET_GROUP | Spawn.SET_MASK | Spawn.SET_DEFAULTS);
        with.defaults(1L << Signal.USR2);
        with.mask(0);
        Signals.ignore(Signal.USR2);
        words.storeCap(2 * CAP, text("kill -USR2 $$; exit 3"));
        pid = Spawn.spawn(text("/bin/sh"), no, with, words, Environment.all());
        is("posix_spawn: POSIX_SPAWN_SETPGROUP, a group of its own", Processes.getpgid(pid), pid);
        int s = status(pid);
        is("posix_spawn: POSIX_SPAWN_SETSIGDEF", Wait.signaled(s) ? Wait.terminatingSignal(s) : -1, Signal.USR2);
        Signals.restore(Signal.USR2);
    }

    private static void limits() {
        Limit limit = Stack.of(Limit.class);
        is("getrlimit: shall return 0", Processes.getrlimit(Limit.FILES, limit.cap()), 0);
        is("getrlimit: RLIMIT_NOFILE", limit.soft(), 256);
        is("getrlimit: EINVAL for a resource that is none", Processes.getrlimit(77, limit.cap()), -Errno.EINVAL);
        is("getrlimit: EFAULT", Processes.getrlimit(Limit.FILES, limit.cap().bounded(8)), -Errno.EFAULT);
        limit.soft(300);
        is("setrlimit: EINVAL when soft is above hard", Processes.setrlimit(Limit.FILES, limit.cap()), -Errno.EINVAL);
        limit.hard(300);
        is("setrlimit: EPERM to raise the hard limit", Processes.setrlimit(Limit.FILES, limit.cap()), -Errno.EPERM);
        limit.soft(4);
        limit.hard(256);
        is("setrlimit: lowers the soft limit", Processes.setrlimit(Limit.FILES, limit.cap()), 0);
        int d = Io.dup(1);
        is("open: EMFILE when all descriptors are in use", Io.dup(1), -Errno.EMFILE);
        Io.close(d);
        is("dup2: EBADF above the limit", Io.dup2(1, 4), -Errno.EBADF);
        limit.soft(256);
        is("setrlimit: raises the soft limit up to the hard one", Processes.setrlimit(Limit.FILES, limit.cap()), 0);
        is("fcntl: F_DUPFD EINVAL at the limit", Io.fcntl(1, Open.DUP, 256), -Errno.EINVAL);
        int pid = Sys.fork();
        if (pid == 0) {
            limit.soft(2);
            limit.hard(2);
            Processes.setrlimit(Limit.PROCESSES, limit.cap());
            Sys.exit(Sys.fork() == -Errno.EAGAIN ? 0 : 1);
        }
        is("fork: EAGAIN beyond RLIMIT_NPROC", exitOf(pid), 0);
        is("getrlimit: RLIMIT_CORE is 0", Processes.getrlimit(Limit.CORE, limit.cap()) == 0 ? limit.soft() : -1, 0);
        is("getrlimit: RLIM_INFINITY", Processes.getrlimit(Limit.CPU, limit.cap()) == 0 ? limit.soft() : 0, Limit.INFINITY);
    }

    private static void usage() {
        Usage before = Stack.of(Usage.class);
        Usage after = Stack.of(Usage.class);
        is("getrusage: shall return 0", Processes.getrusage(Usage.SELF, before.cap()), 0);
        is("getrusage: EINVAL for a who that is none", Processes.getrusage(5, before.cap()), -Errno.EINVAL);
        is("getrusage: EFAULT", Processes.getrusage(Usage.SELF, Cap.NULL), -Errno.EFAULT);
        for (int i = 0; i < 1000; i++) Sys.getpid();
        Processes.getrusage(Usage.SELF, after.cap());
        is("getrusage: time goes on while the process runs", after.time() > before.time() ? 1 : 0, 1);
        Processes.getrusage(Usage.CHILDREN, before.cap());
        int pid = Sys.fork();
        if (pid == 0) {
            for (int i = 0; i < 1000; i++) Sys.getpid();
            Sys.exit(0);
        }
        Sys.yield();
        Sys.yield();
        Processes.getrusage(Usage.CHILDREN, after.cap());
        is("getrusage: children count when they have been waited for", after.copiedEagerly() - before.copiedEagerly(), 0);
        status(pid);
        Processes.getrusage(Usage.CHILDREN, after.cap());
        is("getrusage: then their time counts", after.time() > before.time() ? 1 : 0, 1);
        is("getrusage: and the pages that their forks copied", after.copiedEagerly() > before.copiedEagerly() ? 1 : 0, 1);
        Processes.getrusage(Usage.SELF, before.cap());
        Processes.sleep(100_000_000);
        Processes.getrusage(Usage.SELF, after.cap());
        is("getrusage: to sleep takes no time", after.time() - before.time() < 50_000_000 ? 1 : 0, 1);
    }
}
