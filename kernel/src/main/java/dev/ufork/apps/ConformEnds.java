package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;
import dev.ufork.user.Environment;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;
import dev.ufork.user.Threads;

/** Sentences about how threads and their process end, as {@link ConformThreads} tries them. */
@Kernel
final class ConformEnds {
    private static final long MILLISECOND = 1_000_000;

    private static int turns;

    private ConformEnds() {}

    private static Cap exits(Cap n) {
        Sys.exit((int) n.address());
        return n;
    }

    private static Cap executes(Cap n) {
        Cap vector = Stack.bytes(3 * 16);
        vector.storeCap(0, Text.utf8("conform-threads"));
        vector.storeCap(16, Text.utf8("again"));
        Sys.execve(Text.utf8("/bin/conform-threads"), vector, Environment.all());
        return n;
    }

    private static Cap spins(Cap n) {
        while (true) turns++;
    }

    private static Cap sleeps(Cap n) {
        while (true) Processes.sleep(1000 * MILLISECOND);
    }

    private static Cap later(Cap n) {
        Processes.sleep(2 * MILLISECOND);
        Sys.exit(5);
        return n;
    }

    static void all() {
        int pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::sleeps, Cap.NULL);
            Threads.create(ConformEnds::spins, Cap.NULL);
            Threads.create(ConformEnds::exits, Cap.NULL.plus(3));
            sleeps(Cap.NULL);
        }
        Sentences.is("exit: of any thread ends the process", ConformThreads.exited(pid), 3);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::sleeps, Cap.NULL);
            Sys.kill(Sys.getpid(), Signal.TERM);
            sleeps(Cap.NULL);
        }
        Sentences.is("sigaction: the default action of a signal ends the process", ConformThreads.exited(pid), -Signal.TERM);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::later, Cap.NULL);
            Threads.exit(Cap.NULL);
        }
        Sentences.is("pthread_exit: of the first thread lets the others go on", ConformThreads.exited(pid), 5);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformThreads::twice, Cap.NULL);
            Threads.exit(Cap.NULL);
        }
        Sentences.is("pthread_exit: of the last thread ends the process with 0", ConformThreads.exited(pid), 0);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::sleeps, Cap.NULL);
            Threads.create(ConformEnds::spins, Cap.NULL);
            Threads.create(ConformEnds::executes, Cap.NULL);
            sleeps(Cap.NULL);
        }
        Sentences.is("exec: of any thread ends all threads, and the new program runs", ConformThreads.exited(pid), 9);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::executes, Cap.NULL);
            Threads.exit(Cap.NULL);
        }
        Sentences.is("exec: keeps the process ID, also when the first thread is gone", ConformThreads.exited(pid), 9);
        pid = Threads.fork();
        if (pid == 0) {
            Threads.create(ConformEnds::spins, Cap.NULL);
            sleeps(Cap.NULL);
        }
        Processes.sleep(2 * MILLISECOND);
        Cap status = Stack.bytes(16);
        Sys.kill(pid, Signal.STOP);
        Sentences.is("kill: a stop stops all threads", Sys.waitpid(pid, status, Wait.UNTRACED) == pid && Wait.stopped(status.load32(0)) ? 1 : 0, 1);
        Sys.kill(pid, Signal.CONT);
        Sys.waitpid(pid, status, Wait.CONTINUED);
        Sys.kill(pid, Signal.STOP);
        Sys.waitpid(pid, status, Wait.UNTRACED);
        Sys.kill(pid, Signal.KILL);
        Sentences.is("kill: SIGKILL ends what is stopped", ConformThreads.exited(pid), -Signal.KILL);
    }
}
