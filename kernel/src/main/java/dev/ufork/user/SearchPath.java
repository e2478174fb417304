package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Bytes;

/**
 * A list of folders divided by colons, such as PATH; an empty one is the current folder. Source: POSIX.1-2017, Base Definitions 8.3.
 *
 * <pre>{@code
 *   for (long at = 0; at <= list.length(); at = SearchPath.next(list, at)) {
 *       Cap file = SearchPath.file(list, at, name);
 *       ...
 *       Heap.free(file);
 *   }
 * }</pre>
 */
@Kernel
public final class SearchPath {
    private SearchPath() {}

    /** Is the name a path already, which nobody looks for? */
    public static boolean isPath(Cap name) {
        return Bytes.find(name, '/', name.length()) >= 0;
    }

    /** Where the folder behind the one at {@code at} begins; more than the list's length when there is none. */
    public static long next(Cap list, long at) {
        long n = Bytes.find(list.plus(at), ':', list.length() - at);
        return n < 0 ? list.length() + 1 : at + n + 1;
    }

    /** Is the folder at {@code at} the current one, without a name? */
    public static boolean isHere(Cap list, long at) {
        return next(list, at) == at + 1;
    }

    /** The path of a name in the folder at {@code at}; the caller's to free. */
    public static Cap file(Cap list, long at, Cap name) {
        return join(list.plus(at), next(list, at) - at - 1, name);
    }

    /** The path of a name in a folder of {@code n} bytes; the caller's to free. */
    static Cap join(Cap folder, long n, Cap name) {
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, folder, n);
        if (n != 0) Buffer.add(b, '/');
        Buffer.add(b, name, name.length());
        Cap path = Buffer.take(b);
        Buffer.free(b);
        return path;
    }
}
