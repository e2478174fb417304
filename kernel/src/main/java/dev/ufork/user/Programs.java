package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;

/** Programs by their names: where they are looked for. Source: POSIX.1-2017, {@code exec}; Base Definitions 8.3, PATH. */
@Kernel
public final class Programs {
    private static final int CAP = 16;

    private Programs() {}

    /** The path of a program that came with the image; a name with a slash is a path already. */
    public static Cap path(Cap name) {
        return SearchPath.isPath(name) ? name : SearchPath.file(Text.utf8("/bin"), 0, name);
    }

    /**
     * {@code execvp}: a name without a slash is looked for in the directories of PATH, or in {@code /bin} when that is not set; a text that is no program
     * is given to the shell. Returns only when it fails.
     */
    public static int execvp(Cap name, Cap arguments, Cap environment) {
        return execvp(Environment.get(Text.utf8("PATH")), name, arguments, environment);
    }

    /** The same with the directories of {@code path}, divided by colons. */
    public static int execvp(Cap path, Cap name, Cap arguments, Cap environment) {
        if (name.length() == 0) return -Errno.ENOENT;
        if (SearchPath.isPath(name)) return orShell(name, arguments, environment);
        if (path.isNull()) path = Text.utf8("/bin");
        int worst = -Errno.ENOENT;
        for (long at = 0; at <= path.length(); at = SearchPath.next(path, at)) {
            Cap file = SearchPath.file(path, at, name);
            int error = orShell(file, arguments, environment);
            Heap.free(file);
            if (error == -Errno.EACCES) worst = error;
            else if (error != -Errno.ENOENT && error != -Errno.ENOTDIR) return error;
        }
        return worst;
    }

    private static int orShell(Cap file, Cap arguments, Cap environment) {
        int error = Sys.execve(file, arguments, environment);
        return error == -Errno.ENOEXEC ? shell(file, arguments, environment) : error;
    }

    private static int shell(Cap file, Cap arguments, Cap environment) {
        long words = 0;
        while (words * CAP < arguments.length() && !arguments.loadCap(words * CAP).isNull()) words++;
        Cap vector = Heap.allocZeroed((words + 3) * CAP);
        vector.storeCap(0, Text.utf8("sh"));
        vector.storeCap(CAP, file);
        for (long n = 1; n < words; n++) vector.storeCap((n + 1) * CAP, arguments.loadCap(n * CAP));
        int error = Sys.execve(Text.utf8("/bin/sh"), vector, environment);
        Heap.free(vector);
        return error;
    }
}
