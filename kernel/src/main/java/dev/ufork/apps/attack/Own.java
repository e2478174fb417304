package dev.ufork.apps.attack;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.U;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;

/** What a process may hold: capabilities for its own region, and the kernel's sealed entries. */
@Kernel
final class Own {
    private static final int CAP = 16;

    private static final Mappings MAPPED = Global.of(Mappings.class);

    /** What it has mapped besides its program and heap. */
    @Struct
    interface Mappings extends Ref {
        Cap memory();       void memory(Cap c);
    }

    private Own() {}

    /** From now on {@code memory} is its own, too. */
    static void add(Cap memory) {
        MAPPED.memory(memory);
    }

    /** How many capabilities in {@code memory}, 16 bytes each, mean something else. */
    static int others(Cap memory) {
        int found = 0;
        for (long at = 0; at + CAP <= memory.length(); at += CAP) if (!isOwn(memory.loadCap(at))) found++;
        return found;
    }

    /** A stop for memory that has come from the kernel. */
    static int audit(Cap memory) {
        return others(memory) == 0 ? Stop.CLEARED : Stop.NOTHING;
    }

    static boolean isOwn(Cap c) {
        if (!c.tag()) return true;
        long start = Machine.programCounter().base();
        if (U.le(start, c.base()) && U.le(c.base() + c.length(), Heap.end()) && U.le(c.base(), c.base() + c.length())) return true;
        Cap mapped = MAPPED.memory();
        if (mapped.tag() && U.le(mapped.base(), c.base()) && U.le(c.base() + c.length(), mapped.base() + mapped.length())) return true;
        Cap entries = Entries.all();
        for (long at = 0; at < entries.length(); at += CAP) if (entries.loadCap(at).same(c)) return true;
        return false;
    }
}
