package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The head of what {@code getdents} says of one entry; the name, ended by a zero, follows, and then the next at a multiple of eight. */
@Struct(size = 24)
public interface DirectoryEntry extends Ref {
    long number();          void number(long n);
    /** Where to go on behind it. */
    long next();            void next(long offset);
    /** Bytes to the next. */
    int length();           void length(int bytes);
    /** As in {@link Stat#mode}. */
    int mode();             void mode(int m);
}
