package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** Authority over all regions, from which that of every μprocess is cut. Written while the kernel starts, read ever after. */
@Kernel
final class Arena {
    private static final Roots ROOTS = Global.of(Roots.class);

    /** The two roots: nothing is both writable and executable. */
    @Struct
    interface Roots extends Ref {
        Cap data();     void data(Cap c);
        Cap code();     void code(Cap c);
    }

    private Arena() {}

    /** Cuts the roots from all authority there is; neither has system access, nor seals or unseals anything. */
    static void start(Cap all) {
        Cap arena = all.at(Regions.START).bounded((long) Regions.SLOTS << Regions.MIN_SHIFT + 2);
        ROOTS.data(arena.restrict(Perms.DATA));
        ROOTS.code(Cpu.programCode(arena.restrict(Perms.CODE)));
    }

    static Cap data() {
        return ROOTS.data();
    }

    static Cap code() {
        return ROOTS.code();
    }
}
