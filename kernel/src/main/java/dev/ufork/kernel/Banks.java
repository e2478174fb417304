package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;

/**
 * The pieces of physical memory, as the device tree tells them: whole blocks of 2 MiB, the lowest first, none touching the next.
 *
 * <p>Only the kernel's start asks. What cannot be used is as if it were not there: more than {@link #MOST} pieces, and what lies {@link #SPAN} or more
 * above the first.
 */
@Kernel
final class Banks {
    private static final int MOST = 32;
    private static final long BLOCK = 1L << Page.TABLE_SHIFT;
    /** As much as numbers of frames reach, and less than the direct map. */
    private static final long SPAN = 1L << 42;
    /** Physical addresses that the direct map has room for. */
    private static final long REACH = KernelMain.DIRECT;

    private static final int RECORD = Layout.size(Bank.class);
    private static final Cap RECORDS = Global.bytes((long) MOST * RECORD, 16);
    private static final Size SIZE = Global.of(Size.class);

    /** How many there are. */
    @Struct
    interface Size extends Ref {
        int count();    void count(int n);
    }

    /** Physical addresses. */
    @Struct
    interface Bank extends Ref {
        long begin();   void begin(long address);
        long end();     void end(long address);
    }

    private Banks() {}

    /** Takes in every piece of every node {@code memory} of the tree that says that it is of that type: start-up code maps no other. */
    static void read(Cap tree) {
        for (int node = 0; ; node++) {
            Cap reg = Fdt.property(tree, "memory", node, "reg");
            if (reg.isNull()) break;
            if (!Fdt.isText(Fdt.property(tree, "memory", node, "device_type"), "memory")) continue;
            for (long at = 0; U.le(at + 16, reg.length()); at += 16) {
                long begin = Fdt.wide(reg, at);
                long bytes = Fdt.wide(reg, at + 8);
                if (begin >= 0 && begin < REACH && bytes > 0) add(begin, bytes < REACH - begin ? begin + bytes : REACH);
            }
        }
        if (count() != 0) cut(begin(0) + SPAN, REACH);
    }

    static int count() {
        return SIZE.count();
    }

    static long begin(int bank) {
        return of(bank).begin();
    }

    static long end(int bank) {
        return of(bank).end();
    }

    /** The bank in which an address lies; -1 if none does. */
    static int around(long address) {
        for (int n = 0; n < count(); n++) if (begin(n) <= address && address < end(n)) return n;
        return -1;
    }

    /** Bytes of all together. */
    static long total() {
        long sum = 0;
        for (int n = 0; n < count(); n++) sum += end(n) - begin(n);
        return sum;
    }

    /** Adds memory, which may touch what there is, or lie in it. */
    static void add(long begin, long end) {
        begin = begin + BLOCK - 1 & -BLOCK;
        end &= -BLOCK;
        if (begin >= end) return;
        int n = 0;
        while (n < count() && end(n) < begin) n++;
        while (n < count() && begin(n) <= end) {
            if (begin(n) < begin) begin = begin(n);
            if (end(n) > end) end = end(n);
            remove(n);
        }
        insert(n, begin, end);
    }

    /** Takes memory out. */
    static void cut(long begin, long end) {
        for (int n = count() - 1; n >= 0; n--) {
            Bank bank = of(n);
            long to = bank.end();
            if (to <= begin || end <= bank.begin()) continue;
            if (end < to) insert(n + 1, end, to);
            if (bank.begin() < begin) bank.end(begin);
            else remove(n);
        }
    }

    private static Bank of(int bank) {
        return RECORDS.plus((long) bank * RECORD).as(Bank.class);
    }

    private static void insert(int at, long begin, long end) {
        if (count() == MOST) return;
        SIZE.count(count() + 1);
        for (int n = count() - 1; n > at; n--) move(n, n - 1);
        of(at).begin(begin);
        of(at).end(end);
    }

    private static void remove(int at) {
        SIZE.count(count() - 1);
        for (int n = at; n < count(); n++) move(n, n + 1);
    }

    private static void move(int to, int from) {
        of(to).begin(begin(from));
        of(to).end(end(from));
    }
}
