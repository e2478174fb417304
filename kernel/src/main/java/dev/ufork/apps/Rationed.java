package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Out;
import dev.ufork.user.Scarcity;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * What a child tries with 0, 1, 2 ... frames left, then with so few tables, regions and slots: it fails with the right error and leaves everything as it was,
 * until it has enough; then it succeeds, in the same process.
 *
 * <p>After each attempt that failed, regions, slots and objects are as many as before it, and frames and tables are together: where a page fault or an {@code mprotect} has
 * come so far, tables that had to be split or begun stay, each a frame less and a table more. They go with the process. When it has ended, each number is what it was before it
 * began, at the first time as at any other. A page that the kernel keeps for its next objects counts as free.
 */
@Kernel
final class Rationed {
    /** What a child tries; its result below 0 is minus an error number. */
    @FnRef
    interface Trial {
        long run();
    }

    /** As the child's exit status: what was tried is wrong, has lost something, or needs more than there can be. Below: how often it failed. */
    private static final int WRONG = 255;
    private static final int LOST = 254;
    static final int MOST = 200;
    /** Of a child that makes one attempt. */
    private static final int FAILED = 1;

    /** The process that tries is one by itself; or a child of one that has prepared everything and shares it, forked under each policy. */
    static final int ALONE = 0;
    static final int VARIANTS = 4;

    /** What is counted. */
    private static final int[] COUNTED = {Counter.FRAMES_FREE, Counter.TABLES, Counter.REGIONS, Counter.SLOTS_FREE, Counter.OBJECTS};
    private static final String[] NAMES = {"free frames: ", "tables: ", "regions: ", "free slots: ", "objects: "};
    private static final int FRAMES = 0;
    private static final int TABLES = 1;
    private static final Cap BEFORE = Global.bytes(5 * 8, 16);
    private static final Cap START = Global.bytes(5 * 8, 16);

    /** Attempts that have failed, in all that was tried. */
    private static int attempts;
    /** A process may be killed for want of memory. */
    private static boolean mayBeKilled;
    /** Pages that the kernel has touched for the process stay: a call needs more after that. */
    private static boolean keepsPages;

    private static final Rules RULES = Global.of(Rules.class);

    /** What is done before and after each process's trials. */
    @Struct
    interface Rules extends Ref {
        Trial prepare();    void prepare(Trial t);
        Trial clean();      void clean(Trial t);
    }

    /** Under which shortage the trial runs. */
    private static int kind;
    private static int left;

    private Rationed() {}

    /** From now on the first is called before the trials of each process, and the second afterwards, by this one. */
    static void use(Trial prepare, Trial clean) {
        RULES.prepare(prepare);
        RULES.clean(clean);
    }

    static int attempts() {
        return attempts;
    }

    /**
     * Tries with little of each.
     *
     * @param error   how the call says that memory is out; it may always say ENOMEM
     * @param touches it is killed by a signal instead: each attempt is another child's
     * @return how often it failed; below 0 when that went wrong, which it has said
     */
    static int everything(String name, int variant, Trial trial, int error, boolean touches) {
        mayBeKilled = touches;
        keepsPages = false;
        int sum = 0;
        for (int shortOf = Scarcity.FRAMES; shortOf <= (variant == ALONE ? Scarcity.SLOTS : Scarcity.TABLES); shortOf++) {
            kind = shortOf;
            int failures = exactly(variant, trial, error, touches);
            if (failures > MOST) {
                wrong(name, variant, failures);
                return -1;
            }
            sum += touches ? left : failures;
        }
        attempts += sum;
        return sum;
    }

    /** All attempts, after which everything is counted. */
    private static int exactly(int variant, Trial trial, int error, boolean touches) {
        count(START);
        left = 0;
        int failures = one(variant, trial, error, touches);
        while (touches && failures == FAILED && left < MOST) {
            left++;
            failures = one(variant, trial, error, true);
        }
        return failures > MOST || isExactly(START) ? failures : LOST;
    }

    private static void wrong(String name, int variant, int how) {
        Out.text(name);
        Out.text(how == LOST ? ": something is lost, variant " : ": is wrong, variant ");
        Out.number(variant);
        Out.text(", short of kind ");
        Out.number(kind);
        Out.text("\n");
    }

    /** A process's attempts, from so many left on: how often it failed, or one of the above. */
    private static int one(int variant, Trial trial, int error, boolean touches) {
        int pid = Sys.fork();
        if (pid != 0) {
            int end = ended(pid);
            RULES.clean().run();
            return end;
        }
        if (RULES.prepare().run() < 0) Sys.exit(WRONG);
        if (variant != ALONE) inherit(variant);
        if (touches) Signals.handle(Signal.SEGV, Rationed::faulted, 0, 0);
        Sys.exit(attempts(trial, error, touches));
        return 0;
    }

    /** How a child ended: what was killed for want of memory has failed. */
    private static int ended(int pid) {
        Cap status = Stack.bytes(16);
        if (pid < 0 || Sys.waitpid(pid, status) != pid) return WRONG;
        int how = status.load32(0);
        if (Wait.exited(how)) return Wait.exitStatus(how);
        return mayBeKilled && Wait.terminatingSignal(how) == Signal.SEGV ? FAILED : WRONG;
    }

    /** Touches as much of the stack as trials do. */
    static void deep() {
        Cap room = Stack.bytes(8192);
        for (long at = 0; at < room.length(); at += 1024) room.store8(at, 1);
    }

    /** All attempts of the process that runs; as the next. */
    static int attempts(Trial trial, int error, int shortOf, boolean keeps) {
        keepsPages = keeps;
        kind = shortOf;
        left = 0;
        return attempts(trial, error, false);
    }

    /** How often it failed before it succeeded, or one of the above. */
    private static int attempts(Trial trial, int error, boolean touches) {
        int first = left;
        count(BEFORE);
        left = 0;                                   // the pages of all that is written below are this process's own before it counts
        count(BEFORE);
        for (left = first; left <= MOST; left++) {
            Sys.shortage(kind, left);
            long result = trial.run();
            Sys.plenty();
            if (result >= 0) return touches ? 0 : left - first;
            if (!isSaid(result, error)) return WRONG;
            if (!keepsPages && !isAsBefore(BEFORE)) return LOST;
            if (touches) return FAILED;
        }
        return WRONG;
    }

    /** For a trial: does what it needs besides with as much as that takes. */
    static void aside(Trial more) {
        Sys.plenty();
        if (more.run() < 0) Sys.exit(WRONG);
        count(BEFORE);
        Sys.shortage(kind, left);
    }

    /** Lets a child, or one of a child, run a trial that makes {@link #attempts}; false when that went wrong, or something is lost. */
    static boolean aChild(int variant, Trial trial) {
        count(START);
        return anyChild(variant, trial) && isExactly(START);
    }

    private static boolean anyChild(int variant, Trial trial) {
        mayBeKilled = false;
        int pid = Sys.fork();
        if (pid == 0) {
            if (RULES.prepare().run() < 0) Sys.exit(WRONG);
            if (variant != ALONE) inherit(variant);
            Sys.exit((int) trial.run());
        }
        int end = ended(pid);
        RULES.clean().run();
        if (end <= MOST) attempts += end;
        return end <= MOST;
    }

    /** Goes on as a child that shares everything with its parent, which ends as it does. */
    private static void inherit(int variant) {
        Sys.policy(variant - 1);
        int other = Sys.fork();
        if (other != 0) Sys.exit(ended(other));
        Sys.policy(0);
        deep();
    }

    /** Is what was prepared too much for one more, and is nothing lost? */
    static boolean isRefused(Trial trial) {
        int pid = Sys.fork();
        if (pid != 0) {
            boolean right = ended(pid) == 0;
            RULES.clean().run();
            return right;
        }
        if (RULES.prepare().run() < 0) Sys.exit(WRONG);
        count(BEFORE);
        count(BEFORE);
        long result = trial.run();                                                       // F_DUPFD says EINVAL when its argument is no descriptor
        Sys.exit((result == -Errno.EMFILE || result == -Errno.EINVAL) && isAsBefore(BEFORE) ? 0 : WRONG);
        return false;
    }

    private static boolean isSaid(long result, int error) {
        return result == -Errno.ENOMEM || result == -error || kind == Scarcity.SLOTS && result == -Errno.EAGAIN;
    }

    private static void faulted(int signal, SignalFrame frame) {
        Sys.plenty();
        Sys.exit(isAsBefore(BEFORE) ? FAILED : LOST);
    }

    private static void count(Cap counts) {
        for (int n = 0; n < COUNTED.length; n++) counts.store64(n * 8L, now(n));
    }

    private static long now(int n) {
        return Sys.counter(COUNTED[n]) + (n == FRAMES ? Sys.counter(Counter.FRAMES_SPARE) : 0);
    }

    /** A frame less and a table more is the same. */
    private static boolean isAsBefore(Cap before) {
        boolean same = before.load64(FRAMES * 8L) + before.load64(TABLES * 8L) == now(FRAMES) + now(TABLES);
        for (int n = TABLES + 1; n < COUNTED.length; n++) same &= before.load64(n * 8L) == now(n);
        if (!same) differ(before);
        return same;
    }

    private static boolean isExactly(Cap before) {
        boolean same = true;
        for (int n = 0; n < COUNTED.length; n++) same &= before.load64(n * 8L) == now(n);
        if (!same) differ(before);
        return same;
    }

    /** Says what is not as it was. */
    private static void differ(Cap before) {
        for (int n = 0; n < COUNTED.length; n++) {
            if (before.load64(n * 8L) == now(n)) continue;
            Out.text(NAMES[n]);
            Out.number(now(n));
            Out.text(" instead of ");
            Out.number(before.load64(n * 8L));
            Out.text("\n");
        }
    }
}
