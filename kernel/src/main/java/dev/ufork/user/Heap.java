package dev.ufork.user;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.U;
import dev.ufork.shared.Bytes;

/**
 * {@code malloc}: memory in chunks whose capabilities are bounded exactly to what was asked for.
 *
 * <pre>
 *  | class | header | chunk ...............| header | chunk ...
 *            16 bytes, out of the bounds of every chunk
 * </pre>
 *
 * <p>Chunks come in classes, four to each power of two, so at most a fifth is wasted; freed ones wait in their class's list. A header holds its
 * chunk's class, and while the chunk is free the next free one. The header is out of everybody's reach but this class's, so freeing twice or freeing what is no chunk
 * is noticed, not believed. Large requests are rounded so that their bounds are exact.
 *
 * <p>The head is small and lies with the other globals that a fork copies at once.
 */
@Kernel
public final class Heap {
    private static final int HEADER = 16;
    private static final int CLASSES = 160;
    private static final int MIN_SHIFT = 4;
    /** In a header: the chunk is in use. The rest of that half says which class, so that plain data is unlikely to look like one. */
    private static final int USED = 0x75f0_4b00;
    private static final int FREE = 0x46f0_4b00;

    private static final Head HEAD = Global.of(Head.class);

    /** Everything that the heap knows. */
    @Struct
    interface Head extends Ref {
        /** All of the heap; its address is where nothing was ever dealt out. */
        Cap rest();                         void rest(Cap c);
        /** Offset from the heap's base of the first free chunk's header, plus one; 0 when there is none. */
        @Length(CLASSES) long free(int c);  void free(int c, long offset);
        long used();                        void used(long bytes);
        /** There is more than one thread: what is called before and behind every use. */
        boolean shared();                   void shared(boolean yes);
        Guard guard();                      void guard(Guard g);
    }

    private Heap() {}

    /** Takes over memory for the heap; called once by the start-up code. */
    public static void start(Cap memory) {
        HEAD.rest(memory);
    }

    /** Bytes in chunks that are in use, headers not counted. */
    public static long used() {
        return HEAD.used();
    }

    /** The first address behind all memory of the process. */
    public static long end() {
        return HEAD.rest().base() + HEAD.rest().length();
    }

    /** Lets one thread after the other use the heap. */
    @FnRef
    interface Guard {
        void use(boolean begins);
    }

    /** There is more than one thread. A program that has only one knows of no guard, and its forks move none. */
    static void share(Guard guard) {
        HEAD.guard(guard);
        HEAD.shared(true);
    }

    /** {@code size} bytes of any content, bounded exactly; the null capability when there is no room. */
    public static Cap alloc(long size) {
        if (!HEAD.shared()) return allocAlone(size);
        HEAD.guard().use(true);
        Cap chunk = allocAlone(size);
        HEAD.guard().use(false);
        return chunk;
    }

    private static Cap allocAlone(long size) {
        if (size < 0 || size > 1L << 40) return Cap.NULL;
        int c = classOf(size);
        long bytes = sizeOf(c);
        Cap header = HEAD.free(c) == 0 ? fresh(bytes) : reused(c);
        if (!header.tag()) return Cap.NULL;
        header.store32(0, USED + c);
        HEAD.used(HEAD.used() + bytes);
        Cap chunk = header.plus(HEADER);
        return size == Cap.representableLength(size) ? chunk.bounded(size) : chunk.boundedAtLeast(size);
    }

    /** The same, zeroed. */
    public static Cap allocZeroed(long size) {
        Cap chunk = alloc(size);
        if (chunk.tag()) for (long i = 0, n = chunk.length(); i < n; i += 16) clear(chunk, i, n);
        return chunk;
    }

    private static void clear(Cap chunk, long i, long n) {
        if (i + 16 <= n) chunk.storeCap(i, Cap.NULL);
        else Bytes.fill(chunk.plus(i), 0, n - i);
    }

    /** Gives a chunk back; false when {@code chunk} is none, or free already. The null capability is fine. */
    public static boolean free(Cap chunk) {
        if (!HEAD.shared()) return freeAlone(chunk);
        HEAD.guard().use(true);
        boolean freed = freeAlone(chunk);
        HEAD.guard().use(false);
        return freed;
    }

    private static boolean freeAlone(Cap chunk) {
        if (chunk.isNull()) return true;
        if (!isChunk(chunk)) return false;
        Cap header = header(chunk);
        int c = header.load32(0) - USED;
        header.store32(0, FREE + c);
        header.store64(8, HEAD.free(c));
        HEAD.free(c, header.offset() + 1);
        HEAD.used(HEAD.used() - sizeOf(c));
        return true;
    }

    /** A chunk of another size with the same content as far as both reach; the old one is free. The null capability when there is no room. */
    public static Cap resize(Cap chunk, long size) {
        if (chunk.isNull()) return alloc(size);
        if (!isChunk(chunk)) return Cap.NULL;
        Cap bigger = alloc(size);
        if (!bigger.tag()) return Cap.NULL;
        long both = U.min(chunk.length(), size);
        Bytes.copyCaps(bigger, chunk, both & -16);
        Bytes.copy(bigger.plus(both & -16), chunk.plus(both & -16), both & 15);
        free(chunk);
        return bigger;
    }

    /** Does the capability mean a chunk that is in use, from its start? */
    private static boolean isChunk(Cap chunk) {
        Cap rest = HEAD.rest();
        long at = chunk.base() - rest.base();
        if (!chunk.tag() || chunk.offset() != 0 || !U.lt(at, rest.offset()) || at < HEADER || (at & 15) != 0) return false;
        int c = header(chunk).load32(0) - USED;
        return c >= 0 && c < CLASSES;
    }

    private static Cap header(Cap chunk) {
        return HEAD.rest().at(chunk.base() - HEADER);
    }

    private static Cap reused(int c) {
        Cap rest = HEAD.rest();
        Cap header = rest.at(rest.base() + HEAD.free(c) - 1);
        HEAD.free(c, header.load64(8));
        return header;
    }

    /** Cuts a chunk from what was never dealt out; its start is aligned so that its bounds can be exact. */
    private static Cap fresh(long bytes) {
        Cap rest = HEAD.rest();
        long mask = Cap.alignmentMask(bytes) & -16;
        long start = (rest.address() + HEADER + ~mask) & mask;
        long end = start + bytes;
        if (U.gt(end - rest.base(), rest.length())) return Cap.NULL;
        HEAD.rest(rest.at(end));
        return rest.at(start - HEADER);
    }

    /** The least class that holds so many bytes. Sizes: 16 32 48 64, then four steps to each doubling. */
    static int classOf(long size) {
        if (size <= 64) return size <= 16 ? 0 : (int) (size - 1 >>> MIN_SHIFT);
        int top = 63 - Long.numberOfLeadingZeros(size - 1);
        return (top - 6 << 2) + 4 + (int) (size - 1 >>> top - 2 & 3);
    }

    /** The bytes of a class, rounded so that its bounds can be exact. */
    static long sizeOf(int c) {
        if (c < 4) return (c + 1L) << MIN_SHIFT;
        int top = (c - 4 >>> 2) + 6;
        return Cap.representableLength(5L + (c & 3) << top - 2);
    }
}
