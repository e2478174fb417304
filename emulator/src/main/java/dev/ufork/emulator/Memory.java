package dev.ufork.emulator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Physical memory with one validity tag for every 16 bytes, little-endian, made chunk by chunk when first touched.
 *
 * <p>This exists because a machine of a gigabyte must start in no time: what a guest never touches costs one array
 * slot a mebibyte. A core's address cache keeps a page's {@link Chunk} and accesses its arrays directly; everybody
 * else (loaders, devices, walks, reports) uses the methods here. An integer store clears the tags of the granules it
 * touches; whoever writes {@link Chunk#bytes} directly owes the same.
 */
public final class Memory {
    /** Bytes that share one tag. */
    public static final int GRANULE = 16;
    /** Bytes of one chunk; also the largest piece of memory that is contiguous in one Java array. */
    public static final int CHUNK = 1 << 20;
    /** The granularity of {@link Chunk#attention}, and of base and size. */
    public static final int PAGE = 4096;

    /** Little-endian access to {@link Chunk#bytes}; only plain get and set, at any alignment. */
    public static final VarHandle LONG = view(long[].class);
    public static final VarHandle INT = view(int[].class);
    public static final VarHandle SHORT = view(short[].class);

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** One mebibyte: its bytes, and bit {@code i} of {@code tags} the tag of granule {@code i}. */
    public static final class Chunk {
        public final byte[] bytes = new byte[CHUNK];
        public final long[] tags = new long[CHUNK / GRANULE / Long.SIZE];
        /** For each page, nonzero if cores must look after stores to it: it holds predecoded code, or is watched. */
        public final byte[] attention = new byte[CHUNK / PAGE];

        private Chunk() {}
    }

    private final long base;
    private final long size;
    private final boolean writable;
    private final long firstChunk;
    private final Chunk[] chunks;

    private Memory(long base, long size, boolean writable) {
        if (base % PAGE != 0 || size <= 0 || size % PAGE != 0)
            throw new IllegalArgumentException("memory of %#x bytes at %#x: both must be multiples of %#x".formatted(size, base, PAGE));
        this.base = base;
        this.size = size;
        this.writable = writable;
        firstChunk = base / CHUNK;
        chunks = new Chunk[Math.toIntExact((base + size - 1) / CHUNK - firstChunk + 1)];
    }

    /**
     * Memory of {@code size} zero bytes from physical address {@code base}.
     *
     * @throws IllegalArgumentException if either is not a multiple of {@link #PAGE}
     */
    public Memory(long base, long size) {
        this(base, size, true);
    }

    /** Memory that ignores the guest's stores; the methods here still write it. */
    public static Memory rom(long base, long size) {
        return new Memory(base, size, false);
    }

    /** Whether the guest's stores have an effect. */
    public boolean writable() {
        return writable;
    }

    public long base() {
        return base;
    }

    public long size() {
        return size;
    }

    /** Whether all {@code length} bytes from {@code address} are in this memory. */
    public boolean contains(long address, long length) {
        long offset = address - base;
        return offset >= 0 && length <= size && offset <= size - length;
    }

    /** The chunk around {@code address}, made if this is its first use. */
    public Chunk chunk(long address) {
        int index = (int) (address / CHUNK - firstChunk);
        Chunk chunk = chunks[index];
        return chunk != null ? chunk : (chunks[index] = new Chunk());
    }

    /** Where {@code address} is in its chunk's bytes. */
    public static int offset(long address) {
        return (int) address & CHUNK - 1;
    }

    /** The zero-extended {@code size} bytes (1, 2, 4 or 8) at any alignment. */
    public long load(long address, int size) {
        int at = offset(address);
        if (at + size > CHUNK) return loadAcross(address, size);
        byte[] bytes = chunk(address).bytes;
        return switch (size) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) SHORT.get(bytes, at) & 0xffffL;
            case 4 -> (int) INT.get(bytes, at) & 0xffff_ffffL;
            default -> (long) LONG.get(bytes, at);
        };
    }

    private long loadAcross(long address, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) value |= load(address + i, 1) << 8 * i;
        return value;
    }

    /** Stores the low {@code size} bytes (1, 2, 4 or 8) of {@code value} at any alignment and clears the tags there. */
    public void store(long address, int size, long value) {
        int at = offset(address);
        if (at + size > CHUNK) {
            for (int i = 0; i < size; i++) store(address + i, 1, value >>> 8 * i);
            return;
        }
        Chunk chunk = chunk(address);
        switch (size) {
            case 1 -> chunk.bytes[at] = (byte) value;
            case 2 -> SHORT.set(chunk.bytes, at, (short) value);
            case 4 -> INT.set(chunk.bytes, at, (int) value);
            default -> LONG.set(chunk.bytes, at, value);
        }
        clearTags(chunk.tags, at, size);
    }

    /** Clears the tags of the granules that {@code size} bytes (at most 16) at chunk offset {@code at} touch. */
    public static void clearTags(long[] tags, int at, int size) {
        int first = at >>> 4;
        if (tags[first >>> 6] != 0) tags[first >>> 6] &= ~(1L << first);
        int last = at + size - 1 >>> 4;
        if (last != first) tags[last >>> 6] &= ~(1L << last);
    }

    /** The tag of the granule around {@code address}. */
    public boolean tag(long address) {
        int granule = offset(address) >>> 4;
        return (chunk(address).tags[granule >>> 6] >>> granule & 1) != 0;
    }

    /** The four tags of the 64 bytes around {@code address}, the lowest granule's in bit 0. */
    public int tags64(long address) {
        int granule = offset(address) >>> 4 & ~3;
        return (int) (chunk(address).tags[granule >>> 6] >>> granule) & 15;
    }

    /** Sets or clears the tag of the granule around {@code address}; the bytes stay. */
    public void tag(long address, boolean tag) {
        int granule = offset(address) >>> 4;
        long[] tags = chunk(address).tags;
        if (tag) tags[granule >>> 6] |= 1L << granule;
        else tags[granule >>> 6] &= ~(1L << granule);
    }

    /** Copies {@code bytes} here and clears the tags there. */
    public void write(long address, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            Chunk chunk = chunk(address + done);
            int at = offset(address + done);
            int count = Math.min(bytes.length - done, CHUNK - at);
            System.arraycopy(bytes, done, chunk.bytes, at, count);
            for (int granule = at >>> 4; granule <= at + count - 1 >>> 4; granule++)
                chunk.tags[granule >>> 6] &= ~(1L << granule);
            done += count;
        }
    }

    /** A copy of {@code length} bytes from {@code address}. */
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int at = offset(address + done);
            int count = Math.min(length - done, CHUNK - at);
            System.arraycopy(chunk(address + done).bytes, at, bytes, done, count);
            done += count;
        }
        return bytes;
    }

    /** Makes everything zero and untagged again. */
    public void clear() {
        Arrays.fill(chunks, null);
    }
}
