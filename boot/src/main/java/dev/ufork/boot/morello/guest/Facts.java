package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What is to be known of a board that describes itself by ACPI, all addresses physical; 0 is what the tables do not say. */
@Struct
interface Facts extends Ref {
    /** Memory around the kernel that nobody else uses, and its bytes. */
    long memory();              void memory(long address);
    long memoryBytes();         void memoryBytes(long n);
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
