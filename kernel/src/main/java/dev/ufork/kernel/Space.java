package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The memory of one μprocess: its region, the roots of its authority, and what forks and faults have cost it. */
@Struct
interface Space extends Ref {
    /** How to move capabilities from elsewhere to here; {@code from} and {@code delta} are set for each page. */
    Move move();

    /** Bytes of the name of the program in it, for reports: at most all but one, the rest are zero. A fork copies them as two capabilities, which they are not. */
    int NAME = 32;
    Cap program();          void program(Cap first);
    Cap programRest();      void programRest(Cap rest);

    int region();           void region(int number);

    /** The first of its entries in the middle table, and how many there are. */
    int first();            void first(int entry);
    int tables();           void tables(int count);

    /** Bit n of word m: middle entry 64 m + n, counted from the first, names a table. All are 0 while there is no region. */
    @Length(64) long used(int word);    void used(int word, long bits);

    Policy policy();        void policy(Policy p);
    Isolation isolation();  void isolation(Isolation level);

    long base();            void base(long address);

    /** Offset of the page that a forked child needs at once besides its stack, and how much of it: global references, heap head. */
    long hot();             void hot(long offset);
    long hotBytes();        void hotBytes(long bytes);

    /** Memory that appears, zeroed, where it is touched first: offsets of its begin and its end. Behind it, mappings can be. */
    long demandFrom();      void demandFrom(long offset);
    long demandEnd();       void demandEnd(long offset);

    /** Where arguments begin: behind the stack and the page of system calls. */
    long top();             void top(long offset);

    /** Where the heap begins, which goes to the end of that. */
    long heap();            void heap(long offset);

    /** What {@code mmap} has made; null when that is nothing. */
    Mappings mappings();    void mappings(Mappings m);

    // Counters, from the birth of the space to its end.
    long copiedEagerly();   void copiedEagerly(long pages);
    long copiedByWrite();   void copiedByWrite(long pages);
    long copiedByLoad();    void copiedByLoad(long pages);
    long copiedByAccess();  void copiedByAccess(long pages);
    /** Pages that nobody else wanted any more and that were taken over where they are. */
    long kept();            void kept(long pages);
    long demanded();        void demanded(long pages);
    long split();           void split(long tables);
    long moved();           void moved(long capabilities);
}
