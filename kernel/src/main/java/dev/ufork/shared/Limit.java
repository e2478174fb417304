package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A resource limit. Source: POSIX.1-2017, {@code sys/resource.h}; numbers as Linux has them. */
@Struct(size = 16)
public interface Limit extends Ref {
    int CPU = 0;
    int FILE_SIZE = 1;
    int DATA = 2;
    int STACK = 3;
    int CORE = 4;
    int PROCESSES = 6;
    int FILES = 7;
    int ADDRESSES = 9;
    /** One more than the last. */
    int COUNT = 10;
    long INFINITY = -1;

    /** What is enforced. */
    long soft();    void soft(long n);

    /** How far the soft limit may be raised. */
    long hard();    void hard(long n);
}
