package dev.ufork.shared;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * What the kernel puts on a program's stack when it delivers a signal: the registers to go back to, and why.
 *
 * <pre>
 *  0           544    552      556    560      568     576
 *  | registers | mask | number | code | sender | value |
 * </pre>
 */
@Struct(size = 576, align = 16)
public interface SignalFrame extends Ref {
    int REGISTERS = 34;

    /** Slot {@code n}: which is whose the architecture says; the first holds where the program goes on. */
    @Length(REGISTERS) Cap register(int n);     void register(int n, Cap c);

    /** The signals that were blocked, and will be again. */
    long mask();            void mask(long m);

    int number();           void number(int n);

    /** Of a fault: the hardware's cause; of a child's end: its status. */
    int code();             void code(int c);

    /** The process that sent it, 0 for the kernel. */
    long sender();          void sender(long pid);

    /** Of a fault: the address, or the hardware's description of the capability fault. */
    long value();           void value(long v);
}
