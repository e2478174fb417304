package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * The sealed entries through which μprocesses call the kernel: the only capabilities of the kernel that they hold. Each call has two, one for programs
 * of the level {@link Isolation#FULL} and a shorter one for the others.
 */
@Kernel
final class Entries {
    static final int MAX = 256;

    private static final Table TABLE = Global.of(Table.class);

    /** Written while the kernel starts, read ever after. */
    @Struct
    interface Table extends Ref {
        @Length(MAX) Cap entry(int number);     void entry(int number, Cap sealed);
        int count();                            void count(int n);
        /** The frames from which programs read them, see {@link dev.ufork.kernel.target.Page#KERNEL_ENTRIES}. */
        int full();                             void full(int frame);
        int light();                            void light(int frame);
        /** Where the next search begins. */
        int next();                             void next(int number);
    }

    private Entries() {}

    /** Takes all entries and puts them where programs read them. There is memory yet. */
    static void start() {
        TABLE.full(Frames.claimZeroed());
        TABLE.light(Frames.claimZeroed());
        int calls = 0;
        for (Cap entry = Cpu.systemCall(0); entry.tag(); entry = Cpu.systemCall(++calls)) add(entry, TABLE.full(), calls);
        for (int n = 0; n < calls; n++) add(Cpu.lightCall(n), TABLE.light(), n);
    }

    private static void add(Cap sealed, int frame, int call) {
        assert sealed.tag() && sealed.isSealed();
        TABLE.entry(TABLE.count(), sealed);
        TABLE.count(TABLE.count() + 1);
        Frames.page(frame).storeCap(call * 16L, sealed);
    }

    /** The frame that holds the entries for programs of a level, with one reference more. */
    static int frame(Isolation level) {
        int frame = level == Isolation.FULL ? TABLE.full() : TABLE.light();
        Frame f = Frames.of(frame);
        f.references(f.references() + 1);
        return frame;
    }

    /** How many bytes of a frame they are. */
    static long bytes() {
        return TABLE.count() / 2 * 16L;
    }

    /** Is this one of the entries, bit for bit? Programs keep them in our order, so it is likely the one behind that of the last question. */
    static boolean has(Cap c) {
        if (!c.isSealed()) return false;
        int likely = TABLE.next();
        if (TABLE.entry(likely).same(c)) {
            TABLE.next(likely + 1 & MAX - 1);
            return true;
        }
        for (int i = 0, n = TABLE.count(); i < n; i++) {
            if (!TABLE.entry(i).same(c)) continue;
            TABLE.next(i + 1 & MAX - 1);
            return true;
        }
        return false;
    }
}
