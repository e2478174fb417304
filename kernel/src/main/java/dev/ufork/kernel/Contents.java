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

    /** The frame of page {@code n}, which may be written; {@link Frames#NONE} when memory is out. */
    static int own(Node file, long n) {
        int found = frame(file, n);
        if (found != Frames.NONE) return found;
        int levels = file.levels();
        while (n >>> FAN_SHIFT * file.levels() != 0) if (!deepen(file)) return nothing(file, levels);
        int frame = Frames.claimZeroed();
        if (frame == Frames.NONE) return nothing(file, levels);
        if (!enter(file, n, frame)) {
            Frames.drop(frame);
            return nothing(file, levels);
        }
        file.frames(file.frames() + 1);
        long from = n << Page.SHIFT;
        fromArchive(file, from, Frames.page(frame));
        return frame;
    }

    /** Takes back the levels above so many, which hold nothing new; always {@link Frames#NONE}. */
    private static int nothing(Node file, int levels) {
        for (; file.levels() > levels; file.levels(file.levels() - 1)) {
            int index = file.top();
            if (index == Frames.NONE) continue;
            file.top(Frames.page(index).load32(0));
            Frames.drop(index);
        }
        return Frames.NONE;
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
            int frame = own(file, at >>> Page.SHIFT);
            if (frame == Frames.NONE) error = -Errno.ENOSPC;
            else if (UserCopy.in(Frames.page(frame).plus(at & Page.SIZE - 1), from.plus(done), part) != 0) error = -Errno.EFAULT;
            else done += part;
        }
        if (done != 0) file.size(U.max(file.size(), offset + done));
        if (error != 0) cut(file, file.size());             // what was made or written behind the end
        if (done == 0) return error;
        Nodes.touch(file);
        return done;
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
