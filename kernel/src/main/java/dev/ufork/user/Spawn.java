package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;

/**
 * A child that runs another program, made in one step, with what shall be done before. Source: POSIX.1-2017, {@code posix_spawn}.
 *
 * <p>It is a fork and an exec; an error of either, or of an action, comes back through a pipe that a successful exec closes, and then there is no child.
 */
@Kernel
public final class Spawn {
    // Flags of attributes, as Linux numbers them.
    public static final int SET_GROUP = 0x02;
    public static final int SET_DEFAULTS = 0x04;
    public static final int SET_MASK = 0x08;
    public static final int SET_SESSION = 0x80;

    private static final int CLOSE = 0;
    private static final int DUP = 1;
    private static final int OPEN = 2;
    private static final int CHDIR = 3;
    private static final int FCHDIR = 4;
    private static final int NOT_RUN = 127;

    /** What the child does before it runs the program, in this order. */
    @Struct
    public interface Actions extends Ref {
        Cap steps();        void steps(Cap c);
        int count();        void count(int n);
    }

    /** One action: the descriptors, the path, and for an open its flags and mode. */
    @Struct(size = 48)
    interface Step extends Ref {
        int kind();         void kind(int k);
        int descriptor();   void descriptor(int d);
        int from();         void from(int d);
        int flags();        void flags(int f);
        int mode();         void mode(int m);
        Cap path();         void path(Cap c);
    }

    /** What the child has instead of what it would inherit; the flags say what of it counts. */
    @Struct
    public interface Attributes extends Ref {
        int flags();        void flags(int f);
        int group();        void group(int pid);
        /** Signals with which the default is done. */
        long defaults();    void defaults(long set);
        /** Signals that are blocked. */
        long mask();        void mask(long set);
    }

    private Spawn() {}

    public static Actions actions() {
        return Heap.allocZeroed(Layout.size(Actions.class)).as(Actions.class);
    }

    public static void free(Actions actions) {
        for (int n = 0; n < actions.count(); n++) if (!step(actions, n).path().isNull()) Heap.free(step(actions, n).path());
        if (actions.count() != 0) Heap.free(actions.steps());
        Heap.free(actions.cap());
    }

    private static Step step(Actions actions, int n) {
        return actions.steps().plus((long) n * Layout.size(Step.class)).as(Step.class);
    }

    private static Step add(Actions actions, int kind, int descriptor) {
        int n = actions.count();
        long bytes = (n + 1L) * Layout.size(Step.class);
        actions.steps(n == 0 ? Heap.alloc(bytes) : Heap.resize(actions.steps(), bytes));
        actions.count(n + 1);
        Step s = step(actions, n);
        s.kind(kind);
        s.descriptor(descriptor);
        s.path(Cap.NULL);
        return s;
    }

    public static int close(Actions actions, int descriptor) {
        if (descriptor < 0) return -Errno.EBADF;
        add(actions, CLOSE, descriptor);
        return 0;
    }

    public static int dup2(Actions actions, int from, int to) {
        if (from < 0 || to < 0) return -Errno.EBADF;
        add(actions, DUP, to).from(from);
        return 0;
    }

    /** The path is copied. */
    public static int open(Actions actions, int descriptor, Cap path, int flags, int mode) {
        if (descriptor < 0) return -Errno.EBADF;
        Step s = add(actions, OPEN, descriptor);
        s.flags(flags);
        s.mode(mode);
        s.path(Buffer.copy(path, path.length()));
        return 0;
    }

    public static int chdir(Actions actions, Cap path) {
        add(actions, CHDIR, 0).path(Buffer.copy(path, path.length()));
        return 0;
    }

    public static int fchdir(Actions actions, int descriptor) {
        if (descriptor < 0) return -Errno.EBADF;
        add(actions, FCHDIR, descriptor);
        return 0;
    }

    /** Runs the program at {@code path}; the child's process id. Actions and attributes may be null. */
    public static int spawn(Cap path, Actions actions, Attributes attributes, Cap arguments, Cap environment) {
        return make(path, actions, attributes, arguments, environment, false);
    }

    /** {@code posix_spawnp}: the same with a name that is looked for in PATH. */
    public static int spawnp(Cap name, Actions actions, Attributes attributes, Cap arguments, Cap environment) {
        return make(name, actions, attributes, arguments, environment, true);
    }

    private static int make(Cap path, Actions actions, Attributes attributes, Cap arguments, Cap environment, boolean search) {
        Cap ends = Stack.bytes(16);
        int error = Io.pipe(ends, Open.CLOSE_ON_EXEC);
        if (error != 0) return error;
        int reader = ends.load32(0);
        int writer = ends.load32(4);
        int pid = Sys.fork();
        if (pid == 0) {
            int failed = prepare(actions, attributes, ends);
            if (failed == 0) failed = search ? Programs.execvp(path, arguments, environment) : Sys.execve(path, arguments, environment);
            ends.store32(8, failed);
            Io.write(ends.load32(4), ends.plus(8), 4);
            Sys.exit(NOT_RUN);
        }
        Io.close(writer);
        if (pid > 0 && Io.read(reader, ends, 4) == 4) {
            Sys.waitpid(pid, Cap.NULL);
            pid = ends.load32(0);
        }
        Io.close(reader);
        return pid;
    }

    private static int prepare(Actions actions, Attributes attributes, Cap ends) {
        if (!attributes.isNull()) {
            int flags = attributes.flags();
            if ((flags & SET_SESSION) != 0 && Processes.setsid() < 0) return -Errno.EPERM;
            int error = (flags & SET_GROUP) == 0 ? 0 : Processes.setpgid(0, attributes.group());
            if (error != 0) return error;
            for (int signal = 1; signal < Signal.COUNT; signal++)
                if ((flags & SET_DEFAULTS) != 0 && (attributes.defaults() >>> signal & 1) != 0 && (Signal.FORCED >>> signal & 1) == 0) Signals.restore(signal);
            if ((flags & SET_MASK) != 0) Signals.mask(Signal.SET_MASK, attributes.mask());
        }
        for (int n = 0; !actions.isNull() && n < actions.count(); n++) {
            int error = act(step(actions, n), ends);
            if (error < 0) return error;
        }
        return 0;
    }

    private static int act(Step s, Cap ends) {
        // The program may use the number that the pipe happens to have.
        if (s.descriptor() == ends.load32(4)) {
            int other = Io.fcntl(ends.load32(4), Open.DUP_CLOSE_ON_EXEC, 0);
            if (other < 0) return other;
            Io.close(ends.load32(4));
            ends.store32(4, other);
        }
        switch (s.kind()) {
            case CLOSE -> { Io.close(s.descriptor()); return 0; }       // one that is not open is no error
            case DUP -> {
                if (s.from() != s.descriptor()) return Io.dup2(s.from(), s.descriptor());
                return Io.fcntl(s.from(), Open.SET_DESCRIPTOR_FLAGS, 0);
            }
            case CHDIR -> { return Io.chdir(s.path()); }
            case FCHDIR -> { return Io.fchdir(s.descriptor()); }
            default -> {
                int d = Io.open(s.path(), s.flags(), s.mode());
                if (d < 0 || d == s.descriptor()) return d;
                int error = Io.dup2(d, s.descriptor());
                Io.close(d);
                return error;
            }
        }
    }
}
