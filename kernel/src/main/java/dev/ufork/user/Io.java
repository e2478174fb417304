package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;

/**
 * Files and descriptors, as POSIX has them. Paths end at a zero or with their bounds. Results below zero are minus an error number.
 *
 * <p>Calls that a signal may interrupt are made again when the handler wants that.
 */
@Kernel
public final class Io {
    private Io() {}

    /** Opens; flags are {@link dev.ufork.shared.Open}'s. */
    public static int open(Cap path, int flags, int mode) {
        long result;
        do result = Sys.calls().open().call(path, flags, mode); while (result == -Errno.ERESTART);
        return (int) result;
    }

    public static int open(String path, int flags, int mode) {
        return open(Text.utf8(path), flags, mode);
    }

    public static int close(int descriptor) {
        return (int) Sys.calls().close().call(descriptor);
    }

    public static long read(int descriptor, Cap to, long bytes) {
        long result;
        do result = Sys.calls().read().call(descriptor, to, bytes); while (result == -Errno.ERESTART);
        return result;
    }

    public static long write(int descriptor, Cap from, long bytes) {
        long result;
        do result = Sys.calls().write().call(descriptor, from, bytes); while (result == -Errno.ERESTART);
        return result;
    }

    public static int dup(int descriptor) {
        return (int) Sys.calls().dup().call(descriptor);
    }

    public static int dup2(int from, int to) {
        return (int) Sys.calls().dup2().call(from, to, 0);
    }

    public static int fcntl(int descriptor, int command, long argument) {
        return (int) Sys.calls().fcntl().call(descriptor, command, argument);
    }

    public static long lseek(int descriptor, long offset, int whence) {
        return Sys.calls().lseek().call(descriptor, offset, whence);
    }

    /** Two descriptors of four bytes: a pipe's reading and writing end. */
    public static int pipe(Cap descriptors) {
        return (int) Sys.calls().pipe().call(descriptors, 0);
    }

    /** The same with the flags NONBLOCK and CLOSE_ON_EXEC. */
    public static int pipe(Cap descriptors, int flags) {
        return (int) Sys.calls().pipe().call(descriptors, flags);
    }

    /** Each record of eight bytes: descriptor, events, and, filled in, those that are there. */
    public static int poll(Cap records, long count, long milliseconds) {
        return (int) Sys.calls().poll().call(records, count, milliseconds);
    }

    /** What a file is: {@link dev.ufork.shared.Stat}. */
    public static int stat(Cap path, Cap to) {
        return (int) Sys.calls().stat().call(path, to);
    }

    public static int fstat(int descriptor, Cap to) {
        return (int) Sys.calls().fstat().call(descriptor, to);
    }

    /** Entries of a directory: {@link dev.ufork.shared.DirectoryEntry}; returns bytes, 0 at the end. */
    public static long getdents(int descriptor, Cap to, long bytes) {
        return Sys.calls().getdents().call(descriptor, to, bytes);
    }

    public static int mkdir(Cap path, int mode) {
        return (int) Sys.calls().mkdir().call(path, mode);
    }

    public static int mkfifo(Cap path, int mode) {
        return (int) Sys.calls().mkfifo().call(path, mode);
    }

    public static int rmdir(Cap path) {
        return (int) Sys.calls().rmdir().call(path);
    }

    public static int unlink(Cap path) {
        return (int) Sys.calls().unlink().call(path);
    }

    public static int link(Cap from, Cap to) {
        return (int) Sys.calls().link().call(from, to);
    }

    public static int rename(Cap from, Cap to) {
        return (int) Sys.calls().rename().call(from, to);
    }

    public static int chmod(Cap path, int mode) {
        return (int) Sys.calls().chmod().call(path, mode);
    }

    /** May it be read (4), written (2), executed or searched (1)? */
    public static int access(Cap path, int mode) {
        return (int) Sys.calls().access().call(path, mode);
    }

    public static int umask(int mask) {
        return (int) Sys.calls().umask().call(mask);
    }

    public static int truncate(Cap path, long size) {
        return (int) Sys.calls().truncate().call(path, size);
    }

    public static int ftruncate(int descriptor, long size) {
        return (int) Sys.calls().ftruncate().call(descriptor, size);
    }

    /** {@code utimensat}: when a file was read and changed, {@link dev.ufork.shared.FileTimes}; null for now. */
    public static int times(Cap path, Cap times) {
        return (int) Sys.calls().utimens().call(path, times);
    }

    /** {@code futimens}. */
    public static int times(int descriptor, Cap times) {
        return (int) Sys.calls().futimens().call(descriptor, times);
    }

    public static int chdir(Cap path) {
        return (int) Sys.calls().chdir().call(path);
    }

    public static int fchdir(int descriptor) {
        return (int) Sys.calls().fchdir().call(descriptor);
    }

    /** The current directory, ended by a zero; returns its bytes with the zero. */
    public static long getcwd(Cap to) {
        return Sys.calls().getcwd().call(to, to.length());
    }

    /** A terminal's modes: lines (2), echo (8), keys that send signals (1); changed unless {@code modes} is below 0. Returns what they were. */
    public static int terminal(int descriptor, int modes) {
        return (int) Sys.calls().tcmode().call(descriptor, modes);
    }

    /** A terminal's group in the foreground, changed unless {@code group} is below 0. Returns what it was. */
    public static int foreground(int descriptor, int group) {
        return (int) Sys.calls().tcgroup().call(descriptor, group);
    }
}
