package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What is to be known of a board that UEFI has started, all addresses physical; 0 is what its tables do not say. */
@Struct
interface Facts extends Ref {
    /** Pieces of memory that nobody else uses: where they begin and end; the kernel's lies in the first. */
    int pieces();                           void pieces(int n);
    @Length(MemoryMap.MOST_PIECES) long begin(int piece);   void begin(int piece, long address);
    @Length(MemoryMap.MOST_PIECES) long end(int piece);     void end(int piece, long address);
    /** Of the GICv3. */
    long distributor();         void distributor(long address);
    long redistributors();      void redistributors(long address);
    /** A PL011 or what is like one. */
    long serial();              void serial(long address);
    /** Interrupts by the controller's numbers. */
    int serialInterrupt();      void serialInterrupt(int n);
    int timerInterrupt();       void timerInterrupt(int n);
    /** How PSCI is called: {@code Board.HVC} or {@code Board.SMC}. */
    int power();                void power(int how);
}
