package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Open;
import dev.ufork.shared.ProcessInfo;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Environment;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Programs;
import dev.ufork.user.Sys;

/**
 * {@code each [-w] PROGRAM...}: runs programs one after the other, each with its own name as its only argument, says how each ended, and whether
 * the machine is as it was. With {@code -w} a copy of each, which it writes, is run. A program that does not end is ended, and so is what it leaves behind.
 *
 * <p>As the first process, which no program can end or stop, it takes its arguments from the machine's line.
 */
@Kernel
final class Each {
    private static final int CAP = 16;
    private static final int NOT_RUN = 127;
    private static final int FIRST_PROCESS = 1;
    /** Nanoseconds that a program has, and turns for those that it leaves behind to end. */
    private static final long PATIENCE = 12_000_000;
    private static final int TURNS = 4000;
    private static final int NAME = 64;
    private static final int CHUNK = 4096;
    private static final String PROGRAMS = "/bin/";
    private static final String COPIES = "/tmp/";

    private Each() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        if (Sys.getpid() != FIRST_PROCESS) return all(arguments.plus(CAP), count - 1);
        Cap words = Init.words(arguments.loadCap(CAP));
        return all(words, (int) (words.length() / CAP));
    }

    private static int all(Cap words, int count) {
        Cap status = Stack.bytes(16);
        int first = count > 0 && Arguments.is(words.loadCap(0), "-w") ? 1 : 0;
        for (int n = first; n < count && !words.loadCap((long) n * CAP).isNull(); n++) {
            Cap name = words.loadCap((long) n * CAP);
            long frames = Sys.counter(Counter.FRAMES_FREE);
            Cap copy = Stack.bytes(NAME);
            boolean written = first == 1 && name.length() + 8 < NAME;
            if (written) copied(name, copy);
            int pid = Sys.fork();
            if (pid == 0) return run(name, written ? copy : Programs.path(name));
            if (pid < 0 || !awaits(pid, status)) return 1;
            endOthers();
            if (written) Io.unlink(copy);
            Out.bytes(name, name.length());
            int ended = status.load32(0);
            Out.text((ended & 0x7f) != 0 ? ": ended by signal " : ": ended with ");
            Out.number((ended & 0x7f) != 0 ? ended & 0x7f : ended >> 8);
            Out.text(n > first && frames != Sys.counter(Counter.FRAMES_FREE) ? ", and memory is lost\n" : "\n");
        }
        return 0;
    }

    private static int run(Cap name, Cap path) {
        Cap vector = Stack.bytes(2 * CAP);
        vector.storeCap(0, name);
        int failed = Sys.execve(path, vector, Environment.all());
        Out.bytes(name, name.length());
        Out.text(": error ");
        Out.number(-failed);
        Out.text("\n");
        return NOT_RUN;
    }

    private static boolean awaits(int pid, Cap status) {
        long until = Processes.clock() + PATIENCE;
        while (Processes.clock() < until) {
            int ended = Sys.waitpid(pid, status, Wait.NO_HANG);
            if (ended != 0) return ended == pid;
            Sys.yield();
        }
        Sys.kill(pid, Signal.KILL);
        return Sys.waitpid(pid, status) == pid;
    }

    /** Until there is nobody but the first process and this one. Whoever is left to the first process, it buries. */
    private static void endOthers() {
        ProcessInfo info = Stack.of(ProcessInfo.class);
        int self = Sys.getpid();
        for (int turns = 0; turns < TURNS; turns++) {
            while (Sys.waitpid(-1, Cap.NULL, Wait.NO_HANG) > 0);
            int others = 0;
            for (int at = Processes.next(0, info.cap()); at > 0; at = Processes.next(at, info.cap())) {
                if (info.pid() == FIRST_PROCESS || info.pid() == self) continue;
                others++;
                Sys.kill(info.pid(), Signal.KILL);
            }
            if (others == 0) return;
            Sys.yield();
        }
    }

    /** Writes a copy of the program and makes {@code to} its path. */
    private static void copied(Cap name, Cap to) {
        path(to, PROGRAMS, name);
        int from = Io.open(to, Open.READ, 0);
        path(to, COPIES, name);
        int copy = Io.open(to, Open.WRITE | Open.CREATE | Open.TRUNCATE, 0755);
        Cap chunk = Stack.bytes(CHUNK);
        for (long n = Io.read(from, chunk, CHUNK); n > 0; n = Io.read(from, chunk, CHUNK)) Io.write(copy, chunk, n);
        Io.close(from);
        Io.close(copy);
    }

    private static void path(Cap to, String folder, Cap name) {
        Cap text = Text.utf8(folder);
        Bytes.copy(to, text, text.length());
        Bytes.copy(to.plus(text.length()), name, name.length());
        to.store8(text.length() + name.length(), 0);
    }
}
