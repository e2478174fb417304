package dev.ufork.user;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * What one thread after the other holds; zeroed memory is a free one. It can lie in shared memory: then threads of several processes use it.
 * Used through {@link Mutexes}.
 */
@Struct(size = 16, align = 16)
public interface Mutex extends Ref {
    /** 0 when free, 1 when held, 2 when held and somebody may be waiting. */
    int word();         void word(int w);

    /** Which thread holds it, where the kind wants to know. */
    int owner();        void owner(int thread);

    /** One of {@link Mutexes}' kinds. */
    int kind();         void kind(int k);

    /** Of a recursive one: how often its owner has locked it again. */
    int depth();        void depth(int n);
}
