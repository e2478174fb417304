package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.U;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Poll;

/**
 * Pipes: bytes go in at one end and come out at the other, and carry no capabilities. Source: POSIX.1-2017, {@code pipe}, {@code read}, {@code write}.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Pipes {
    /** Bytes that a pipe holds; PIPE_BUF too: what fits goes in as a whole. */
    static final int CAPACITY = 4096;

    private Pipes() {}

    /** A pipe without ends; null when memory is out. */
    static Pipe make() {
        Cap made = Objects.claim(ObjectKind.PIPE);
        if (made.isNull()) return made.as(Pipe.class);
        int frame = Frames.claim();
        if (frame == Frames.NONE) {
            Objects.release(made);
            return Cap.NULL.as(Pipe.class);
        }
        Pipe pipe = made.as(Pipe.class);
        pipe.frame(frame);
        pipe.data(Frames.page(frame));
        return pipe;
    }

    /** An open file that is the pipe's reading or writing end; null when memory is out. */
    static OpenFile end(Pipe pipe, boolean writer, int flags) {
        OpenFile file = OpenFiles.make(writer ? FileKind.PIPE_WRITER : FileKind.PIPE_READER, flags | (writer ? Open.WRITE : Open.READ), pipe.cap());
        if (file.isNull()) return file;
        if (writer) {
            pipe.writers(pipe.writers() + 1);
            pipe.writersEver(pipe.writersEver() + 1);
        } else {
            pipe.readers(pipe.readers() + 1);
            pipe.readersEver(pipe.readersEver() + 1);
        }
        return file;
    }

    static void closeReader(Pipe pipe) {
        pipe.readers(pipe.readers() - 1);
        if (pipe.readers() == 0) Waiting.wake(pipe.forRoom());
        freeIfUnused(pipe);
    }

    static void closeWriter(Pipe pipe) {
        pipe.writers(pipe.writers() - 1);
        if (pipe.writers() == 0) Waiting.wake(pipe.forBytes());
        freeIfUnused(pipe);
    }

    static void freeIfUnused(Pipe pipe) {
        if (pipe.readers() != 0 || pipe.writers() != 0) return;
        Node fifo = pipe.fifo();
        Frames.drop(pipe.frame());
        Objects.release(pipe.cap());
        if (fifo.isNull()) return;
        fifo.content(Cap.NULL);
        Nodes.drop(fifo);
    }

    /** Opens a FIFO; waits for the other end, unless it need not. The descriptor, or an error number below 0. */
    static long openFifo(Node fifo, int flags, Uproc me, boolean closeOnExec) {
        boolean writer = (flags & Open.ACCESS) == Open.WRITE;
        if ((flags & Open.ACCESS) == Open.READ_WRITE) return -Errno.EINVAL;
        Pipe pipe = fifo.content().as(Pipe.class);
        boolean waits = (flags & Open.NONBLOCK) == 0;
        if (writer && !waits && (pipe.isNull() || pipe.readers() == 0)) return -Errno.ENXIO;
        if (pipe.isNull()) {
            pipe = make();
            if (pipe.isNull()) return -Errno.ENOMEM;
            pipe.fifo(fifo);
            Nodes.hold(fifo);
            fifo.content(pipe.cap());
        }
        OpenFile file = end(pipe, writer, flags);
        if (file.isNull()) {
            freeIfUnused(pipe);
            return -Errno.ENOMEM;
        }
        Waiting.wake(writer ? pipe.forBytes() : pipe.forRoom());
        int others = writer ? pipe.readersEver() : pipe.writersEver();
        boolean interrupted = false;
        me.uses(file);
        while (waits && !interrupted && (writer ? pipe.readers() == 0 && pipe.readersEver() == others : pipe.writers() == 0 && pipe.writersEver() == others))
            interrupted = Waiting.sleep(writer ? pipe.forRoom() : pipe.forBytes());
        me.uses(OpenFiles.none());
        if (interrupted) {
            OpenFiles.drop(file);
            return -Errno.ERESTART;
        }
        long descriptor = Descriptors.open(me, file, 0, closeOnExec);
        if (descriptor < 0) OpenFiles.drop(file);
        return descriptor;
    }

    static long read(OpenFile file, Cap to, long bytes) {
        Pipe pipe = file.object().as(Pipe.class);
        if (bytes == 0) return 0;
        while (pipe.written() == pipe.read()) {
            if (pipe.writers() == 0) return 0;
            if ((file.flags() & Open.NONBLOCK) != 0) return -Errno.EAGAIN;
            if (Waiting.sleep(pipe.forBytes())) return -Errno.ERESTART;
        }
        long at = pipe.read() & CAPACITY - 1;
        long n = U.min(bytes, pipe.written() - pipe.read());
        long first = U.min(n, CAPACITY - at);
        if (UserCopy.out(to, pipe.data().plus(at), first) != 0) return -Errno.EFAULT;
        if (n != first && UserCopy.out(to.plus(first), pipe.data(), n - first) != 0) return -Errno.EFAULT;
        pipe.read(pipe.read() + n);
        Waiting.wake(pipe.forRoom());
        return n;
    }

    static long write(OpenFile file, Cap from, long bytes) {
        Pipe pipe = file.object().as(Pipe.class);
        for (long done = 0; done < bytes; ) {
            if (pipe.readers() == 0) return done > 0 ? done : Signals.brokenPipe();
            long room = CAPACITY - (pipe.written() - pipe.read());
            long n = U.min(room, bytes - done);
            if (room == 0 || bytes <= CAPACITY && room < bytes) {
                if ((file.flags() & Open.NONBLOCK) != 0) return done > 0 ? done : -Errno.EAGAIN;
                if (Waiting.sleep(pipe.forRoom())) return done > 0 ? done : -Errno.ERESTART;
                continue;
            }
            if (!put(pipe, from.plus(done), n)) return done > 0 ? done : -Errno.EFAULT;
            done += n;
            Waiting.wake(pipe.forBytes());
        }
        return bytes;
    }

    private static boolean put(Pipe pipe, Cap from, long n) {
        long at = pipe.written() & CAPACITY - 1;
        long first = U.min(n, CAPACITY - at);
        if (UserCopy.in(pipe.data().plus(at), from, first) != 0) return false;
        if (n != first && UserCopy.in(pipe.data(), from.plus(first), n - first) != 0) return false;
        pipe.written(pipe.written() + n);
        return true;
    }

    static int readerEvents(Pipe pipe) {
        return (pipe.written() != pipe.read() ? Poll.IN : 0) | (pipe.writers() == 0 ? Poll.HUP : 0);
    }

    static int writerEvents(Pipe pipe) {
        if (pipe.readers() == 0) return Poll.ERR;
        return pipe.written() - pipe.read() < CAPACITY ? Poll.OUT : 0;
    }
}
