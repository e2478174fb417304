package dev.ufork.shared;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** When a file shall have been read and changed last. Source: POSIX.1-2017, {@code utimensat}. */
@Struct(size = 16)
public interface FileTimes extends Ref {
    /** In place of a time: that of the clock; as it is. */
    long NOW = -1;
    long OMIT = -2;

    /** Nanoseconds since the machine began. */
    long accessed();    void accessed(long ns);
    long modified();    void modified(long ns);
}
