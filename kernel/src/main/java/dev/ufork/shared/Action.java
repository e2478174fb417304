package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What is to be done on a signal; {@code struct sigaction} without the handler, which stays with the program. */
@Struct(size = 16)
public interface Action extends Ref {
    /** {@link Signal#DEFAULT}, {@link Signal#IGNORE} or {@link Signal#CATCH}. */
    int disposition();      void disposition(int d);
    int flags();            void flags(int f);
    /** Signals blocked in addition while the handler runs. */
    long mask();            void mask(long m);
}
