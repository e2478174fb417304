package dev.ufork.ir.interp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/** Memory made of zeroed pages where {@link #map} says so. Two are equal if all pages, bytes and tags are. */
public final class PagedMemory implements Memory {
    private static final int PAGE = 4096;
    private static final int GRANULE = 16;

    private final TreeMap<Long, Page> pages = new TreeMap<>();

    private static final class Page {
        final ByteBuffer bytes = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        final BitSet tags = new BitSet(PAGE / GRANULE);

        @Override
        public boolean equals(Object o) {
            return o instanceof Page p && Arrays.equals(bytes.array(), p.bytes.array()) && tags.equals(p.tags);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes.array());
        }
    }

    public void map(long address, long size) {
        for (long p = address & -PAGE; p < address + size; p += PAGE) pages.computeIfAbsent(p, _ -> new Page());
    }

    @Override
    public boolean isMapped(long address, int bytes) {
        return pages.containsKey(address & -PAGE) && pages.containsKey(address + bytes - 1 & -PAGE);
    }

    @Override
    public long load(long address, int bytes) {
        ByteBuffer b = pages.get(address & -PAGE).bytes;
        int at = (int) address & PAGE - 1;
        return switch (bytes) {
            case 1 -> b.get(at) & 0xff;
            case 2 -> b.getShort(at) & 0xffff;
            case 4 -> b.getInt(at) & 0xffff_ffffL;
            default -> b.getLong(at);
        };
    }

    @Override
    public void store(long address, int bytes, long value) {
        Page p = pages.get(address & -PAGE);
        int at = (int) address & PAGE - 1;
        switch (bytes) {
            case 1 -> p.bytes.put(at, (byte) value);
            case 2 -> p.bytes.putShort(at, (short) value);
            case 4 -> p.bytes.putInt(at, (int) value);
            default -> p.bytes.putLong(at, value);
        }
        p.tags.clear(at / GRANULE);
    }

    @Override
    public boolean tag(long address) {
        return pages.get(address & -PAGE).tags.get((int) (address & PAGE - 1) / GRANULE);
    }

    @Override
    public void tag(long address, boolean tag) {
        pages.get(address & -PAGE).tags.set((int) (address & PAGE - 1) / GRANULE, tag);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PagedMemory m && pages.equals(m.pages);
    }

    @Override
    public int hashCode() {
        return pages.hashCode();
    }
}
