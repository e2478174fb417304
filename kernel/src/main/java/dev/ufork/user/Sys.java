package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** System calls: calls through the sealed entries that the kernel gave this process. Results below zero are minus an error number. */
@Kernel
public final class Sys {
    private static final Root ROOT = Global.of(Root.class);

    /** Where the kernel has put the entries: all processes read the same page. */
    @Struct
    interface Root extends Ref {
        Calls calls();      void calls(Calls c);
    }

    /** No arguments. */
    @FnRef
    interface Call0 {
        long call();
    }

    /** A number. */
    @FnRef
    interface Call1 {
        long call(long a);
    }

    /** Two numbers. */
    @FnRef
    interface CallNumbers {
        long call(long a, long b);
    }

    /** A number and memory. */
    @FnRef
    interface Call2 {
        long call(long a, Cap b);
    }

    /** A number, memory, a number. */
    @FnRef
    interface Call3 {
        long call(long a, Cap b, long c);
    }

    /** Three pieces of memory. */
    @FnRef
    interface CallMemory {
        long call(Cap a, Cap b, Cap c);
    }

    /** The entries, in the order of their numbers. */
    @Struct
    interface Calls extends Ref {
        Call1 exit();       void exit(Call1 c);
        Call0 fork();       void fork(Call0 c);
        Call2 waitpid();    void waitpid(Call2 c);
        Call0 getpid();     void getpid(Call0 c);
        Call0 getppid();    void getppid(Call0 c);
        Call0 yield();      void yield(Call0 c);
        Call3 write();      void write(Call3 c);
        Call1 policy();     void policy(Call1 c);
        CallNumbers counter();  void counter(CallNumbers c);
        CallMemory execve();    void execve(CallMemory c);
        Call3 program();    void program(Call3 c);
        CallNumbers kill(); void kill(CallNumbers c);
        Call0 pause();      void pause(Call0 c);
        Call1 shortage();   void shortage(Call1 c);
    }

    private Sys() {}

    /** Takes the entries that the kernel gives at the start. */
    static void connect(Cap entries) {
        ROOT.calls(entries.as(Calls.class));
    }

    /** Ends this process. Does not return. */
    public static void exit(int status) {
        ROOT.calls().exit().call(status);
    }

    /** Makes a copy of this process; returns 0 in the copy and its process id here. */
    public static int fork() {
        return (int) ROOT.calls().fork().call();
    }

    /**
     * Replaces this program by another, with arguments and environment: vectors of capabilities of texts, each of which ends at a zero or with its bounds.
     * Returns only when it fails.
     */
    public static int execve(Cap path, Cap arguments, Cap environment) {
        return (int) ROOT.calls().execve().call(path, arguments, environment);
    }

    /** The name of the {@code n}-th program that there is, as far as there is room; returns its bytes, below 0 behind the last. */
    public static int program(int n, Cap name) {
        return (int) ROOT.calls().program().call(n, name, name.length());
    }

    /** Waits for a child to end, any for -1; returns its process id. {@code status} takes how it ended, four bytes, unless null. */
    public static int waitpid(int pid, Cap status) {
        return (int) ROOT.calls().waitpid().call(pid, status);
    }

    public static int getpid() {
        return (int) ROOT.calls().getpid().call();
    }

    public static int getppid() {
        return (int) ROOT.calls().getppid().call();
    }

    /** Lets others have their turn. */
    public static void yield() {
        ROOT.calls().yield().call();
    }

    public static long write(int descriptor, Cap from, long bytes) {
        return ROOT.calls().write().call(descriptor, from, bytes);
    }

    /** How forks of this process copy: 0 all at once, 1 at any access, 2 at writes and at the child's loads of capabilities. */
    public static int policy(int policy) {
        return (int) ROOT.calls().policy().call(policy);
    }

    /** A number that the kernel counts, see {@link Counter}. */
    public static long counter(int which) {
        return ROOT.calls().counter().call(which, 0);
    }

    /** The same, of another process. */
    public static long counterOf(int pid, int which) {
        return ROOT.calls().counter().call(which, pid);
    }

    /** Sends a signal; any ends the process. */
    public static int kill(int pid, int signal) {
        return (int) ROOT.calls().kill().call(pid, signal);
    }

    /** Waits for a signal. */
    public static void pause() {
        ROOT.calls().pause().call();
    }

    /** Makes this process's next fork find only so many free frames; or, for -1, -2, -3, no slot, no region, no table. For tests of such programs and kernels. */
    public static void shortage(int limit) {
        ROOT.calls().shortage().call(limit);
    }
}
