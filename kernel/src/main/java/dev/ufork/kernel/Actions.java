package dev.ufork.kernel;

import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Signal;

/**
 * What a μprocess wants done on each signal that it catches. It holds no capability, so a fork shares it; who changes a shared one makes a copy.
 *
 * <p>The handlers themselves are in the program's memory: the kernel calls one entry of the runtime library, {@link Holdings#handler}.
 */
@Struct(size = 400, align = 16)
interface Actions extends Ref {
    @Length(Signal.COUNT) long mask(int signal);    void mask(int signal, long m);
    @Length(Signal.COUNT) int flags(int signal);    void flags(int signal, int f);
    int sharers();                                  void sharers(int n);
}
