package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.kernel.target.Page;

/**
 * The kernel's heap: objects of a few fixed sizes, cut from frames, each seen through a capability of exactly its own bounds.
 *
 * <p>A page holds objects of one kind. It returns to {@link Frames} with its last object, unless it is the only one of its kind with room, so that
 * opening and closing in turn does not pass pages to and fro.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class Objects {
    private static final int KINDS = 10;
    private static final int HEAD = Layout.size(Slab.class);

    /** Bytes of the objects of each {@link ObjectKind}: multiples of sixteen, with exact bounds. */
    private static final int[] SIZE = {96, 64, 96, 144, 128, 352, 400, 64, 32, 176};

    private static final Lists LISTS = Global.of(Lists.class);

    /** Of each kind: the first page that has room. */
    @Struct
    interface Lists extends Ref {
        @Length(KINDS) Cap first(int kind);     void first(int kind, Cap slab);
        @Length(KINDS) int live(int kind);      void live(int kind, int objects);
        /** The same as the first while {@link #hide} is in force; pages among them keep their places. */
        @Length(KINDS) Cap hidden(int kind);    void hidden(int kind, Cap slab);
        boolean hides();                        void hides(boolean yes);
    }

    private Objects() {}

    /** A zeroed object; the null capability when memory is out. */
    static Cap claim(ObjectKind kind) {
        Cap object = take(kind);
        if (!object.isNull()) for (int at = 0; at < SIZE[kind.ordinal()]; at += 16) object.storeCap(at, Cap.NULL);
        return object;
    }

    /** An object that holds whatever one before it held; the null capability when memory is out. */
    @Inline
    static Cap take(ObjectKind kind) {
        int k = kind.ordinal();
        Cap page = LISTS.first(k);
        if (page.isNull()) return fresh(k);
        Slab slab = page.as(Slab.class);
        Cap object = slab.free();
        if (object.isNull()) return fresh(k);
        Cap next = object.loadCap(0);
        slab.free(next);
        count(slab, k);
        if (next.isNull() && slab.fresh() + SIZE[k] > Page.SIZE) unlink(slab, k);
        return object;
    }

    @Inline
    private static void count(Slab slab, int k) {
        slab.used(slab.used() + 1);
        LISTS.live(k, LISTS.live(k) + 1);
    }

    /** One that was never dealt out. */
    private static Cap fresh(int k) {
        Cap page = LISTS.first(k);
        if (page.isNull()) page = more(k);
        if (page.isNull()) return page;
        Slab slab = page.as(Slab.class);
        int size = SIZE[k];
        Cap object = page.plus(slab.fresh()).bounded(size);
        slab.fresh(LISTS.hides() ? (int) Page.SIZE : slab.fresh() + size);
        count(slab, k);
        if (isFull(slab, size)) unlink(slab, k);
        return object;
    }

    /** Takes an object back; nobody refers to it any more. */
    static void release(Cap object) {
        Slab slab = Frames.pageOf(object).as(Slab.class);
        int k = slab.kind();
        Cap next = slab.free();
        boolean full = next.isNull() && slab.fresh() + SIZE[k] > Page.SIZE;
        object.storeCap(0, next);
        slab.free(object);
        int used = slab.used() - 1;
        slab.used(used);
        LISTS.live(k, LISTS.live(k) - 1);
        if (full) link(slab, k);
        if (used == 0 && !LISTS.hides()) drop(slab, k);
    }

    /** Gives an empty page back, unless it is the only one with room. */
    private static void drop(Slab slab, int k) {
        if (slab.next().isNull() && slab.previous().isNull()) return;
        unlink(slab, k);
        Frames.drop(slab.frame());
    }

    /** No page has room until {@link #show}: every object takes a page of its own, so that each can be the one for which there is none. */
    static void hide() {
        LISTS.hides(true);
        for (int k = 0; k < KINDS; k++) {
            LISTS.hidden(k, LISTS.first(k));
            LISTS.first(k, Cap.NULL);
        }
    }

    /** Shows what was hidden; pages that were taken meanwhile and hold nothing are given back. */
    static void show() {
        for (int k = 0; k < KINDS; k++) {
            Cap taken = LISTS.first(k);
            LISTS.first(k, LISTS.hidden(k));
            while (!taken.isNull()) {
                Slab slab = taken.as(Slab.class);
                taken = slab.next().cap();
                if (slab.used() == 0) Frames.drop(slab.frame());
                else link(slab, k);
            }
            for (Cap slab = LISTS.hidden(k); !slab.isNull(); ) {
                Cap next = slab.as(Slab.class).next().cap();
                if (slab.as(Slab.class).used() == 0) drop(slab.as(Slab.class), k);
                slab = next;
            }
        }
        LISTS.hides(false);
    }

    /** Objects of all kinds that somebody holds. */
    static long live() {
        long live = 0;
        for (int k = 0; k < KINDS; k++) live += LISTS.live(k);
        return live;
    }

    /** Pages that hold no object and are kept for the next: each was the only one of its kind with room when it became empty. */
    static int spare() {
        int spare = 0;
        for (int k = 0; k < KINDS; k++) {
            for (Slab page = LISTS.first(k).as(Slab.class); !page.isNull(); page = page.next()) if (page.used() == 0) spare++;
        }
        return spare;
    }

    /** Objects of the kind that somebody holds. */
    static int live(ObjectKind kind) {
        return LISTS.live(kind.ordinal());
    }

    @Inline
    private static boolean isFull(Slab slab, int size) {
        return slab.free().isNull() && slab.fresh() + size > Page.SIZE;
    }

    private static Cap more(int kind) {
        int frame = Frames.claim();
        if (frame == Frames.NONE) return Cap.NULL;
        Cap page = Frames.page(frame);
        Slab slab = page.as(Slab.class);
        slab.free(Cap.NULL);
        slab.used(0);
        slab.fresh(HEAD);
        slab.kind(kind);
        slab.frame(frame);
        link(slab, kind);
        return page;
    }

    private static void link(Slab slab, int kind) {
        Cap first = LISTS.first(kind);
        slab.next(first.as(Slab.class));
        slab.previous(Cap.NULL.as(Slab.class));
        if (!first.isNull()) first.as(Slab.class).previous(slab);
        LISTS.first(kind, slab.cap());
    }

    private static void unlink(Slab slab, int kind) {
        Slab next = slab.next();
        Slab previous = slab.previous();
        if (previous.isNull()) LISTS.first(kind, next.cap());
        else previous.next(next);
        if (!next.isNull()) next.previous(previous);
        slab.next(Cap.NULL.as(Slab.class));
        slab.previous(Cap.NULL.as(Slab.class));
    }
}
