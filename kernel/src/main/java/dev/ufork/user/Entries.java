package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The sealed entries themselves, for programs that look at how the kernel is entered rather than what it does. */
@Kernel
public final class Entries {
    public static final int CAP = 16;
    private static final int MOST = 128;

    /** A call whose arguments may be anything. */
    @FnRef
    interface Any {
        long call(Cap a, Cap b, Cap c, Cap d, Cap e, Cap f);
    }

    /** The same, of which a result may be memory. */
    @FnRef
    interface Keeping {
        Cap call(Cap a, Cap b, Cap c, Cap d, Cap e, Cap f);
    }

    /** The entries by their numbers. */
    @Struct
    interface KeepingTable extends Ref {
        @Length(MOST) Keeping entry(int number);    void entry(int number, Keeping call);
    }

    /** The entries by their numbers. */
    @Struct
    interface Table extends Ref {
        @Length(MOST) Any entry(int number);        void entry(int number, Any call);
    }

    private Entries() {}

    /** All of them, as the kernel gave them: a capability for each call, in the order of their numbers. */
    public static Cap all() {
        return Sys.calls().cap();
    }

    public static Cap getpid() {
        return all().loadCap(Layout.offset(Sys.Calls.class, "getpid"));
    }

    public static Cap fork() {
        return all().loadCap(Layout.offset(Sys.Calls.class, "fork"));
    }

    public static Cap yield() {
        return all().loadCap(Layout.offset(Sys.Calls.class, "yield"));
    }

    public static Cap write() {
        return all().loadCap(Layout.offset(Sys.Calls.class, "write"));
    }

    public static Cap kill() {
        return all().loadCap(Layout.offset(Sys.Calls.class, "kill"));
    }

    /** The call with the number, given whatever is given; what it yields may be memory. */
    public static Cap callKeeping(int number, Cap a, Cap b, Cap c, Cap d, Cap e, Cap f) {
        return all().as(KeepingTable.class).entry(number).call(a, b, c, d, e, f);
    }

    /** Ends the running thread, whoever has begun it. Does not return. */
    public static void endThread() {
        Sys.calls().threadExit().call();
    }

    /** Does the call with the number ever come back? */
    public static boolean returns(long number) {
        return number * CAP != Layout.offset(Sys.Calls.class, "exit") && number * CAP != Layout.offset(Sys.Calls.class, "threadExit")
                && number * CAP != Layout.offset(Sys.Calls.class, "sigreturn");
    }

    /** {@code getcwd} and {@link Sys#program} with a number of bytes that need not be the memory's. */
    public static long getcwd(Cap to, long bytes) {
        return Sys.calls().getcwd().call(to, bytes);
    }

    public static long program(int n, Cap to, long bytes) {
        return Sys.calls().program().call(n, to, bytes);
    }

    /** How many calls there are. */
    public static int count() {
        return (int) (all().length() / CAP);
    }

    /** The call with the number, given whatever is given. */
    public static long call(int number, Cap a, Cap b, Cap c, Cap d, Cap e, Cap f) {
        return all().as(Table.class).entry(number).call(a, b, c, d, e, f);
    }

    /** {@code wait} for one child, made once. */
    public static long wait(int pid, Cap status) {
        return Sys.calls().waitpid().call(pid, status, 0);
    }

    // Numbers of calls, for the above.

    public static int sigaction() {
        return Layout.offset(Sys.Calls.class, "sigaction") / CAP;
    }

    public static int threadCreate() {
        return Layout.offset(Sys.Calls.class, "threadCreate") / CAP;
    }

    public static int threadExit() {
        return Layout.offset(Sys.Calls.class, "threadExit") / CAP;
    }

    public static int threadKill() {
        return Layout.offset(Sys.Calls.class, "threadKill") / CAP;
    }

    /** Names the function that the kernel calls on a signal, in place of the library's. */
    public static int onSignal(Cap entry) {
        return (int) Sys.calls().sigentry().call(entry);
    }

    /** Goes back from a handler as the frame says, whatever it says. */
    public static void goBack(Cap frame) {
        Sys.calls().sigreturn().call(frame);
    }
}
