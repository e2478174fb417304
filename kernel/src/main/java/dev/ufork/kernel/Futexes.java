package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Stack;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Errno;

/**
 * Waiting until somebody has changed a word of memory. Source: the Linux manual, futex(2).
 *
 * <p>There is one address space, so a word's address says whose it is, unless it lies in a shared mapping: then its frame does. The two do not
 * overlap. Who waits may lose the mapping meanwhile, and its frame become another's: what a waiter's address means, is looked up when somebody wakes.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Futexes {
    private static final int COUNT = 64;
    private static final int BYTES = 8;

    /** Who waits, by some bits of the key. */
    private static final Cap QUEUES = Global.bytes(COUNT * BYTES, 16);

    private Futexes() {}

    /**
     * Waits until woken, if the word is as expected.
     *
     * @param until a time of the clock in ticks, or {@link Timers#NEVER}
     * @return 0, or an error number below 0
     */
    static long await(Uproc me, Cap word, int expected, long until) {
        Cap value = Stack.bytes(16);
        if ((word.address() & 3) != 0) return -Errno.EINVAL;
        if (UserCopy.in(value, word, 4) != 0) return -Errno.EFAULT;
        if (value.load32(0) != expected) return -Errno.EAGAIN;
        if (until <= Cpu.time()) return -Errno.ETIMEDOUT;
        me.key(word.address());
        if (Waiting.sleepUntil(queue(key(me.space(), word.address())), until)) return -Errno.ERESTART;
        return me.key() == 0 ? 0 : -Errno.ETIMEDOUT;
    }

    /** Wakes so many of those that wait for the word, the first first; returns how many. */
    static long wake(Space space, Cap word, long count) {
        long key = key(space, word.address());
        long woken = 0;
        for (int slot = queue(key).first(); slot != Uprocs.NONE && woken < count; ) {
            Uproc p = Uprocs.of(slot);
            slot = p.waitsNext();
            if (key(p.space(), p.key()) != key) continue;
            p.key(0);
            Waiting.interrupt(p, false);
            woken++;
        }
        return woken;
    }

    /** What the word at an address is to everybody who sees it; of a shared page that is not there, the address. */
    private static long key(Space space, long address) {
        if (!MemoryMap.isShared(space, address - space.base())) return address;
        long table = Tables.middle(Tables.middleOf(address));
        if (table == 0) return address;
        long entry = Tables.entries(Tables.of(Tables.named(table))).load64((address >>> Page.SHIFT & Page.ENTRIES - 1) * 8);
        return entry == 0 ? address : Page.address(entry) + (address & Page.SIZE - 1);
    }

    private static Waiters queue(long key) {
        return QUEUES.plus((key >>> 2 & COUNT - 1) * BYTES).as(Waiters.class);
    }
}
