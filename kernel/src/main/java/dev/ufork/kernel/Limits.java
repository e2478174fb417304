package dev.ufork.kernel;

import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Limit;

/**
 * The limits of a μprocess that are not as they were at the start of the machine, and with them all others but those that {@link Holdings} has itself. It holds
 * no capability, so a fork shares it; who changes a shared one makes a copy.
 */
@Struct(size = 176, align = 16)
interface Limits extends Ref {
    @Length(Limit.COUNT) long soft(int which);      void soft(int which, long n);
    @Length(Limit.COUNT) long hard(int which);      void hard(int which, long n);
    int sharers();                                  void sharers(int n);
}
