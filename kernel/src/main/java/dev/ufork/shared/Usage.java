package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What a process, or those of its children that it has waited for, and theirs, have used. Source: POSIX.1-2017, {@code getrusage}; the counters of forks are ours. */
@Struct(size = 80)
public interface Usage extends Ref {
    int SELF = 0;
    int CHILDREN = -1;
    /** Of the calling thread the times; pages and capabilities are its process's. Source: the Linux manual's getrusage(2). */
    int THREAD = 1;
    /** Numbers in it. */
    int NUMBERS = 10;

    /** Nanoseconds that it ran. */
    long time();                void time(long ns);

    /** How many of them the kernel ran for it: as large a part of all as the clock's interrupts, each of a millisecond or less, have found it there. */
    long system();              void system(long ns);

    // Pages copied at forks, at writes, at loads of capabilities, at other accesses; taken over where they were; made at their first touch.
    long copiedEagerly();       void copiedEagerly(long pages);
    long copiedByWrite();       void copiedByWrite(long pages);
    long copiedByLoad();        void copiedByLoad(long pages);
    long copiedByAccess();      void copiedByAccess(long pages);
    long kept();                void kept(long pages);
    long demanded();            void demanded(long pages);

    /** Page tables split from others'. */
    long split();               void split(long tables);

    /** Capabilities relocated. */
    long moved();               void moved(long capabilities);
}
