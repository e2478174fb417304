package dev.ufork.dsl.hosted;

import dev.ufork.dsl.CapFault;
import dev.ufork.dsl.CapFault.Kind;
import dev.ufork.dsl.Perms;
import java.util.HashMap;
import java.util.Map;

/**
 * Tagged memory of a hosted run: pages of bytes with one tag for sixteen bytes, reached only through capabilities.
 *
 * <p>An access is checked in the order of the hardware (CHERI-RISC-V's Sail model, {@code handle_load_cap_via_cap} and its like): tag, seal, permissions,
 * bounds, alignment, mapping. Storing
 * integers clears the tags of what they touch.
 */
public final class HostedMemory {
    static final int PAGE = 4096;
    private static final int GRANULE = 16;

    private final Map<Long, Page> pages = new HashMap<>();

    /** The bytes of memory that a hosted program has mapped outside of hosted memory. */
    public interface Outside {
        /** The byte at an address. */
        int load(long address);

        /** Changes it to the low eight bits of {@code data}. */
        void store(long address, int data);
    }

    /** Bytes, little-endian, unless they are outside, and for each granule its tag. */
    private static final class Page {
        final Outside outside;
        final byte[] bytes;
        final boolean[] tags = new boolean[PAGE / GRANULE];

        Page(Outside outside) {
            this.outside = outside;
            bytes = outside == null ? new byte[PAGE] : null;
        }

        int load(long address) { return outside == null ? bytes[(int) (address & PAGE - 1)] & 0xff : outside.load(address) & 0xff; }

        void store(long address, int data) {
            if (outside == null) bytes[(int) (address & PAGE - 1)] = (byte) data;
            else outside.store(address, data);
        }
    }

    /** Makes memory exist: zeroed pages over the whole range; what is there already stays. */
    public void map(long address, long size) {
        for (long p = address & -PAGE; p < address + size; p += PAGE) pages.computeIfAbsent(p, k -> new Page(null));
    }

    /** Makes memory exist whose bytes are outside: whole pages without tags, in place of those that were there. */
    public void map(long address, long size, Outside bytes) {
        for (long p = address & -PAGE; p < address + size; p += PAGE) pages.put(p, new Page(bytes));
    }

    /** Whether the byte at the address is outside. */
    public boolean isOutside(long address) {
        Page page = pages.get(address & -PAGE);
        return page != null && page.outside != null;
    }

    /** Takes whole pages away: accesses fault with {@link Kind#PAGE} from now on. */
    public void unmap(long address, long size) {
        for (long p = address & -PAGE; p < address + size; p += PAGE) pages.remove(p);
    }

    /** Loads 1, 2, 4 or 8 bytes, zero-extended. */
    public long load(CapValue cap, long offset, int size) { return read(check(cap, offset, size, forLoad(cap)), size); }

    /** Stores the low 1, 2, 4 or 8 bytes. */
    public void store(CapValue cap, long offset, int size, long data) {
        long address = check(cap, offset, size, forStore(cap));
        page(address).tags[granule(address)] = false;
        write(address, size, data);
    }

    /** Loads a capability; without the permission to load capabilities its tag is left behind. */
    public CapValue loadCap(CapValue cap, long offset) {
        long address = check(cap, offset, GRANULE, forLoad(cap));
        boolean tag = page(address).tags[granule(address)] && allows(cap, Perms.LOAD_CAP);
        return CapValue.fromMemory(read(address + 8, 8), read(address, 8), tag);
    }

    /** Stores a capability with its tag. */
    public void storeCap(CapValue cap, long offset, CapValue data) {
        Kind missing = forStore(cap);
        if (missing == null && data.tag()) {
            if (!allows(cap, Perms.STORE_CAP)) missing = Kind.PERMIT_STORE_CAP;
            else if (!allows(data, Perms.GLOBAL) && !allows(cap, Perms.STORE_LOCAL)) missing = Kind.PERMIT_STORE_LOCAL;
        }
        long address = check(cap, offset, GRANULE, missing);
        page(address).tags[granule(address)] = data.tag();
        write(address, 8, data.address());
        write(address + 8, 8, data.upper());
    }

    /** The tags of 64 bytes, which are 64-byte aligned. */
    public long loadTags(CapValue cap, long offset) {
        Kind missing = forLoad(cap);
        if (missing == null && !allows(cap, Perms.LOAD_CAP)) missing = Kind.PERMIT_LOAD_CAP;
        long address = check(cap, offset, 64, missing);
        long tags = 0;
        for (int i = 0; i < 4; i++) if (page(address).tags[granule(address) + i]) tags |= 1L << i;
        return tags;
    }

    private static boolean allows(CapValue cap, long permission) { return (cap.perms() & permission) != 0; }

    private static Kind forLoad(CapValue cap) { return allows(cap, Perms.LOAD) ? null : Kind.PERMIT_LOAD; }

    private static Kind forStore(CapValue cap) { return allows(cap, Perms.STORE) ? null : Kind.PERMIT_STORE; }

    /** All checks in their order; {@code missing} is the permission that the access lacks, or {@code null}. */
    private long check(CapValue cap, long offset, int size, Kind missing) {
        long address = cap.address() + offset;
        Kind wrong = !cap.tag() ? Kind.TAG
            : cap.isSealed() ? Kind.SEAL
            : missing != null ? missing
            : !cap.spans(address, size) ? Kind.LENGTH
            : (address & size - 1) != 0 ? Kind.ALIGNMENT
            : !pages.containsKey(address & -PAGE) ? Kind.PAGE
            : null;
        if (wrong != null) throw new CapFault(wrong, cap, address, size);
        return address;
    }

    /** The page of an access that was checked. */
    private Page page(long address) { return pages.get(address & -PAGE); }

    private static int granule(long address) { return (int) (address & PAGE - 1) / GRANULE; }

    private long read(long address, int size) {
        Page page = page(address);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) value = value << 8 | page.load(address + i);
        return value;
    }

    private void write(long address, int size, long value) {
        Page page = page(address);
        for (int i = 0; i < size; i++, value >>>= 8) page.store(address + i, (int) value);
    }

    /** Writes initial content, which needs no capability; whole pages exist already. */
    void initialise(long address, byte[] content) {
        for (int i = 0; i < content.length; i++) write(address + i, 1, content[i]);
    }
}
