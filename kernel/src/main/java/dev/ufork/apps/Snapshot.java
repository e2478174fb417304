package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Clock;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code snapshot [MiB [POLICY]]}: a store of keys and values, and children that write it out as it was when they were forked.
 *
 * <pre>
 *  buckets          nodes, 48 bytes each             values, 4,000 bytes of plain data each
 *  | chain | -----> | next | value | key |  -------> | word | word | ...
 *  | chain |        | next | value | key |
 * </pre>
 *
 * <p>A first child walks the whole store while its parent waits, and says what that has cost in memory. A second one walks it while the parent gives
 * every value a new content. What each saw is held against what the values were made from.
 */
@Kernel
final class Snapshot {
    private static final int BUCKETS = 1 << 12;
    private static final long VALUE = 4000;
    /** What the heap takes for a value. */
    private static final long STRIDE = 4096 + 16;
    private static final long MIB = 1 << 20;
    private static final long PAGE = 4096;
    private static final int CAP = 16;
    private static final int USAGE = 2;

    private static final Store STORE = Global.of(Store.class);

    /** A key and its value. */
    @Struct
    interface Node extends Ref {
        Node next();    void next(Node n);
        Cap value();    void value(Cap bytes);
        long key();     void key(long k);
    }

    /** Where everything is. */
    @Struct
    interface Store extends Ref {
        Cap buckets();  void buckets(Cap c);
        Cap nodes();    void nodes(Cap c);
        long count();   void count(long values);
    }

    private Snapshot() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        long mib = Arguments.number(count, arguments, 1, 10);
        int policy = Arguments.policy(count, arguments, 2, -2);
        if (mib < 1 || mib > 160 || policy == -1) {
            Out.text("usage: snapshot [MiB [copy|coa|copa]], 1 to 160 MiB\n");
            return USAGE;
        }
        if (!build(mib)) {
            Out.text("snapshot: no memory\n");
            return 1;
        }
        Out.text("store: ");
        Out.number(STORE.count());
        Out.text(" values, ");
        Out.number(STORE.count() * STRIDE >> 10);
        Out.text(" KiB; nodes and buckets ");
        Out.number(STORE.count() * Layout.size(Node.class) + BUCKETS * CAP >> 10);
        Out.text(" KiB\n");
        for (int p = 0, version = 0; p < 3; p++) {
            if (policy >= 0 && p != policy) continue;
            if (!quiet(p, version) || !busy(p, version)) return 1;
            version++;
        }
        return 0;
    }

    private static boolean build(long mib) {
        long count = mib * MIB / STRIDE;
        STORE.count(count);
        STORE.buckets(Heap.allocZeroed(BUCKETS * CAP));
        STORE.nodes(Heap.alloc(count * Layout.size(Node.class)));
        if (!STORE.buckets().tag() || !STORE.nodes().tag()) return false;
        for (long key = 0; key < count; key++) {
            Cap value = Heap.alloc(VALUE);
            if (!value.tag()) return false;
            fill(value, key, 0);
            long bucket = (key * 0x9e37_79b9_7f4a_7c15L >>> 52) * CAP;
            Node node = STORE.nodes().plus(key * Layout.size(Node.class)).as(Node.class);
            node.next(STORE.buckets().loadCap(bucket).as(Node.class));
            node.value(value);
            node.key(key);
            STORE.buckets().storeCap(bucket, node.cap());
        }
        return true;
    }

    /** A child reads all of the store, and nobody else does anything. */
    private static boolean quiet(int policy, int version) {
        Sys.policy(policy);
        long start = Clock.instructions();
        int pid = Sys.fork();
        if (pid == 0) {
            long digest = walk();
            say(policy, "quiet", digest);
            memory();
            Sys.exit(digest == expected(version) ? 0 : 1);
        }
        long forked = Clock.instructions() - start;
        boolean right = ended(pid);
        name(policy, "quiet");
        Out.text("fork took ");
        Out.number(forked);
        Out.text(right ? " instructions; the child saw what was there\n" : " instructions; THE CHILD SAW SOMETHING ELSE\n");
        return right;
    }

    /** A child reads all of the store while its parent rewrites it. */
    private static boolean busy(int policy, int version) {
        int pid = Sys.fork();
        if (pid == 0) {
            long digest = walk();
            say(policy, "busy", digest);
            Sys.exit(digest == expected(version) ? 0 : 1);
        }
        long before = Sys.counter(Counter.COPIED_BY_WRITE);
        for (long key = 0; key < STORE.count(); key++)
            fill(STORE.nodes().plus(key * Layout.size(Node.class)).as(Node.class).value(), key, version + 1);
        long copied = Sys.counter(Counter.COPIED_BY_WRITE) - before;
        boolean right = ended(pid) && walk() == expected(version + 1);
        name(policy, "busy");
        Out.text("the parent copied ");
        Out.number(copied);
        Out.text(right ? " pages; both saw their own store\n" : " pages; SOMEBODY SAW THE OTHER'S STORE\n");
        return right;
    }

    private static boolean ended(int pid) {
        Cap status = Stack.bytes(16);
        return pid > 0 && Sys.waitpid(pid, status) == pid && status.load32(0) == 0;
    }

    /** The digest of all that is reached from the buckets; it does not depend on the order. */
    private static long walk() {
        long sum = 0;
        for (long bucket = 0; bucket < BUCKETS; bucket++)
            for (Node n = STORE.buckets().loadCap(bucket * CAP).as(Node.class); !n.isNull(); n = n.next())
                sum += digest(n.value()) * (2 * n.key() + 1);
        return sum;
    }

    private static long digest(Cap value) {
        long h = 0;
        for (long at = 0; at < VALUE; at += 8) h = (h ^ value.load64(at)) * 0x100_0000_01b3L;
        return h;
    }

    /** What {@link #walk} returns for a store whose values are of the version, from the keys alone. */
    private static long expected(int version) {
        long sum = 0;
        for (long key = 0; key < STORE.count(); key++) {
            long word = first(key, version);
            long h = 0;
            for (long at = 0; at < VALUE; at += 8, word += word << 2) h = (h ^ word) * 0x100_0000_01b3L;
            sum += h * (2 * key + 1);
        }
        return sum;
    }

    private static void fill(Cap value, long key, int version) {
        long word = first(key, version);
        for (long at = 0; at < VALUE; at += 8, word += word << 2) value.store64(at, word);
    }

    private static long first(long key, int version) {
        return (key + 1) * 0x2545_f491_4f6c_dd1dL + version * 2L | 1;
    }

    private static void name(int policy, String mode) {
        Out.text(Arguments.POLICIES[policy]);
        Out.text(" ");
        Out.text(mode);
        Out.text(": ");
    }

    private static void say(int policy, String mode, long digest) {
        name(policy, mode);
        Out.text("the child wrote out a digest of ");
        Out.hex(digest);
        Out.text("\n");
    }

    /** What this process has that nobody else sees. */
    private static void memory() {
        Out.text("  private ");
        Out.number((Sys.counter(Counter.PAGES_PRIVATE) + Sys.counter(Counter.TABLES_PRIVATE)) * PAGE + Sys.counter(Counter.KERNEL_BYTES) >> 10);
        Out.text(" KiB; pages ");
        Out.number(Sys.counter(Counter.PAGES_PRIVATE));
        Out.text(" private, ");
        Out.number(Sys.counter(Counter.PAGES_SHARED));
        Out.text(" shared; copied ");
        Out.number(Sys.counter(Counter.COPIED_EAGERLY));
        Out.text(" eagerly, ");
        Out.number(Sys.counter(Counter.COPIED_BY_WRITE));
        Out.text(" by write, ");
        Out.number(Sys.counter(Counter.COPIED_BY_LOAD));
        Out.text(" by load, ");
        Out.number(Sys.counter(Counter.COPIED_BY_ACCESS));
        Out.text(" by access; capabilities ");
        Out.number(Sys.counter(Counter.CAPABILITIES_MOVED));
        Out.text(" moved, ");
        Out.number(Sys.counter(Counter.CAPABILITIES_REFUSED));
        Out.text(" refused; tables split ");
        Out.number(Sys.counter(Counter.TABLES_SPLIT));
        Out.text("\n");
    }
}
