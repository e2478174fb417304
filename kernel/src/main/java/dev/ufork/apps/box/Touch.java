package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.shared.Errno;
import dev.ufork.shared.FileTimes;
import dev.ufork.shared.Open;
import dev.ufork.shared.Stat;
import dev.ufork.user.Buffer;
import dev.ufork.user.Err;
import dev.ufork.user.Io;

/** The command touch: says when files were read and changed, and makes those that are missing. Source: POSIX.1-2017, {@code touch}. */
@Kernel
final class Touch {
    private static final int STDOUT = 1;

    private Touch() {}

    static int run(int count, Cap arguments) {
        int first = Box.operands(count, arguments);
        if (first == count) return Box.usage();
        FileTimes times = Stack.of(FileTimes.class);
        if (!wanted(count, arguments, times)) return 1;
        boolean read = Box.has(count, arguments, 'a');
        boolean changed = Box.has(count, arguments, 'm');
        if (read && !changed) times.modified(FileTimes.OMIT);
        if (changed && !read) times.accessed(FileTimes.OMIT);
        boolean create = !Box.has(count, arguments, 'c');
        int status = 0;
        for (int n = first; n < count; n++) {
            Cap path = Box.argument(arguments, n);
            int error = touch(path, times, create);
            if (error == 0 || error == -Errno.ENOENT && !create) continue;
            Err.say("touch", path, error);
            status = 1;
        }
        return status;
    }

    private static int touch(Cap path, FileTimes times, boolean create) {
        if (Buffer.same(path, "-")) return Io.times(STDOUT, times.cap());
        int error = Io.times(path, times.cap());
        if (error != -Errno.ENOENT || !create) return error;
        int d = Io.open(path, Open.WRITE | Open.CREATE, 0666);
        if (d < 0) return d;
        error = Io.times(d, times.cap());
        Io.close(d);
        return error;
    }

    /** The times that the options ask for, the clock's when none does. */
    private static boolean wanted(int count, Cap arguments, FileTimes to) {
        Cap like = Box.value(count, arguments, 'r');
        Cap date = Box.value(count, arguments, 'd');
        Cap stamp = Box.value(count, arguments, 't');
        if ((like.isNull() ? 0 : 1) + (date.isNull() ? 0 : 1) + (stamp.isNull() ? 0 : 1) > 1) {
            Err.say("touch", Cap.NULL, "times from more than one of -r, -d and -t");
            return false;
        }
        if (!like.isNull()) {
            Stat stat = Stack.of(Stat.class);
            int error = Io.stat(like, stat.cap());
            if (error != 0) Err.say("touch", like, error);
            to.accessed(stat.accessed());
            to.modified(stat.modified());
            return error == 0;
        }
        long time = !date.isNull() ? Dates.parse(date) : !stamp.isNull() ? Dates.stamp(stamp) : FileTimes.NOW;
        if (time == Dates.INVALID) Err.say("touch", date.isNull() ? stamp : date, "no date from 1970 to 2261 of the form YYYY-MM-DD[ hh:mm[:ss]], or for -t [[CC]YY]MMDDhhmm[.ss]");
        to.accessed(time);
        to.modified(time);
        return time != Dates.INVALID;
    }
}
