package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;

/**
 * From a path to a program that can be loaded: programs that come with the image, those that were written since, scripts. Source: POSIX.1-2017, {@code exec};
 * for scripts, Linux's {@code execve(2)}: the rest of the first line behind the interpreter is one argument.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Executables {
    /** The largest program that was written since the start: its bounds are exact when it fills whole pages. */
    private static final long MAX_BYTES = 16 << 20;
    private static final int CAP = 16;

    /** The first bytes of a script. */
    private static final Cap LINE = Global.bytes(128, 16);

    private Executables() {}

    /** Replaces the caller's program; returns only when that fails. */
    @Export("sys_execve")
    static long execve(Cap path, Cap arguments, Cap environment) {
        Uproc me = Scheduler.current();
        int error = find(me, path);
        if (error != 0) return error;
        if (!isScript(Paths.FOUND.node())) return run(me, Cap.NULL, arguments, environment);
        Cap before = Stack.bytes(4 * CAP);
        Cap interpreter = words(before, path);
        if (interpreter.isNull()) return -Errno.ENOEXEC;
        error = find(me, interpreter);
        if (error != 0) return error;
        return isScript(Paths.FOUND.node()) ? -Errno.ELOOP : run(me, before, arguments, environment);
    }

    private static int find(Uproc me, Cap path) {
        int error = Paths.existing(me, path);
        return error != 0 ? error : FileSystem.executable(Paths.FOUND.node());
    }

    private static boolean isScript(Node node) {
        Cap first = Stack.bytes(CAP);
        return Contents.read(node, 0, first, 2) == 2 && first.load8(0) == '#' && first.load8(1) == '!';
    }

    /** The interpreter, its argument if it has one, and the script: what stands before the script's own arguments. Returns the interpreter, null for none. */
    private static Cap words(Cap to, Cap path) {
        long read = Contents.read(Paths.FOUND.node(), 0, LINE, LINE.length());
        long end = Bytes.find(LINE, '\n', read);
        if (end < 0) return Cap.NULL;
        while (isBlank(LINE.load8(end - 1))) end--;
        long at = 2;
        while (at < end && isBlank(LINE.load8(at))) at++;
        long begin = at;
        while (at < end && !isBlank(LINE.load8(at))) at++;
        if (at == begin) return Cap.NULL;
        Cap interpreter = LINE.plus(begin).bounded(at - begin);
        long n = 0;
        to.storeCap(n++ * CAP, interpreter);
        while (at < end && isBlank(LINE.load8(at))) at++;
        if (at < end) to.storeCap(n++ * CAP, LINE.plus(at).bounded(end - at));
        to.storeCap(n * CAP, path);
        return interpreter;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Runs what was found. */
    private static long run(Uproc me, Cap before, Cap arguments, Cap environment) {
        Node node = Paths.FOUND.node();
        Cap name = Paths.lastName();
        if (!Descriptors.canExec(me)) return -Errno.ENOMEM;
        boolean written = node.frames() != 0 || node.content().isNull() || node.size() != node.contentBytes();
        Space window = Stack.of(Space.class);
        Cap file = written ? Cap.NULL : node.content().boundedAtLeast(node.size());      // less than the archive has, when it was cut
        if (written) {
            int error = open(window, node);
            if (error != 0) return error;
            file = window.move().data().boundedAtLeast(node.size());
        }
        Loaded result = Stack.of(Loaded.class);
        Uproc process = me.process();
        int failed = Exec.replace(process, file, name, before, arguments, environment, result);
        if (written) Spaces.end(window);
        Cpu.flush();
        if (failed == 0) {
            Inheritance.exec(process);
            if (me.attention() != 0) Signals.deliver(me);       // what was sent while it waited for the ends of its threads
            if (!Uprocs.isProcess(me)) Threads.becomeFirst(me);
            Scheduler.restart();
        }
        // A text is no accident: the caller may give it to a shell.
        boolean text = written && result.refusal() == Refusal.NOT_ELF;
        if (failed == -Exec.ENOEXEC && !text) Refused.say(name, name.length(), result);
        return failed;
    }

    /** Makes a file's pages seen side by side, in a region of their own, for as long as it is loaded: only the kernel looks there, and only reads. */
    private static int open(Space window, Node node) {
        long bytes = node.size();
        if (bytes == 0) return -Errno.ENOEXEC;
        if (bytes > MAX_BYTES) return -Errno.ENOMEM;
        if (Spaces.make(window, Regions.orderFor(bytes), Arena.data(), Arena.code()) != 0) return -Errno.ENOMEM;
        for (long n = 0; n << Page.SHIFT < bytes; n++) {
            int frame = seen(node, n);
            if (frame != Frames.NONE && Spaces.map(window, window.base() + (n << Page.SHIFT), frame, Page.CONSTANT) == 0) continue;
            if (frame != Frames.NONE) Frames.drop(frame);
            Spaces.end(window);
            Cpu.flush();
            return -Errno.ENOMEM;
        }
        Cpu.flush();
        return 0;
    }

    /** The frame of a file's page, once more; of a page that the file has not written, a frame that is the window's alone. */
    private static int seen(Node node, long n) {
        int frame = Contents.frame(node, n);
        if (frame != Frames.NONE) {
            Frames.share(frame);
            return frame;
        }
        frame = Frames.claimZeroed();
        if (frame != Frames.NONE) Contents.page(node, n, Frames.page(frame));
        return frame;
    }
}
