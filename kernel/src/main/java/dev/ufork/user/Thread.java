package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A thread, as the program sees it: the block that the register for threads means. Dealt with by {@link Threads}. */
@Struct(align = 16)
public interface Thread extends Ref {
    /** Values of its own that a thread can have. */
    int KEYS = 16;

    /** What a thread does; what it returns is for who joins it. */
    @FnRef
    interface Body {
        Cap run(Cap argument);
    }

    Body body();            void body(Body b);
    Cap argument();         void argument(Cap c);
    Cap result();           void result(Cap c);

    /** The block itself and the stack. */
    Cap memory();           void memory(Cap m);

    /** The thread begun before it. */
    Thread next();          void next(Thread t);

    @Length(KEYS) Cap own(int key);     void own(int key, Cap value);

    /** 1 until it has ended; the kernel sets it to 0. */
    int running();          void running(int r);

    /** Its number in the kernel. */
    int number();           void number(int n);

    /** Nobody is going to join it. */
    boolean detached();     void detached(boolean yes);

    /** Somebody waits for its end. */
    boolean joined();       void joined(boolean yes);
}
