package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Signal;

/** What a μprocess has beside memory and registers: open files, signals, its group, and what it waits for. Dealt with by {@link Inheritance}. */
@Struct(align = 16)
interface Holdings extends Ref {
    /** Null before it has any and after its end. */
    Files files();              void files(Files f);

    /** Where relative paths begin. */
    Node directory();           void directory(Node n);

    /** What it waits for; null while it does not. */
    Waiters waitsIn();          void waitsIn(Waiters w);

    /** Null while it never caught a signal. */
    Actions actions();          void actions(Actions a);

    /** The entry of the runtime library that is called for signals that are caught. */
    Cap handler();              void handler(Cap entry);

    /** The stack for handlers that want another; null when there is none. */
    Cap alternateStack();       void alternateStack(Cap c);

    // Sets of signals, a bit for each number.
    long pending();             void pending(long set);
    long blocked();             void blocked(long set);
    long caught();              void caught(long set);
    long ignored();             void ignored(long set);
    /** What was blocked before {@code sigsuspend}, to be restored behind the handler. */
    long suspended();           void suspended(long set);
    boolean suspends();         void suspends(boolean yes);

    /** Whether the last wait was ended by a signal. */
    boolean interrupted();      void interrupted(boolean yes);

    int waitsNext();            void waitsNext(int slot);

    /** Of the signals that are pending: who sent the last. */
    @Length(Signal.COUNT) int sender(int signal);       void sender(int signal, int pid);

    /** Of a fault: the hardware's cause and value. */
    long faultCause();          void faultCause(long c);
    long faultValue();          void faultValue(long v);

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

    /** Ticks that it ran. */
    long time();                void time(long ticks);

    /** Of the alarm: ticks between one and the next, 0 for only one. */
    long interval();            void interval(long ticks);
}
