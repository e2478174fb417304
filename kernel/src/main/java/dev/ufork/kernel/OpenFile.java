package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * An open file description: what descriptors that were duplicated or inherited share, the offset first of all.
 * Source: POSIX.1-2017, Base Definitions 3.258.
 *
 * <pre>
 *  0      4            8       12    16       24    32       48       64
 *  | kind | references | flags | pad | offset | pad | object | cursor |
 * </pre>
 */
@Struct(size = 64, align = 16)
interface OpenFile extends Ref {
    FileKind kind();        void kind(FileKind k);

    /** Entries of descriptor tables that name it. */
    int references();       void references(int n);

    /** As {@code open} was told, and {@code fcntl} may change: {@link dev.ufork.shared.Open}. */
    int flags();            void flags(int f);

    long offset();          void offset(long n);

    /** A {@link Pipe} or a {@link Node}; null for devices. */
    Cap object();           void object(Cap c);

    /** Of a directory that is being read: the entry that comes next; null before the first and behind the last. */
    Cap cursor();           void cursor(Cap c);
}
