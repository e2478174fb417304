package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Format;
import dev.ufork.shared.Signal;
import dev.ufork.shared.Wait;
import dev.ufork.user.Buffer;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;

/**
 * Pipelines that run: the one that is being started or waited for, and those in the background. Source: POSIX.1-2017, Shell and Utilities 2.9.3, {@code jobs}.
 *
 * <p>At a terminal each has a process group of its own, and the terminal belongs to the one in the foreground.
 */
@Kernel
final class Jobs {
    private static final int MAX = 64;
    private static final int MEMBERS = 24;
    private static final int BY_SIGNAL = 128;
    private static final int UNKNOWN = 127;
    private static final int SIZE = Layout.size(Job.class);
    private static final Job CURRENT = Global.of(Job.class);
    private static final Cap TABLE = Global.bytes((long) MAX * SIZE, 16);

    /** One. A shell without job control has jobs too, in its own group. */
    @Struct
    interface Job extends Ref {
        /** What was typed; null when there is no such job. */
        Cap text();             void text(Cap c);
        int group();            void group(int pid);
        /** The last process, whose status is the job's; -1 as long as it has none. */
        int last();             void last(int pid);
        int status();           void status(int s);
        int left();             void left(int processes);
        boolean stopped();      void stopped(boolean yes);
        @Length(MEMBERS) int member(int n);     void member(int n, int pid);
    }

    private Jobs() {}

    private static Job of(int job) {
        return TABLE.plus((long) job * SIZE).as(Job.class);
    }

    static int meaning(int status) {
        if (Wait.stopped(status)) return BY_SIGNAL + Wait.stopSignal(status);
        return Wait.exited(status) ? Wait.exitStatus(status) : BY_SIGNAL + Wait.terminatingSignal(status);
    }

    /** From here on processes belong to a new job, which was written so. */
    static void begin(Cap source) {
        Bytes.fill(CURRENT.cap(), 0, SIZE);
        if (Sh.isInteractive()) CURRENT.text(source);
    }

    /** A process has been made: called in the shell, and with 0 in the process before it becomes a shell of its own. */
    static void join(int pid, boolean foreground) {
        if (pid < 0) return;
        int member = pid == 0 ? Sys.getpid() : pid;
        if (Sh.isInteractive()) {
            if (CURRENT.group() == 0) CURRENT.group(member);
            Processes.setpgid(member, CURRENT.group());
            if (foreground) Io.foreground(0, CURRENT.group());
        }
        if (pid == 0) return;
        CURRENT.last(member);
        CURRENT.status(-1);
        if (CURRENT.left() < MEMBERS) CURRENT.member(CURRENT.left(), member);
        CURRENT.left(CURRENT.left() + 1);
    }

    /** The terminal is the shell's again. */
    static void behind() {
        if (Sh.isInteractive()) Io.foreground(0, Processes.getpgid(0));
    }

    /** Puts the current job into the table; returns its number, 0 when there is no room. */
    private static int keep() {
        for (int n = 0; n < MAX; n++) {
            Job job = of(n);
            if (!job.text().isNull()) continue;
            Bytes.copyCaps(job.cap(), CURRENT.cap(), SIZE);
            job.text(Buffer.copy(CURRENT.text(), CURRENT.text().isNull() ? 0 : CURRENT.text().length()));
            return n + 1;
        }
        return 0;
    }

    /** The current job goes on in the background. */
    static void background() {
        int number = keep();
        if (!Sh.isInteractive() || number == 0) return;
        Buffer.Growing b = Buffer.make();
        Buffer.add(b, "[");
        Buffer.number(b, number);
        Buffer.add(b, "] ");
        Buffer.number(b, CURRENT.last());
        Buffer.add(b, '\n');
        Io.write(2, b.data(), b.used());
        Buffer.free(b);
    }

    private static void forget(Job job) {
        Heap.free(job.text());
        job.text(Cap.NULL);
    }

    /** A child has ended or stopped. */
    private static void note(int pid, int status) {
        for (int n = 0; n < MAX; n++) {
            Job job = of(n);
            if (job.text().isNull()) continue;
            for (int i = 0; i < MEMBERS; i++) {
                if (job.member(i) != pid) continue;
                job.stopped(Wait.stopped(status));
                if (job.stopped()) return;
                job.member(i, 0);
                job.left(job.left() - 1);
                if (job.last() == pid) job.status(meaning(status));
                return;
            }
        }
    }

    private static boolean isMember(Job job, int pid) {
        for (int i = 0; i < MEMBERS; i++) if (job.member(i) == pid) return true;
        return false;
    }

    /** Waits for a child in the foreground; others that end are noted. Returns what {@code $?} becomes. */
    static int await(int pid) {
        if (CURRENT.stopped()) return BY_SIGNAL + Signal.TSTP;
        Cap status = Stack.bytes(16);
        while (true) {
            int found = Sys.waitpid(pid, status, Sh.isInteractive() ? Wait.UNTRACED : 0);
            if (found == pid) {
                if (Wait.stopped(status.load32(0))) park();
                else tell(status.load32(0));
                return meaning(status.load32(0));
            }
            if (found != -Errno.EINTR) return UNKNOWN;
        }
    }

    /** By which signal a job in the foreground was ended, when that was not by the keyboard or a lost reader. */
    private static void tell(int status) {
        if (Wait.exited(status) || Wait.stopped(status)) return;
        int signal = Wait.terminatingSignal(status);
        if (signal == Signal.INT || signal == Signal.PIPE) return;
        Cap text = Text.utf8(Killing.description(signal));
        Io.write(2, text, text.length());
        Io.write(2, Text.utf8("\n"), 1);
    }

    /** The job in the foreground has stopped. */
    private static void park() {
        CURRENT.stopped(true);
        int number = keep();
        Out.text("\n");
        if (number > 0) row(number);
    }

    /** The same for a job of a single process, which it also ends. */
    static int foreground(int pid) {
        int status = await(pid);
        behind();
        return status;
    }

    /** Takes note of jobs that have ended or stopped, and forgets those that have ended when it says so. */
    static void poll(boolean say) {
        Cap status = Stack.bytes(16);
        for (int pid = Sys.waitpid(-1, status, Wait.NO_HANG | Wait.UNTRACED); pid > 0; pid = Sys.waitpid(-1, status, Wait.NO_HANG | Wait.UNTRACED))
            note(pid, status.load32(0));
        for (int n = 0; say && n < MAX; n++) {
            if (of(n).text().isNull() || of(n).left() > 0) continue;
            row(n + 1);
            forget(of(n));
        }
    }

    private static void row(int number) {
        Job job = of(number - 1);
        Out.text("[");
        Out.number(number);
        Out.text("] ");
        if (job.left() > 0) Out.text(job.stopped() ? "Stopped" : "Running");
        else if (job.status() == 0) Out.text("Done");
        else {
            Out.text("Done(");
            Out.number(job.status());
            Out.text(")");
        }
        Out.text("   ");
        Out.bytes(job.text(), job.text().length());
        Out.text("\n");
    }

    static void list() {
        poll(false);
        for (int n = 0; n < MAX; n++) {
            if (of(n).text().isNull()) continue;
            row(n + 1);
            if (of(n).left() == 0) forget(of(n));
        }
    }

    /** The {@code wait} command for one job; a trapped signal ends it early. */
    static int waitFor(int pid) {
        for (int n = 0; n < MAX; n++) {
            Job job = of(n);
            if (job.text().isNull() || job.last() != pid) continue;
            int early = finish(job, true);
            if (early != 0) return early;
            forget(job);
            return job.status();
        }
        return UNKNOWN;
    }

    /** Waits until no process of a job is left; returns 0, or a status when a signal came first. */
    private static int finish(Job job, boolean say) {
        Cap status = Stack.bytes(16);
        while (job.left() > 0) {
            int found = Sys.waitpid(-1, status, 0);
            if (found == -Errno.EINTR && Sh.arrived() != 0) return BY_SIGNAL + Sh.arrived();
            if (found > 0) {
                boolean ours = isMember(job, found);
                note(found, status.load32(0));
                if (ours && say) tell(status.load32(0));
            } else if (found != -Errno.EINTR) {
                job.left(0);
                if (job.status() < 0) job.status(UNKNOWN);
            }
        }
        return 0;
    }

    /** The {@code wait} command for all jobs. */
    static int waitForAll() {
        for (int n = 0; n < MAX; n++) {
            Job job = of(n);
            if (job.text().isNull() || job.stopped()) continue;
            int early = finish(job, false);
            if (early != 0) return early;
            forget(job);
        }
        return 0;
    }

    /** The number of the job that a word like %2 means, or of the newest without a word; 0 when there is none. */
    static int number(Cap word) {
        if (!word.isNull() && word.length() > 1 && word.load8(0) == '%' && Parameters.isDigit(word.load8(1))) {
            int n = (int) Format.parse(word.plus(1), word.length() - 1);
            return n >= 1 && n <= MAX && !of(n - 1).text().isNull() ? n : 0;
        }
        for (int n = MAX; n > 0; n--) if (!of(n - 1).text().isNull()) return n;
        return 0;
    }

    /** What a signal to a job goes to: its group, or without job control its last process. */
    static int target(int number) {
        Job job = of(number - 1);
        return job.group() != 0 ? -job.group() : job.last();
    }

    static int last(int number) {
        return of(number - 1).last();
    }

    /** Lets a job go on, in the background or in the foreground; returns its status. */
    static int goOn(int number, boolean foreground) {
        Job job = of(number - 1);
        Out.bytes(job.text(), job.text().length());
        Out.text(foreground ? "\n" : " &\n");
        job.stopped(false);
        if (foreground && job.group() != 0) Io.foreground(0, job.group());
        Sys.kill(target(number), Signal.CONT);
        if (!foreground) return 0;
        Cap status = Stack.bytes(16);
        while (job.left() > 0 && !job.stopped()) {
            int found = Sys.waitpid(-1, status, Wait.UNTRACED);
            if (found > 0) note(found, status.load32(0));
            else if (found != -Errno.EINTR) job.left(0);
        }
        behind();
        if (job.stopped()) {
            Out.text("\n");
            row(number);
            return BY_SIGNAL + Signal.TSTP;
        }
        forget(job);
        return job.status();
    }

    /** A child of the shell has no jobs. */
    static void forgetAll() {
        for (int n = 0; n < MAX; n++) of(n).text(Cap.NULL);
    }
}
