package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Wait;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** The children of the shell that run in the background, and how they ended. */
@Kernel
final class Jobs {
    private static final int MAX = 64;
    private static final int BY_SIGNAL = 128;
    private static final int UNKNOWN = 127;
    private static final Table TABLE = Global.of(Table.class);

    /** By number of the job, from 0. */
    @Struct
    interface Table extends Ref {
        @Length(MAX) int pid(int job);      void pid(int job, int p);
        /** The status as the shell tells it, -1 while it runs. */
        @Length(MAX) int status(int job);   void status(int job, int s);
    }

    private Jobs() {}

    static int meaning(int status) {
        return Wait.exited(status) ? Wait.exitStatus(status) : BY_SIGNAL + Wait.terminatingSignal(status);
    }

    static void add(int pid) {
        for (int job = 0; job < MAX; job++) {
            if (TABLE.pid(job) != 0) continue;
            TABLE.pid(job, pid);
            TABLE.status(job, -1);
            return;
        }
    }

    private static void ended(int pid, int status) {
        for (int job = 0; job < MAX; job++) if (TABLE.pid(job) == pid) TABLE.status(job, meaning(status));
    }

    /** Waits for a child in the foreground; others that end are noted. Returns what {@code $?} becomes. */
    static int await(int pid) {
        Cap status = Stack.bytes(16);
        while (true) {
            int found = Sys.waitpid(pid, status, 0);
            if (found == pid) return meaning(status.load32(0));
            if (found != -Errno.EINTR) return UNKNOWN;
        }
    }

    /** Takes note of jobs that have ended, and forgets them when it says so. */
    static void poll(boolean say) {
        Cap status = Stack.bytes(16);
        for (int pid = Sys.waitpid(-1, status, Wait.NO_HANG); pid > 0; pid = Sys.waitpid(-1, status, Wait.NO_HANG)) ended(pid, status.load32(0));
        if (!say) return;
        for (int job = 0; job < MAX; job++) {
            if (TABLE.pid(job) == 0 || TABLE.status(job) < 0) continue;
            Out.text("[");
            Out.number(job + 1);
            Out.text("] ended with ");
            Out.number(TABLE.status(job));
            Out.text("\n");
            TABLE.pid(job, 0);
        }
    }

    /** The {@code wait} command for one job; a trapped signal ends it early. */
    static int waitFor(int pid) {
        Cap status = Stack.bytes(16);
        for (int job = 0; job < MAX; job++) {
            if (TABLE.pid(job) != pid) continue;
            while (TABLE.status(job) < 0) {
                int found = Sys.waitpid(pid, status, 0);
                if (found == -Errno.EINTR && Sh.hasArrived()) return BY_SIGNAL + 1;
                if (found > 0) ended(found, status.load32(0));
                else if (found != -Errno.EINTR) return UNKNOWN;
            }
            TABLE.pid(job, 0);
            return TABLE.status(job);
        }
        return UNKNOWN;
    }

    /** The {@code wait} command for all jobs. */
    static int waitForAll() {
        for (int job = 0; job < MAX; job++) if (TABLE.pid(job) != 0 && waitFor(TABLE.pid(job)) == BY_SIGNAL + 1 && Sh.hasArrived()) return BY_SIGNAL + 1;
        return 0;
    }

    /** The process of job {@code n}, from 1; 0 when there is none. */
    static int process(int n) {
        return n >= 1 && n <= MAX ? TABLE.pid(n - 1) : 0;
    }

    static void list() {
        poll(false);
        for (int job = 0; job < MAX; job++) {
            if (TABLE.pid(job) == 0) continue;
            Out.text("[");
            Out.number(job + 1);
            Out.text(TABLE.status(job) < 0 ? "] running " : "] ended ");
            Out.number(TABLE.pid(job));
            Out.text("\n");
        }
    }

    /** A child of the shell has no jobs. */
    static void forget() {
        for (int job = 0; job < MAX; job++) TABLE.pid(job, 0);
    }
}
