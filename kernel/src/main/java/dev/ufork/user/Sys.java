package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;

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

    /** Three numbers. */
    @FnRef
    interface CallNNN {
        long call(long a, long b, long c);
    }

    /** Memory. */
    @FnRef
    interface CallM {
        long call(Cap a);
    }

    /** Memory and a number. */
    @FnRef
    interface CallMN {
        long call(Cap a, long b);
    }

    /** Memory and two numbers. */
    @FnRef
    interface CallMNN {
        long call(Cap a, long b, long c);
    }

    /** Two pieces of memory. */
    @FnRef
    interface CallMM {
        long call(Cap a, Cap b);
    }

    /** Memory and all that {@code mmap} wants to know; yields memory. */
    @FnRef
    interface CallMap {
        Cap call(Cap a, long b, long c, long d, long e, long f);
    }

    /** Four pieces of memory. */
    @FnRef
    interface CallThread {
        long call(Cap a, Cap b, Cap c, Cap d);
    }

    /** A number and two pieces of memory. */
    @FnRef
    interface CallNMM {
        long call(long a, Cap b, Cap c);
    }

    /** The entries, in the order of their numbers. */
    @Struct
    interface Calls extends Ref {
        Call1 exit();       void exit(Call1 c);
        Call0 fork();       void fork(Call0 c);
        Call3 waitpid();    void waitpid(Call3 c);
        Call0 getpid();     void getpid(Call0 c);
        Call0 getppid();    void getppid(Call0 c);
        Call0 yield();      void yield(Call0 c);
        Call3 write();      void write(Call3 c);
        Call1 policy();     void policy(Call1 c);
        CallNumbers counter();  void counter(CallNumbers c);
        CallMemory execve();    void execve(CallMemory c);
        Call3 program();    void program(Call3 c);
        CallNumbers kill(); void kill(CallNumbers c);
        CallNumbers shortage();     void shortage(CallNumbers c);
        Call3 read();                void read(Call3 c);
        CallMNN open();              void open(CallMNN c);
        Call1 close();               void close(Call1 c);
        Call1 dup();                 void dup(Call1 c);
        CallNNN dup2();              void dup2(CallNNN c);
        CallNNN fcntl();             void fcntl(CallNNN c);
        CallNNN lseek();             void lseek(CallNNN c);
        CallMN pipe();               void pipe(CallMN c);
        CallMNN poll();              void poll(CallMNN c);
        CallMM stat();               void stat(CallMM c);
        Call2 fstat();               void fstat(Call2 c);
        Call3 getdents();            void getdents(Call3 c);
        CallMN mkdir();              void mkdir(CallMN c);
        CallMN mkfifo();             void mkfifo(CallMN c);
        CallM rmdir();               void rmdir(CallM c);
        CallM unlink();              void unlink(CallM c);
        CallMM link();               void link(CallMM c);
        CallMM rename();             void rename(CallMM c);
        CallMN chmod();              void chmod(CallMN c);
        CallMN access();             void access(CallMN c);
        Call1 umask();               void umask(Call1 c);
        CallMN truncate();           void truncate(CallMN c);
        CallNumbers ftruncate();     void ftruncate(CallNumbers c);
        CallM chdir();               void chdir(CallM c);
        Call1 fchdir();              void fchdir(Call1 c);
        CallMN getcwd();             void getcwd(CallMN c);
        CallNumbers tcmode();        void tcmode(CallNumbers c);
        CallNumbers tcgroup();       void tcgroup(CallNumbers c);
        CallNMM sigaction();         void sigaction(CallNMM c);
        CallM sigentry();            void sigentry(CallM c);
        CallNumbers sigprocmask();   void sigprocmask(CallNumbers c);
        Call0 sigpending();          void sigpending(Call0 c);
        Call1 sigsuspend();          void sigsuspend(Call1 c);
        CallM sigaltstack();         void sigaltstack(CallM c);
        CallM sigreturn();           void sigreturn(CallM c);
        CallNumbers alarm();         void alarm(CallNumbers c);
        Call0 clock();               void clock(Call0 c);
        Call1 sleep();               void sleep(Call1 c);
        CallNumbers setpgid();       void setpgid(CallNumbers c);
        Call1 getpgid();             void getpgid(Call1 c);
        Call0 setsid();              void setsid(Call0 c);
        Call1 getsid();              void getsid(Call1 c);
        CallNumbers limit();         void limit(CallNumbers c);
        Call2 process();             void process(Call2 c);
        Call1 isolation();           void isolation(Call1 c);
        Call0 instructions();        void instructions(Call0 c);
        CallMap mmap();              void mmap(CallMap c);
        CallMN munmap();             void munmap(CallMN c);
        CallMNN mprotect();          void mprotect(CallMNN c);
        Call2 usage();               void usage(Call2 c);
        CallNMM rlimit();            void rlimit(CallNMM c);
        CallThread threadCreate();   void threadCreate(CallThread c);
        Call0 threadExit();          void threadExit(Call0 c);
        CallNumbers threadKill();    void threadKill(CallNumbers c);
        Call0 threadSelf();          void threadSelf(Call0 c);
        CallMNN futexWait();         void futexWait(CallMNN c);
        CallMN futexWake();          void futexWake(CallMN c);
        CallNMM itimer();            void itimer(CallNMM c);
        CallMM utimens();            void utimens(CallMM c);
        Call2 futimens();            void futimens(Call2 c);
        CallMNN msync();             void msync(CallMNN c);
    }

    private Sys() {}

    @Inline
    static Calls calls() {
        return ROOT.calls();
    }

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
        return waitpid(pid, status, 0);
    }

    /** The same with options of {@link dev.ufork.shared.Wait}; 0 when there is nothing to tell and it shall not wait. */
    public static int waitpid(int pid, Cap status, int options) {
        long result;
        do result = ROOT.calls().waitpid().call(pid, status, options); while (result == -Errno.ERESTART);
        return (int) result;
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
        return Io.write(descriptor, from, bytes);
    }

    /** How forks of this process copy: 0 all at once, 1 at any access, 2 at writes and at the child's loads of capabilities. */
    public static int policy(int policy) {
        return (int) ROOT.calls().policy().call(policy);
    }

    /**
     * At which level this process and its children run the programs that they execute from now on: 0 full, 1 fault, 2 none. A process can only ask
     * for more isolation than it has.
     */
    public static int isolation(int level) {
        return (int) ROOT.calls().isolation().call(level);
    }

    /** Instructions that the core has executed, as the kernel counts them; see {@link Clock}. */
    public static long instructions() {
        return ROOT.calls().instructions().call();
    }

    /** A number that the kernel counts, see {@link Counter}. */
    public static long counter(int which) {
        return ROOT.calls().counter().call(which, 0);
    }

    /** The same, of another process. */
    public static long counterOf(int pid, int which) {
        return ROOT.calls().counter().call(which, pid);
    }

    /** Sends a signal to a process, for 0 to the caller's group, for -1 to all, below that to a group. */
    public static int kill(int pid, int signal) {
        return (int) ROOT.calls().kill().call(pid, signal);
    }

    /** Waits for a signal. */
    public static void pause() {
        Signals.pause();
    }

    /**
     * Leaves this process only so many of what {@link Scarcity} names, until {@link #plenty}. With frames, room for kernel objects is short, too. For tests of such
     * programs and kernels.
     */
    public static void shortage(int kind, int left) {
        ROOT.calls().shortage().call(kind, left);
    }

    /** Ends a shortage. */
    public static void plenty() {
        ROOT.calls().shortage().call(0, 0);
    }
}
