package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.kernel.target.Page;
import java.util.HashMap;
import java.util.Map;

/**
 * The hardware's side of the page table, for tests on the JVM: walks the tables as Sv48 with CHERI's bits does, remembers translations, and asks
 * the kernel when it must not go on.
 *
 * <p>Because translations are remembered until they are flushed, a kernel that forgets a flush is found out.
 */
final class HostedMmu {
    /** The bits that the hardware reads. */
    private abstract static class Sv48 extends dev.ufork.kernel.riscv.Page { }

    private final Map<Long, Long> remembered = new HashMap<>();

    /** A fault that no policy resolves: the μprocess would be killed. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int result;

        Wrong(int result) {
            super("the kernel says " + result);
            this.result = result;
        }
    }

    void flushAll() {
        remembered.clear();
    }

    long load(Space space, long address) {
        return at(space, address, Access.READ).load64(address & Page.SIZE - 1 & -8);
    }

    void store(Space space, long address, long value) {
        at(space, address, Access.WRITE).store64(address & Page.SIZE - 1 & -8, value);
    }

    void storeCap(Space space, long address, Cap value) {
        at(space, address, value.tag() ? Access.STORE_CAP : Access.WRITE).storeCap(address & Page.SIZE - 1 & -16, value);
    }

    Cap loadCap(Space space, long address) {
        long within = address & Page.SIZE - 1 & -16;
        Cap value = at(space, address, Access.READ).loadCap(within);
        if ((translate(address) & (Sv48.CR | Sv48.CRM)) == 0) return value.untagged();
        return value.tag() ? at(space, address, Access.LOAD_CAP).loadCap(within) : value;
    }

    /** The page behind an address, once the access is allowed. */
    private Cap at(Space space, long address, Access access) {
        for (int tries = 0; tries < 4; tries++) {
            long entry = translate(address);
            if (allows(entry, access)) return Frames.page(Frames.in(entry));
            int result = PageFault.resolve(space, address, access);
            if (result != PageFault.RETRY) throw new Wrong(result);
            remembered.remove(address >>> Page.SHIFT);
        }
        throw new AssertionError("the kernel says retry, but the access is never allowed");
    }

    private long translate(long address) {
        Long known = remembered.get(address >>> Page.SHIFT);
        if (known != null) return known;
        long middle = Tables.middle(Tables.middleOf(address));
        if ((middle & Sv48.V) == 0) return 0;
        long entry = Frames.page(Frames.in(middle)).load64((address >>> Page.SHIFT & Page.ENTRIES - 1) * 8);
        if ((entry & Sv48.V) != 0) remembered.put(address >>> Page.SHIFT, entry);
        return entry;
    }

    private static boolean allows(long entry, Access access) {
        if ((entry & Sv48.V) == 0) return false;
        return switch (access) {
            case NONE -> false;
            case READ -> (entry & Sv48.R) != 0;
            case WRITE -> (entry & Sv48.W) != 0;
            case STORE_CAP -> (entry & Sv48.W) != 0 && (entry & Sv48.CW) != 0;
            case EXECUTE -> (entry & Sv48.X) != 0;
            case LOAD_CAP -> (entry & Sv48.CR) != 0 && (entry & Sv48.CRM) == 0;
        };
    }
}
