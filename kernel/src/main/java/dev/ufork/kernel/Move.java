package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A relocation: from the addresses of one region to those of another of the same size. */
@Struct
interface Move extends Ref {
    /** All of the destination, readable and writable; never executable. */
    Cap data();         void data(Cap root);

    /** All of the destination, readable and executable; never writable. */
    Cap code();         void code(Cap root);

    /** Where the source begins. */
    long from();        void from(long address);

    /** The bytes of either region. */
    long size();        void size(long bytes);

    /** Destination minus source. */
    long delta();       void delta(long bytes);

    /** Capabilities that mean another region stay as they are. */
    boolean open();         void open(boolean yes);

    /** Capabilities that meant neither region nor a kernel entry and lost their tag. */
    long refused();     void refused(long n);
}
