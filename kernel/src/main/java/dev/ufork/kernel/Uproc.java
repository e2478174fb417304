package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A μprocess: its registers, its memory, its place in the family, and where it waits.
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

    int CONTEXT = 15;

    /** In the context, where {@link dev.ufork.kernel.target.Registers#THREAD}: the register that names a program's thread, see {@link Cpu#programThread}. */
    int PROGRAM_THREAD = 13;

    /** In the context: a register that programs may write without asking and the kernel does not use, see {@link Cpu#programData}. */
    int PROGRAM_DATA = 14;

    Space space();

    int slot();                 void slot(int n);
    UprocState state();         void state(UprocState s);
    int pid();                  void pid(int n);

    int parent();               void parent(int slot);
    int firstChild();           void firstChild(int slot);
    int nextSibling();          void nextSibling(int slot);

    /** The next in the queue that it is in, or in the list of free slots. */
    int next();                 void next(int slot);

    /** What its next fork is short of; see {@link Shortage}. */
    int shortage();             void shortage(int kind);

    /** The level of the next program, see {@link Syscalls#isolation}; that of this one is in its space. */
    Isolation isolation();      void isolation(Isolation level);

    /** Not 0 while a signal is to be delivered; the way out of a system call looks at it. */
    int attention();            void attention(int n);

    Holdings holdings();

    /** While a zombie: as {@code waitpid} reports it. */
    int status();               void status(int s);
}
