package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What the architecture's boot package does for the attempts: what no language should express, and rows of its own. */
@Kernel
final class Machine {
    static final long ROW = Layout.size(Row.class);

    /** A row of the architecture's table; behind the last one is a row of nulls. */
    @Struct
    interface Row extends Ref {
        Cap name();         void name(Cap text);
        Cap what();         void what(Cap text);
        Attempt attempt();  void attempt(Attempt a);
        long stop();        void stop(long s);
    }

    private Machine() {}

    /** The architecture's table of attempts. */
    @External("attack_rows")
    static native Cap rows();

    /** The capability that the program runs by. */
    @External("program_counter")
    static native Cap programCounter();

    /** Calls {@code entry} with six capabilities as arguments, and stores what is in all registers when it returns, 16 bytes for each. */
    @External("dump_after")
    static native void dumpAfter(Cap entry, Cap arguments, Cap registers);

    /** Goes to {@code entry} with two numbers; it is to return through {@code to}. */
    @External("enter_returning")
    static native long enterReturning(Cap entry, Cap to, long a, long b);

    /** Calls {@code entry} with another stack capability. */
    @External("call_on_stack")
    static native long callOnStack(Cap entry, Cap stack, long a, long b);

    /** A sealed entry that stores what is in all registers on its stack and calls the exported function {@code attack_handler} with that. */
    @External("handler_entry")
    static native Cap handlerEntry();
}
