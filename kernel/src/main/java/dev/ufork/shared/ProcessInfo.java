package dev.ufork.shared;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** What the kernel says of a process. */
@Struct(size = 48)
public interface ProcessInfo extends Ref {
    int pid();              void pid(int n);
    int parent();           void parent(int pid);
    int group();            void group(int pid);
    int session();          void session(int pid);
    /** R runs or would, S waits, T is stopped, Z has ended. */
    int state();            void state(int letter);
    /** The program, cut to what fits, filled with zeroes. */
    @Length(28) Cap name();
}
