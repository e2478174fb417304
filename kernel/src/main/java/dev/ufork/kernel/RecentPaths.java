package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * Where paths led that were walked lately, so that to open the same file again costs the same however deep it lies.
 *
 * <p>Invariant: what is remembered in the present age is what a walk would find. Whatever could change that begins a new age: a name that is taken
 * away, a directory whose permissions change. A name that is added cannot: only what exists is remembered, and everybody may search the same directories.
 *
 * <p>Owner: the core that runs the kernel, with interrupts off.
 */
@Kernel
final class RecentPaths {
    private static final int SLOTS = 64;
    private static final int SLOT = Layout.size(Recent.class);
    /** From a hash to a slot's offset: its six bits from 26 on. */
    private static final int SHIFT = 26;

    private static final Cap TABLE = Global.bytes(SLOTS * SLOT, 16);
    private static long age = 1;

    /** A path and where it leads. */
    @Struct(size = 96, align = 16)
    interface Recent extends Ref {
        int TEXT = 56;

        Node node();        void node(Node n);

        /** The number of the directory where the path begins. */
        long from();        void from(long number);

        long age();         void age(long n);

        int length();       void length(int bytes);

        /** The path in words, the last filled up with zeros. */
        @Length(TEXT / 8) long word(int n);     void word(int n, long w);
    }

    private RecentPaths() {}

    /** Nothing that was remembered counts any more. */
    static void forget() {
        age++;
    }

    private static Recent slot(long hash) {
        return TABLE.plus(((hash ^ hash >>> 32) >>> SHIFT & SLOTS - 1) * SLOT).as(Recent.class);
    }

    /** Where the path of {@code n} bytes leads from a directory; null when that is not remembered. {@code text} holds it in words. */
    static Node find(Node from, Cap text, int n, long hash) {
        Recent r = slot(hash);
        if (r.age() != age || r.length() != n || r.from() != from.number()) return Cap.NULL.as(Node.class);
        Cap known = r.cap().plus(Layout.offset(Recent.class, "word"));
        for (long at = 0; at < n; at += 8) if (known.load64(at) != text.load64(at)) return Cap.NULL.as(Node.class);
        return r.node();
    }

    static void remember(Node from, Cap text, int n, long hash, Node node) {
        if (n > Recent.TEXT) return;
        Recent r = slot(hash);
        r.node(node);
        r.from(from.number());
        r.age(age);
        r.length(n);
        for (int i = 0; i * 8 < n; i++) r.word(i, text.load64(i * 8L));
    }
}
