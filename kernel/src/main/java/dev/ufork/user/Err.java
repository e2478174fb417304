package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;

/** Standard error: messages of the form {@code PROGRAM: THING: REASON}, each written at once. */
@Kernel
public final class Err {
    private Err() {}

    /** What an error number means. */
    public static String reason(int errno) {
        return switch (errno) {
            case Errno.EPERM -> "Operation not permitted";
            case Errno.ENOENT -> "No such file or directory";
            case Errno.ESRCH -> "No such process";
            case Errno.EINTR -> "Interrupted system call";
            case Errno.E2BIG -> "Argument list too long";
            case Errno.ENOEXEC -> "Exec format error";
            case Errno.EBADF -> "Bad file descriptor";
            case Errno.ECHILD -> "No child processes";
            case Errno.EAGAIN -> "Resource temporarily unavailable";
            case Errno.ENOMEM -> "Cannot allocate memory";
            case Errno.EACCES -> "Permission denied";
            case Errno.EFAULT -> "Bad address";
            case Errno.EBUSY -> "Device or resource busy";
            case Errno.EEXIST -> "File exists";
            case Errno.ENOTDIR -> "Not a directory";
            case Errno.EISDIR -> "Is a directory";
            case Errno.EINVAL -> "Invalid argument";
            case Errno.EMFILE -> "Too many open files";
            case Errno.ENOTTY -> "Inappropriate ioctl for device";
            case Errno.EFBIG -> "File too large";
            case Errno.ENOSPC -> "No space left on device";
            case Errno.ESPIPE -> "Illegal seek";
            case Errno.EPIPE -> "Broken pipe";
            case Errno.ERANGE -> "Numerical result out of range";
            case Errno.ENAMETOOLONG -> "File name too long";
            case Errno.ENOTEMPTY -> "Directory not empty";
            default -> "Unknown error";
        };
    }

    /** Says that something went wrong with {@code thing}; {@code errno} may be negative. */
    public static void say(Cap program, Cap thing, int errno) {
        say(program, thing, reason(errno < 0 ? -errno : errno));
    }

    public static void say(Cap program, Cap thing, String reason) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, program, program.length());
        Buffer.add(b, ": ");
        if (thing.length() > 0) {
            Buffer.add(b, thing, thing.length());
            Buffer.add(b, ": ");
        }
        Buffer.add(b, reason);
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
    }

    public static void say(String program, Cap thing, String reason) {
        say(Text.utf8(program), thing, reason);
    }

    public static void say(String program, Cap thing, int errno) {
        say(Text.utf8(program), thing, errno);
    }
}
