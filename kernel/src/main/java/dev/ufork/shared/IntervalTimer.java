package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** An interval timer. Source: POSIX.1-2017, {@code sys/time.h}; numbers as Linux has them. */
@Struct(size = 16)
public interface IntervalTimer extends Ref {
    /** By the clock: SIGALRM. */
    int REAL = 0;
    /** By the time that the program runs: SIGVTALRM. */
    int VIRTUAL = 1;
    /** By the time that the program runs, and the kernel for it: SIGPROF. */
    int PROF = 2;

    /** Nanoseconds between one signal and the next, 0 for only one. */
    long interval();    void interval(long ns);

    /** Nanoseconds until the next, 0 for never. */
    long value();       void value(long ns);
}
