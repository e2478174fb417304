package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Signal;

/** What a μprocess has beside memory and registers: open files, signals, its group, and who of its threads are left. Dealt with by {@link Inheritance}. */
@Struct(align = 16)
interface Holdings extends Ref {
    /** Null before it has any and after its end. */
    Files files();              void files(Files f);

    /** Where relative paths begin. */
    Node directory();           void directory(Node n);

    /** Null while it never caught a signal. */
    Actions actions();          void actions(Actions a);

    /** The entry of the runtime library that is called for signals that are caught. */
    Cap handler();              void handler(Cap entry);

    // Sets of signals, a bit for each number.
    long pending();             void pending(long set);
    long caught();              void caught(long set);
    long ignored();             void ignored(long set);

    /** A signal has stopped it, with all its threads. */
    boolean stopped();          void stopped(boolean yes);

    /** Threads that have not ended. */
    int threads();              void threads(int n);
    /** Who goes on when all other threads end; {@link Uprocs#NONE} for nobody, and then {@link Uproc#status} says how the process ends. */
    int survivor();             void survivor(int slot);
    /** All threads, or all but the survivor, are to end. */
    boolean ending();           void ending(boolean yes);

    /** Of the signals that are pending: who sent the last. */
    @Length(Signal.COUNT) int sender(int signal);       void sender(int signal, int pid);

    /** For ends of children. */
    Waiters forChildren();

    int group();                void group(int pid);
    int session();              void session(int pid);

    /** A stop, or a going on, that the parent was not told yet; a status as {@code waitpid} reports it, or 0. */
    int news();                 void news(int status);

    /** Permission bits that files which it makes do not get. */
    int mask();                 void mask(int bits);

    // Limits.
    int maxFiles();             void maxFiles(int n);
    int maxProcesses();         void maxProcesses(int n);
    int hardFiles();            void hardFiles(int n);
    int hardProcesses();        void hardProcesses(int n);

    /** All other limits; null while they are as at the machine's start. */
    Limits limits();            void limits(Limits l);

    /** Ticks that it ran. */
    long time();                void time(long ticks);

    /** How often the clock has interrupted it, in the lower half, and how often in the kernel. */
    long samples();             void samples(long n);

    // By its time. Of a free slot: nothing, as CpuTimers.clear makes it.
    /** When to look at the following, or {@link Timers#NEVER}. */
    long alert();               void alert(long time);
    /** Before this, no further signal about the limit. */
    long warning();             void warning(long time);
    int METERS = 2;
    /** Of the interval timers but the alarm: when the next signal is due, 0 for never, and ticks between one and the next, 0 for only one. */
    @Length(METERS) long due(int meter);        void due(int meter, long time);
    @Length(METERS) long interval(int meter);   void interval(int meter, long ticks);

    /** Of the alarm: ticks between one and the next, 0 for only one. */
    long alarm();               void alarm(long ticks);
}
