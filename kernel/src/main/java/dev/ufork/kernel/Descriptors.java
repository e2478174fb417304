package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;

/**
 * Descriptor tables: which open file each number means, to each μprocess.
 *
 * <p>A fork costs one count: parent and child share the table until either opens or closes something, and that one then takes a copy. Open files count
 * the entries that name them, and a table counts once, however many share it.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Descriptors {
    /** As many as entries fit in a page. */
    static final int MAX = 256;

    private Descriptors() {}

    /** The open file of a descriptor; null when there is none. */
    @Inline
    static OpenFile get(Files files, long descriptor) {
        return has(files, descriptor) ? files.entries().loadCap(descriptor * 16).as(OpenFile.class) : Cap.NULL.as(OpenFile.class);
    }

    @Inline
    static boolean has(Files files, long descriptor) {
        return U.lt(descriptor, MAX) && !files.isNull() && (files.used((int) descriptor >>> 6) >>> (descriptor & 63) & 1) != 0;
    }

    /** An empty table for one; null when memory is out. */
    static Files make() {
        Files none = Cap.NULL.as(Files.class);
        Cap object = Objects.claim(ObjectKind.FILES);
        if (object.isNull()) return none;
        int frame = Frames.claim();
        if (frame == Frames.NONE) {
            Objects.release(object);
            return none;
        }
        Files files = object.as(Files.class);
        files.sharers(1);
        files.frame(frame);
        files.entries(Frames.page(frame));
        return files;
    }

    /** One sharer less; the last one closes everything. */
    static void drop(Files files) {
        int left = files.sharers() - 1;
        files.sharers(left);
        if (left != 0) return;
        for (int word = 0; word < Files.WORDS; word++)
            for (long bits = files.used(word); bits != 0; bits &= bits - 1)
                OpenFiles.drop(entry(files, (word << 6) + Long.numberOfTrailingZeros(bits)));
        Frames.drop(files.frame());
        Objects.release(files.cap());
    }

    /** The table of {@code p}, for it alone; null when memory is out. */
    @Inline
    static Files own(Uproc p) {
        Files files = p.holdings().files();
        return files.isNull() || files.sharers() == 1 ? files : copied(p, files);
    }

    /** Undoes {@link #own}: the table is {@code before} again, which others still have. */
    static void disown(Uproc p, Files before) {
        Files mine = p.holdings().files();
        if (mine.same(before)) return;
        before.sharers(before.sharers() + 1);
        p.holdings().files(before);
        drop(mine);
    }

    private static Files copied(Uproc p, Files files) {
        Files mine = make();
        if (mine.isNull()) return mine;
        for (int word = 0; word < Files.WORDS; word++) {
            mine.used(word, files.used(word));
            mine.closeOnExec(word, files.closeOnExec(word));
            for (long bits = files.used(word); bits != 0; bits &= bits - 1) {
                long d = (word << 6) + Long.numberOfTrailingZeros(bits);
                OpenFile file = entry(files, d);
                file.references(file.references() + 1);
                mine.entries().storeCap(d * 16, file.cap());
            }
        }
        mine.full(files.full());
        files.sharers(files.sharers() - 1);
        p.holdings().files(mine);
        return mine;
    }

    @Inline
    private static OpenFile entry(Files files, long descriptor) {
        return files.entries().loadCap(descriptor * 16).as(OpenFile.class);
    }

    /** The lowest free descriptor from {@code from} on; {@link #MAX} when there is none. */
    @Inline
    static int lowest(Files files, int from) {
        int first = Math.max(from, files.full());
        return first < MAX && (files.used(first >>> 6) >>> (first & 63) & 1) == 0 ? first : search(files, first);
    }

    private static int search(Files files, int from) {
        int first = from;
        while (first < MAX && (files.used(first >>> 6) >>> (first & 63) & 1) != 0) first++;
        return first;
    }

    /** Gives {@code file} the lowest descriptor from {@code from} on, which takes over the caller's reference; or an error number below 0. */
    static long open(Uproc p, OpenFile file, int from, boolean closeOnExec) {
        Files files = own(p);
        if (files.isNull()) return -Errno.ENOMEM;
        int descriptor = lowest(files, from);
        if (descriptor >= p.holdings().maxFiles()) return -Errno.EMFILE;
        if (from <= files.full()) files.full(descriptor + 1);
        put(files, descriptor, file, closeOnExec);
        return descriptor;
    }

    /** Makes a free descriptor mean {@code file}. */
    @Inline
    static void put(Files files, long descriptor, OpenFile file, boolean closeOnExec) {
        int word = (int) descriptor >>> 6;
        long bit = 1L << (descriptor & 63);
        files.entries().storeCap(descriptor * 16, file.cap());
        files.used(word, files.used(word) | bit);
        files.closeOnExec(word, closeOnExec ? files.closeOnExec(word) | bit : files.closeOnExec(word) & ~bit);
    }

    /** Closes a descriptor of {@code p}. */
    static long close(Uproc p, long descriptor) {
        if (!has(p.holdings().files(), descriptor)) return -Errno.EBADF;
        Files files = own(p);
        if (files.isNull()) return -Errno.ENOMEM;
        OpenFile file = entry(files, descriptor);
        int word = (int) descriptor >>> 6;
        files.used(word, files.used(word) & ~(1L << (descriptor & 63)));
        if (descriptor < files.full()) files.full((int) descriptor);
        OpenFiles.drop(file);
        return 0;
    }

    /** A second descriptor for the same open file: the lowest from {@code from} on. */
    static long dup(Uproc p, long descriptor, long from, boolean closeOnExec) {
        OpenFile file = get(p.holdings().files(), descriptor);
        if (file.isNull()) return -Errno.EBADF;
        if (!U.lt(from, p.holdings().maxFiles())) return -Errno.EINVAL;
        file.references(file.references() + 1);
        long made = open(p, file, (int) from, closeOnExec);
        if (made < 0) file.references(file.references() - 1);
        return made;
    }

    /** Makes {@code to} mean what {@code from} means, in one step; what it meant is closed. */
    static long dup2(Uproc p, long from, long to, boolean closeOnExec) {
        OpenFile file = get(p.holdings().files(), from);
        if (file.isNull() || !U.lt(to, p.holdings().maxFiles())) return -Errno.EBADF;
        if (from == to) return to;
        Files files = own(p);
        if (files.isNull()) return -Errno.ENOMEM;
        file.references(file.references() + 1);
        OpenFile before = get(files, to);
        put(files, to, file, closeOnExec);
        if (!before.isNull()) OpenFiles.drop(before);
        return to;
    }

    static long fcntl(Uproc p, long descriptor, int command, long argument) {
        OpenFile file = get(p.holdings().files(), descriptor);
        if (file.isNull()) return -Errno.EBADF;
        int word = (int) descriptor >>> 6;
        switch (command) {
            case Open.DUP -> { return dup(p, descriptor, argument, false); }
            case Open.DUP_CLOSE_ON_EXEC -> { return dup(p, descriptor, argument, true); }
            case Open.GET_DESCRIPTOR_FLAGS -> { return p.holdings().files().closeOnExec(word) >>> (descriptor & 63) & 1; }
            case Open.SET_DESCRIPTOR_FLAGS -> {
                Files files = own(p);
                if (files.isNull()) return -Errno.ENOMEM;
                put(files, descriptor, file, (argument & 1) != 0);
                return 0;
            }
            case Open.GET_STATUS_FLAGS -> { return file.flags(); }
            case Open.SET_STATUS_FLAGS -> {
                int settable = Open.APPEND | Open.NONBLOCK;
                file.flags(file.flags() & ~settable | (int) argument & settable);
                return 0;
            }
            default -> { return -Errno.EINVAL; }
        }
    }

    /** Sees to it that {@link #exec} cannot fail; false when memory is out. */
    static boolean canExec(Uproc p) {
        Files files = p.holdings().files();
        for (int word = 0; word < Files.WORDS; word++)
            if ((files.closeOnExec(word) & files.used(word)) != 0) return !own(p).isNull();
        return true;
    }

    /** Closes what an exec closes. */
    static void exec(Uproc p) {
        for (int word = 0; word < Files.WORDS; word++)
            for (long bits = p.holdings().files().closeOnExec(word) & p.holdings().files().used(word); bits != 0; bits &= bits - 1)
                close(p, (word << 6) + Long.numberOfTrailingZeros(bits));
    }
}
