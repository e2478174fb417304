package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A μprocess: its registers, its memory, its place in the family, and where it waits. Or one more thread of a μprocess: it has registers, a kernel stack
 * and a mask of signals of its own, and refers to the μprocess for everything else; see {@link Threads}.
 *
 * <p>The first four fields are known to the stubs of the architecture's boot package. Families and queues name μprocesses by their slot in
 * {@link Uprocs}; 0 means none.
 */
@Struct(align = 16)
public interface Uproc extends Ref {
    UserFrame frame();

    /** What a system call saves besides what its code saves: stack and return capability of the caller. */
    Cap userStack();            void userStack(Cap c);
    Cap userReturn();           void userReturn(Cap c);

    /** The top of its kernel stack. */
    Cap kernelStack();          void kernelStack(Cap c);

    /** Registers while it waits inside the kernel: those that a call preserves, and last {@link #PROGRAM_DATA}. */
    @Length(CONTEXT) Cap context(int n);    void context(int n, Cap c);

    int CONTEXT = 17;

    /** In the context, where {@link dev.ufork.kernel.target.Registers#THREAD}: the register that names a program's thread, see {@link Cpu#programThread}. */
    int PROGRAM_THREAD = 13;

    /** In the context: a register that programs may write without asking and the kernel does not use, see {@link Cpu#programData}. */
    int PROGRAM_DATA = 14;

    /** The μprocess that it is a thread of: itself, of the first thread. */
    Uproc process();            void process(Uproc p);

    /** Those of {@link #process}. */
    Space space();              void space(Space s);
    Holdings holdings();        void holdings(Holdings h);

    int slot();                 void slot(int n);
    UprocState state();         void state(UprocState s);
    /** The number of the process, or of the thread; no two are the same. */
    int pid();                  void pid(int n);

    /** The next thread of the same μprocess, whose first is the head of the list. */
    int nextThread();           void nextThread(int slot);

    int parent();               void parent(int slot);
    int firstChild();           void firstChild(int slot);
    int nextSibling();          void nextSibling(int slot);

    /** The next in the queue that it is in, or in the list of free slots. */
    int next();                 void next(int slot);

    /** What it is short of, and how much is left; see {@link Shortage}. */
    int shortage();             void shortage(int n);

    /** The level of the next program, see {@link Syscalls#isolation}; that of this one is in its space. */
    Isolation isolation();      void isolation(Isolation level);

    /** Not 0 while a signal is to be delivered; the way out of a system call looks at it. */
    int attention();            void attention(int n);

    // Sets of signals, a bit for each number: sent to this thread alone, and blocked.
    long pending();             void pending(long set);
    long blocked();             void blocked(long set);
    /** What was blocked before {@code sigsuspend}, to be restored behind the handler. */
    long suspended();           void suspended(long set);
    boolean suspends();         void suspends(boolean yes);

    /** Whether the last wait was ended by a signal. */
    boolean interrupted();      void interrupted(boolean yes);

    int waitsNext();            void waitsNext(int slot);

    /** What it waits for; null while it does not. */
    Waiters waitsIn();          void waitsIn(Waiters w);

    /** While it waits: the open file that its call holds, whatever becomes of the descriptor; null for none. */
    OpenFile uses();            void uses(OpenFile f);

    /** While it waits for a word of memory: its address, see {@link Futexes}; 0 when somebody has woken it. */
    long key();                 void key(long k);

    /** The stack for handlers that want another; null when there is none. */
    Cap alternateStack();       void alternateStack(Cap c);

    /** A word that becomes 0 when the thread has ended, for those who wait there; null for none. */
    Cap ends();                 void ends(Cap word);

    /** Of a fault: the hardware's cause and value. */
    long faultCause();          void faultCause(long c);
    long faultValue();          void faultValue(long v);

    /** While a zombie: as {@code waitpid} reports it. */
    int status();               void status(int s);

    /** Of this thread alone: what {@link Holdings#time} and {@link Holdings#samples} are of all. */
    long time();                void time(long ticks);
    long samples();             void samples(long n);

    /** What its memory and its holdings are while it is a process by itself. They come last: what lies before is near enough for one instruction. */
    Space ownSpace();
    Holdings ownHoldings();
}
