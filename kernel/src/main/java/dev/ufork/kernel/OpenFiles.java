package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;

/**
 * What can be done with an open file, by its kind.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class OpenFiles {
    private OpenFiles() {}

    /** A new open file with one reference; null when memory is out. */
    @Inline
    static OpenFile make(FileKind kind, int flags, Cap object) {
        Cap made = Objects.take(ObjectKind.OPEN_FILE);
        OpenFile file = made.as(OpenFile.class);
        if (made.isNull()) return file;
        file.kind(kind);
        file.references(1);
        file.flags(flags & ~(Open.CREATE | Open.EXCLUSIVE | Open.TRUNCATE | Open.CLOSE_ON_EXEC));
        file.offset(0);
        file.object(object);
        file.cursor(Cap.NULL);
        return file;
    }

    @Inline
    static OpenFile none() {
        return Cap.NULL.as(OpenFile.class);
    }

    /** One reference less; the last one closes. */
    static void drop(OpenFile file) {
        int left = file.references() - 1;
        file.references(left);
        if (left != 0) return;
        switch (file.kind()) {
            case PIPE_READER -> Pipes.closeReader(file.object().as(Pipe.class));
            case PIPE_WRITER -> Pipes.closeWriter(file.object().as(Pipe.class));
            default -> { if (!file.object().isNull()) Nodes.drop(file.object().as(Node.class)); }
        }
        Objects.release(file.cap());
    }

    static long read(OpenFile file, Cap to, long bytes) {
        if ((file.flags() & Open.ACCESS) == Open.WRITE) return -Errno.EBADF;
        if (bytes < 0) return -Errno.EINVAL;
        return switch (file.kind()) {
            case PIPE_READER -> Pipes.read(file, to, bytes);
            case CONSOLE -> Terminal.read(file, to, bytes);
            case ZERO -> zeroes(to, bytes);
            case NULL -> 0;
            case PIPE_WRITER -> -Errno.EBADF;
            case FILE -> readFile(file, to, bytes);
            case DIRECTORY -> -Errno.EISDIR;
        };
    }

    static long write(OpenFile file, Cap from, long bytes) {
        if ((file.flags() & Open.ACCESS) == Open.READ) return -Errno.EBADF;
        if (bytes < 0) return -Errno.EINVAL;
        return switch (file.kind()) {
            case PIPE_WRITER -> Pipes.write(file, from, bytes);
            case CONSOLE -> Terminal.write(from, bytes);
            case ZERO, NULL -> bytes;
            case PIPE_READER, DIRECTORY -> -Errno.EBADF;
            case FILE -> writeFile(file, from, bytes);
        };
    }

    private static long zeroes(Cap to, long bytes) {
        for (long done = 0; done < bytes; ) {
            long n = U.min(bytes - done, Scheduler.PIECE);
            if (UserCopy.zero(to.plus(done), n) != 0) return done > 0 ? done : -Errno.EFAULT;
            done += n;
            if (done < bytes && !Scheduler.goOn()) return done;
        }
        return bytes;
    }

    /** In pieces, between which others have their turns; who shares the open file, has a share of what is read. */
    private static long readFile(OpenFile file, Cap to, long bytes) {
        long done = 0;
        do {
            long wanted = U.min(bytes - done, Scheduler.PIECE);
            long n = Contents.read(file.object().as(Node.class), file.offset(), to.plus(done), wanted);
            if (n <= 0) return done > 0 ? done : n;
            file.offset(file.offset() + n);
            file.object().as(Node.class).accessed(Cpu.time());
            done += n;
            if (n < wanted) return done;
        } while (done < bytes && Scheduler.goOn());
        return done;
    }

    private static long writeFile(OpenFile file, Cap from, long bytes) {
        Node node = file.object().as(Node.class);
        long done = 0;
        do {
            if ((file.flags() & Open.APPEND) != 0) file.offset(node.size());
            long most = ResourceLimits.room(file.offset(), bytes - done);
            if (most == 0 && bytes != 0) return done > 0 ? done : ResourceLimits.tooLong(Scheduler.current());
            long wanted = U.min(most, Scheduler.PIECE);
            long n = Contents.write(node, file.offset(), from.plus(done), wanted);
            if (n < 0) return done > 0 ? done : n;
            file.offset(file.offset() + n);
            done += n;
            if (n < wanted) return done;
        } while (done < bytes && Scheduler.goOn());
        return done;
    }

    static long seek(OpenFile file, long offset, int whence) {
        long from;
        switch (file.kind()) {
            case PIPE_READER, PIPE_WRITER, CONSOLE -> { return -Errno.ESPIPE; }
            default -> { }
        }
        switch (whence) {
            case Open.SEEK_SET -> from = 0;
            case Open.SEEK_CUR -> from = file.offset();
            case Open.SEEK_END -> from = file.kind() == FileKind.FILE ? file.object().as(Node.class).size() : 0;
            default -> { return -Errno.EINVAL; }
        }
        if (offset < 0 ? from + offset < 0 : from + offset < from) return -Errno.EINVAL;
        file.offset(from + offset);
        return from + offset;
    }

    /** Which events of {@link Poll} are there now. */
    static int events(OpenFile file) {
        return switch (file.kind()) {
            case PIPE_READER -> Pipes.readerEvents(file.object().as(Pipe.class));
            case PIPE_WRITER -> Pipes.writerEvents(file.object().as(Pipe.class));
            case CONSOLE -> Poll.OUT | (Terminal.hasInput() ? Poll.IN : 0);
            default -> Poll.IN | Poll.OUT;
        };
    }
}
