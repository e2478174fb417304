package dev.ufork.user;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What threads wait for while they let go of a mutex; zeroed memory is one that nobody waits for. Used through {@link Conditions}. */
@Struct(size = 16, align = 16)
public interface Condition extends Ref {
    /** Changes with every signal. */
    int sequence();     void sequence(int n);
}
