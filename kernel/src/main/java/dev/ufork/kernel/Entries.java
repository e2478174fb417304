package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** The sealed entries through which μprocesses call the kernel: the only capabilities of the kernel that they hold. */
@Kernel
final class Entries {
    static final int MAX = 128;

    private static final Table TABLE = Global.of(Table.class);

    /** Written while the kernel starts, read ever after. */
    @Struct
    interface Table extends Ref {
        @Length(MAX) Cap entry(int number);     void entry(int number, Cap sealed);
        int count();                            void count(int n);
        /** The frame from which programs read them, see {@link Page#KERNEL_ENTRIES}. */
        int frame();                            void frame(int number);
        /** Where the next search begins. */
        int next();                             void next(int number);
    }

    private Entries() {}

    /** Adds an entry and returns its number. */
    static int add(Cap sealed) {
        assert sealed.tag() && sealed.isSealed();
        int number = TABLE.count();
        TABLE.entry(number, sealed);
        TABLE.count(number + 1);
        return number;
    }

    /** Puts them where programs read them. There is memory yet. */
    static void publish() {
        TABLE.frame(Frames.claimZeroed());
        for (int i = 0, n = TABLE.count(); i < n; i++) Frames.page(TABLE.frame()).storeCap(i * 16L, TABLE.entry(i));
    }

    /** The frame that holds them, with one reference more. */
    static int frame() {
        Frame f = Frames.of(TABLE.frame());
        f.references(f.references() + 1);
        return TABLE.frame();
    }

    /** How many bytes of the frame they are. */
    static long bytes() {
        return TABLE.count() * 16L;
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
