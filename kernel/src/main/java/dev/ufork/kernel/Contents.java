package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;

/**
 * The bytes of files: pages of their own once written, the archive's until then.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Contents {
    /** Frame numbers in an index page. */
    private static final int FAN = 1024;
    private static final int FAN_SHIFT = 10;
    /** Pages of the largest file: two levels. */
    static final long MAX_PAGES = (long) FAN * FAN;

    private Contents() {}

    /** The frame of the file's page {@code n}, or {@link Frames#NONE}. */
    static int frame(Node file, long n) {
        int at = file.top();
        if (file.levels() == 0) return n == 0 ? at : Frames.NONE;
        if (n >>> FAN_SHIFT * file.levels() != 0 || at == Frames.NONE) return Frames.NONE;
        if (file.levels() == 2) {
            at = Frames.page(at).load32((n >>> FAN_SHIFT) * 4);
            if (at == Frames.NONE) return at;
        }
        return Frames.page(at).load32((n & FAN - 1) * 4);
    }

    /** The frame of page {@code n}, which may be written; {@link Frames#NONE} when files may not take more memory. */
    static int own(Node file, long n) {
        int found = frame(file, n);
        if (found != Frames.NONE) return found;
        int frame = fresh(file, n);
        return frame != Frames.NONE && attach(file, n, frame) ? frame : Frames.NONE;
    }

    /** A frame with what the file has where it was never written, not yet the file's. */
    private static int fresh(Node file, long n) {
        if (!Frames.isPlenty()) return Frames.NONE;
        int frame = Frames.claimZeroed();
        if (frame != Frames.NONE) fromArchive(file, n << Page.SHIFT, Frames.page(frame));
        return frame;
    }

    /** Makes a frame the file's page {@code n}, which it has not; false, and the frame is gone, when memory is out. */
    private static boolean attach(Node file, long n, int frame) {
        int levels = file.levels();
        boolean deep = true;
        while (deep && n >>> FAN_SHIFT * file.levels() != 0) deep = deepen(file);
        if (!deep || !enter(file, n, frame)) {
            nothing(file, levels);
            Frames.drop(frame);
            return false;
        }
        file.frames(file.frames() + 1);
        return true;
    }

    /** Takes back the levels above so many, which hold nothing new. */
    private static void nothing(Node file, int levels) {
        for (; file.levels() > levels; file.levels(file.levels() - 1)) {
            int index = file.top();
            if (index == Frames.NONE) continue;
            file.top(Frames.page(index).load32(0));
            Frames.drop(index);
        }
    }

    /** Copies what the file has in page {@code n} to a page of zeroes; behind the end of the file there is nothing. */
    static void page(Node file, long n, Cap to) {
        int frame = frame(file, n);
        long from = n << Page.SHIFT;
        if (frame != Frames.NONE) Bytes.copy(to, Frames.page(frame), Page.SIZE);
        else fromArchive(file, from, to);
    }

    private static void fromArchive(Node file, long from, Cap to) {
        if (U.lt(from, file.contentBytes())) Bytes.copy(to, file.content().plus(from), U.min(Page.SIZE, file.contentBytes() - from));
    }

    /** One level more above what there is. */
    private static boolean deepen(Node file) {
        if (file.top() != Frames.NONE) {
            int index = Frames.claimZeroed();
            if (index == Frames.NONE) return false;
            Frames.page(index).store32(0, file.top());
            file.top(index);
        }
        file.levels(file.levels() + 1);
        return true;
    }

    private static boolean enter(Node file, long n, int frame) {
        if (file.levels() == 0) {
            file.top(frame);
            return true;
        }
        if (file.top() == Frames.NONE) file.top(Frames.claimZeroed());
        int index = file.top();
        if (index == Frames.NONE) return false;
        if (file.levels() == 2) {
            Cap upper = Frames.page(index);
            long at = (n >>> FAN_SHIFT) * 4;
            if (upper.load32(at) == Frames.NONE) upper.store32(at, Frames.claimZeroed());
            index = upper.load32(at);
            if (index == Frames.NONE) return false;
        }
        Frames.page(index).store32((n & FAN - 1) * 4, frame);
        return true;
    }

    static long read(Node file, long offset, Cap to, long bytes) {
        if (!U.lt(offset, file.size())) return 0;
        long n = U.min(bytes, file.size() - offset);
        for (long done = 0; done < n; ) {
            long at = offset + done;
            long part = U.min(n - done, Page.SIZE - (at & Page.SIZE - 1));
            int frame = frame(file, at >>> Page.SHIFT);
            int result;
            if (frame != Frames.NONE) {
                result = UserCopy.out(to.plus(done), Frames.page(frame).plus(at & Page.SIZE - 1), part);
            } else if (U.lt(at, file.contentBytes())) {
                part = U.min(part, file.contentBytes() - at);
                result = UserCopy.out(to.plus(done), file.content().plus(at), part);
            } else {
                result = UserCopy.zero(to.plus(done), part);
            }
            if (result != 0) return done > 0 ? done : -Errno.EFAULT;
            done += part;
        }
        return n;
    }

    static long write(Node file, long offset, Cap from, long bytes) {
        if (bytes == 0) return 0;
        if (offset + bytes < 0 || offset + bytes > MAX_PAGES << Page.SHIFT) return -Errno.EFBIG;
        long done = 0;
        long error = 0;
        while (done < bytes && error == 0) {
            long at = offset + done;
            long part = U.min(bytes - done, Page.SIZE - (at & Page.SIZE - 1));
            int frame = frame(file, at >>> Page.SHIFT);
            if (frame == Frames.NONE) error = fill(file, at, from.plus(done), part);
            else if (UserCopy.in(Frames.page(frame).plus(at & Page.SIZE - 1), from.plus(done), part) != 0) error = -Errno.EFAULT;
            if (error == 0) done += part;
        }
        if (done != 0) file.size(U.max(file.size(), offset + done));
        if (error != 0) cut(file, file.size());             // what was made or written behind the end
        if (done == 0) return error;
        Nodes.touch(file);
        return done;
    }

    /** Writes a part of a page that the file has not: it gets the page when it is complete. */
    private static long fill(Node file, long offset, Cap from, long bytes) {
        long n = offset >>> Page.SHIFT;
        int made = fresh(file, n);
        if (made == Frames.NONE) return -Errno.ENOSPC;
        Cap part = Frames.page(made).plus(offset & Page.SIZE - 1);
        int error = UserCopy.in(part, from, bytes);
        int there = frame(file, n);                         // the caller's memory may be this very page, seen by a mapping, which this has touched first
        if (error == 0 && there == Frames.NONE) return attach(file, n, made) ? 0 : -Errno.ENOSPC;
        if (error == 0) Bytes.copy(Frames.page(there).plus(offset & Page.SIZE - 1), part, bytes);
        Frames.drop(made);
        return error;
    }

    /** Makes the file so long; what is cut off is gone, what is added is zero. */
    static int truncate(Node file, long size) {
        if (size < 0) return -Errno.EINVAL;
        if (size > MAX_PAGES << Page.SHIFT) return -Errno.EFBIG;
        if (size < file.size()) {
            cut(file, size);
            file.contentBytes(U.min(file.contentBytes(), size));
        }
        file.size(size);
        Nodes.touch(file);
        return 0;
    }

    private static void cut(Node file, long size) {
        long keep = size + Page.SIZE - 1 >>> Page.SHIFT;
        if ((size & Page.SIZE - 1) != 0) {
            int last = frame(file, keep - 1);
            if (last != Frames.NONE) Bytes.fill(Frames.page(last).plus(size & Page.SIZE - 1), 0, Page.SIZE - (size & Page.SIZE - 1));
        }
        if (file.top() != Frames.NONE && free(file, file.top(), file.levels(), 0, keep)) {
            file.top(Frames.NONE);
            file.levels(0);
        }
    }

    /** Frees the pages from {@code keep} on below an index, of which the first is page {@code first}; says whether it freed all of it. */
    private static boolean free(Node file, int frame, int level, long first, long keep) {
        if (level == 0) {
            if (first < keep) return false;
            file.frames(file.frames() - 1);
        } else {
            Cap index = Frames.page(frame);
            boolean all = first >= keep;
            for (long i = 0; i < FAN; i++) {
                long page = first + (i << FAN_SHIFT * (level - 1));
                int below = index.load32(i * 4);
                if (below == Frames.NONE) continue;
                if (page + (1L << FAN_SHIFT * (level - 1)) <= keep) continue;
                if (free(file, below, level - 1, page, keep)) index.store32(i * 4, Frames.NONE);
            }
            if (!all) return false;
        }
        Frames.drop(frame);
        return true;
    }
}
