package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Open;
import dev.ufork.user.Environment;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Sys;

/** Capabilities that are passed from one process to another: none arrives. */
@Kernel
final class Channels {
    /** As first argument: looks at what has come with the arguments, and says so by the exit status. */
    static final String AUDIT = "-audit";

    private static final int CAP = 16;
    private static final long PAGE = 4096;
    private static final int ROUNDS = 6;

    private Channels() {}

    static void rows() {
        row("pipe", "send a capability through a pipe", Stop.TAG_LOST, Channels::pipe);
        row("pipe-page", "send a page of capabilities through a pipe", Stop.TAG_LOST, Channels::pipePage);
        row("file", "keep a capability in a file", Stop.TAG_LOST, Channels::file);
        row("fifo", "send a capability through a named pipe", Stop.TAG_LOST, Channels::fifo);
        row("exec-arguments", "hand capabilities to the next program in its arguments", Stop.CLEARED, Channels::arguments);
        row("exec-environment", "hand capabilities to the next program in its environment", Stop.CLEARED, Channels::environment);
        row("exit-status", "hand a capability to the parent in the exit status", Stop.CLEARED, Channels::exitStatus);
        row("stale-living", "use a capability of a living child", Stop.TAG, Channels::ofLiving);
        row("stale-dead", "use a capability of a dead child", Stop.TAG, Channels::ofDead);
        row("stale-reused", "use a capability of a dead child whose region another child has", Stop.TAG, Channels::ofReused);
    }

    /** Sixteen bytes of {@code from} through a pipe into {@code to}. */
    private static boolean through(Cap from, Cap to, long bytes) {
        Cap ends = Stack.bytes(16);
        if (Io.pipe(ends) != 0 || Io.write(ends.load32(4), from, bytes) != bytes || Io.read(ends.load32(0), to, bytes) != bytes) return false;
        return Io.close(ends.load32(0)) == 0 && Io.close(ends.load32(4)) == 0;
    }

    private static int pipe() {
        Cap from = Heap.allocZeroed(CAP);
        Cap to = Heap.allocZeroed(CAP);
        from.storeCap(0, from);
        if (!through(from, to, CAP) || to.load64(0) != from.address()) return Stop.NOT_TRIED;
        return Stop.lost(to.loadCap(0));
    }

    private static int pipePage() {
        Cap from = Heap.allocZeroed(PAGE);
        Cap to = Heap.allocZeroed(PAGE);
        for (long at = 0; at < PAGE; at += CAP) from.storeCap(at, from.plus(at));
        if (!through(from, to, PAGE)) return Stop.NOT_TRIED;
        for (long at = 0; at < PAGE; at += CAP) if (to.loadCap(at).tag()) return Stop.NOTHING;
        return Stop.TAG_LOST;
    }

    private static int stored(int writer, int reader) {
        Cap from = Heap.allocZeroed(CAP);
        Cap to = Heap.allocZeroed(CAP);
        from.storeCap(0, from);
        if (Io.write(writer, from, CAP) != CAP) return Stop.NOT_TRIED;
        if (writer == reader) Io.lseek(reader, 0, Open.SEEK_SET);
        if (Io.read(reader, to, CAP) != CAP || to.load64(0) != from.address()) return Stop.NOT_TRIED;
        return Stop.lost(to.loadCap(0));
    }

    private static int file() {
        int file = Io.open("/tmp/attack", Open.CREATE | Open.READ_WRITE, 0600);
        Io.unlink(Text.utf8("/tmp/attack"));
        return file < 0 ? Stop.NOT_TRIED : stored(file, file);
    }

    private static int fifo() {
        if (Io.mkfifo(Text.utf8("/tmp/attack"), 0600) != 0) return Stop.NOT_TRIED;
        int reader = Io.open("/tmp/attack", Open.READ | Open.NONBLOCK, 0);
        int writer = Io.open("/tmp/attack", Open.WRITE | Open.NONBLOCK, 0);
        Io.unlink(Text.utf8("/tmp/attack"));
        return reader < 0 || writer < 0 ? Stop.NOT_TRIED : stored(writer, reader);
    }

    private static int executes(boolean inEnvironment) {
        Cap words = Heap.allocZeroed(4 * CAP);
        words.storeCap(0, Text.utf8("attack"));
        words.storeCap(CAP, Text.utf8(AUDIT));
        Cap carrier = Heap.allocZeroed(4 * CAP);
        carrier.storeCap(0, carrier);
        carrier.storeCap(CAP, carrier);
        if (inEnvironment) Sys.execve(Text.utf8("/bin/attack"), words, carrier);
        words.storeCap(2 * CAP, carrier);
        Sys.execve(Text.utf8("/bin/attack"), words, Cap.NULL);
        return Stop.NOT_TRIED;
    }

    private static int arguments() {
        return executes(false);
    }

    private static int environment() {
        return executes(true);
    }

    /** The program that has been executed: are all texts its own, and without a capability in them? */
    static int audited(int count, Cap arguments) {
        int stop = vector(arguments, count);
        return stop == Stop.CLEARED ? vector(Environment.all(), (int) (Environment.all().length() / CAP)) : stop;
    }

    private static int vector(Cap texts, int count) {
        for (int n = 0; n < count; n++) {
            Cap text = texts.loadCap((long) n * CAP);
            if (!Own.isOwn(text)) return Stop.NOTHING;
            if (!text.tag()) continue;
            long first = text.address() + CAP - 1 & -CAP;
            for (long at = first - text.address(); at + CAP <= text.length(); at += CAP) if (text.loadCap(at).tag()) return Stop.NOTHING;
        }
        return Stop.CLEARED;
    }

    private static int exitStatus() {
        Cap mine = Heap.alloc(CAP);
        Cap status = Heap.allocZeroed(CAP);
        int pid = Sys.fork();
        if (pid == 0) Sys.exit((int) mine.address());
        if (Sys.waitpid(pid, status) != pid) return Stop.NOT_TRIED;
        return status.load32(0) == ((int) mine.address() & 0xff) << 8 && !status.loadCap(0).tag() ? Stop.CLEARED : Stop.NOTHING;
    }

    /** A child writes a capability of its own, and lives until the pipe that it listens to ends. */
    private static int child(Cap to, Cap listens) {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        int pid = Sys.fork();
        if (pid == 0) {
            Cap mine = Heap.alloc(CAP);
            mine.storeCap(0, mine);
            Io.close(listens.load32(4));
            Io.write(ends.load32(4), mine, CAP);
            Io.read(listens.load32(0), mine, 1);
            Sys.exit(0);
        }
        boolean right = Io.read(ends.load32(0), to, CAP) == CAP;
        Io.close(ends.load32(0));
        Io.close(ends.load32(4));
        return right ? pid : -1;
    }

    private static int ofLiving() {
        Cap theirs = Heap.allocZeroed(CAP);
        Cap listens = Stack.bytes(16);
        Io.pipe(listens);
        int pid = child(theirs, listens);
        if (pid < 0) return Stop.NOT_TRIED;
        theirs.loadCap(0).store64(0, 0);
        return Stop.NOTHING;
    }

    private static int ofDead() {
        Cap theirs = Heap.allocZeroed(CAP);
        Cap listens = Stack.bytes(16);
        Io.pipe(listens);
        int pid = child(theirs, listens);
        Io.close(listens.load32(4));
        if (pid < 0 || Trial.end(pid) != 0) return Stop.NOT_TRIED;
        return Stop.got(theirs.loadCap(0).load8(0));
    }

    /** Children until one of them is where the first was. */
    private static int ofReused() {
        Cap first = Heap.allocZeroed(CAP);
        Cap again = Heap.allocZeroed(CAP);
        for (int n = 0; n < ROUNDS; n++) {
            Cap listens = Stack.bytes(16);
            Io.pipe(listens);
            int pid = child(n == 0 ? first : again, listens);
            if (pid < 0) return Stop.NOT_TRIED;
            if (n > 0 && first.load64(0) == again.load64(0)) return Stop.got(first.loadCap(0).load8(0));
            Io.close(listens.load32(4));
            Io.close(listens.load32(0));
            if (Trial.end(pid) != 0) return Stop.NOT_TRIED;
        }
        return Stop.NOT_TRIED;
    }
}
