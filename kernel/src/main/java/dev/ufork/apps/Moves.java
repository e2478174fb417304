package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.user.Counter;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/**
 * {@code moves}: looks at every page and capability that a fork should share, copy or move, and says sentence by sentence what is right.
 *
 * <p>A page holds capabilities of every kind; plain numbers elsewhere say what each of them is, its base counted from the page's own. A process that
 * inherits both finds its capabilities right when they agree with the numbers.
 */
@Kernel
final class Moves {
    private static final long PAGE = 4096;
    private static final int PLAIN_PAGES = 12;
    private static final int KINDS = 8;
    private static final int CAP = 16;
    /** Numbers about one capability: tag, base from the page's, length, offset, permissions, type. */
    private static final int FACTS = 6;
    private static final int RIGHT = 0;
    private static final int TRIES = 10_000;

    private static final Store STORE = Global.of(Store.class);

    /** A function, to be held as a sealed capability. */
    @FnRef
    interface Function {
        int call(int n);
    }

    /** What is looked at. */
    @Struct
    interface Store extends Ref {
        /** The page of capabilities; what they are; pages of plain data; the descriptors of a pipe. */
        Cap page();         void page(Cap c);
        Cap facts();        void facts(Cap c);
        Cap plain();        void plain(Cap c);
        Cap pipe();         void pipe(Cap c);
    }

    /** A place for a function reference at the start of a page. */
    @Struct
    interface Holder extends Ref {
        Function function();    void function(Function f);
    }

    private Moves() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        Cap memory = Heap.alloc(1 << 20);
        STORE.page(pageOf(memory));
        STORE.plain(Heap.alloc(PLAIN_PAGES * PAGE));
        STORE.facts(Heap.alloc(KINDS * FACTS * 8));
        STORE.pipe(Heap.alloc(8));
        if (!memory.tag() || !STORE.plain().tag() || !STORE.facts().tag() || Io.pipe(STORE.pipe()) != 0) return 1;
        fill(memory);
        for (long at = 0; at < PLAIN_PAGES * PAGE; at += 8) STORE.plain().store64(at, at);

        boolean right = say("a child that reads plain data shares its pages, and its first load of a capability copies that page alone", sharing());
        right &= say("base, length, offset, permissions and type of every capability are the parent's, moved", inherited());
        for (int policy = 0; policy < 3; policy++)
            for (int next = 0; next < 3; next++) right &= grandchild(policy, next);
        right &= say("a grandchild sees pages that its dead grandparent made and its dead parent never touched", ancestors());
        right &= say("regions of the dead are used again, and capabilities in them are right", reuse());
        right &= say("the first process has what it had", check());
        return right ? 0 : 1;
    }

    private static boolean say(String sentence, long wrong) {
        Out.text(wrong == RIGHT ? "right: " : "WRONG: ");
        Out.text(sentence);
        if (wrong != RIGHT) {
            Out.text(" (");
            Out.number(wrong);
            Out.text(")");
        }
        Out.text("\n");
        return wrong == RIGHT;
    }

    /** A page, aligned, within memory. */
    private static Cap pageOf(Cap memory) {
        return memory.at(memory.address() + PAGE - 1 & -PAGE).bounded(PAGE);
    }

    private static int twice(int n) {
        return 2 * n;
    }

    /** One capability of each kind, and what it is. */
    private static void fill(Cap memory) {
        Cap page = STORE.page();
        page.as(Holder.class).function(Moves::twice);
        page.storeCap(CAP, page.plus(64).bounded(100));
        page.storeCap(2 * CAP, page.plus(512).bounded(32).plus(32));
        page.storeCap(3 * CAP, page.plus(512).bounded(32).plus(-8));
        page.storeCap(4 * CAP, page.restrict(Perms.GLOBAL | Perms.LOAD));
        page.storeCap(5 * CAP, memory);
        page.storeCap(6 * CAP, page.untagged());
        page.storeCap(7 * CAP, Cap.NULL);
        for (int n = 0; n < KINDS; n++) {
            Cap c = page.loadCap((long) n * CAP);
            fact(n, 0, c.tag() ? 1 : 0);
            fact(n, 1, c.base() - page.base());
            fact(n, 2, c.length());
            fact(n, 3, c.address() - c.base());
            fact(n, 4, c.perms());
            fact(n, 5, c.type());
        }
    }

    private static void fact(int n, int which, long value) {
        STORE.facts().store64((n * FACTS + which) * 8L, value);
    }

    private static boolean is(int n, int which, long value) {
        return STORE.facts().load64((n * FACTS + which) * 8L) == value;
    }

    /** Are the page's capabilities what the numbers say? 0, or which is not, counted from 1. */
    private static long check() {
        for (int n = 0; n < KINDS; n++) {
            Cap c = STORE.page().loadCap((long) n * CAP);
            if (!is(n, 0, c.tag() ? 1 : 0)) return n + 1;
            if (!c.tag()) continue;
            if (!is(n, 1, c.base() - STORE.page().base()) || !is(n, 2, c.length()) || !is(n, 3, c.address() - c.base()) || !is(n, 4, c.perms())
                    || !is(n, 5, c.type())) return n + 1;
        }
        return STORE.page().as(Holder.class).function().call(21) == 42 ? RIGHT : KINDS + 1;
    }

    private static void tell(long value) {
        Cap word = Stack.bytes(16);
        word.store64(0, value);
        Io.write(STORE.pipe().load32(4), word, 8);
        Sys.exit(0);
    }

    private static long told() {
        Cap word = Stack.bytes(16);
        return Io.read(STORE.pipe().load32(0), word, 8) == 8 ? word.load64(0) : -1;
    }

    private static long sharing() {
        Sys.policy(2);
        int pid = Sys.fork();
        if (pid == 0) tell(shares());
        long result = told();
        Sys.waitpid(pid, Cap.NULL);
        return result;
    }

    private static long shares() {
        long pages = Sys.counter(Counter.PAGES_PRIVATE);
        long loads = Sys.counter(Counter.COPIED_BY_LOAD);
        for (long at = 0; at < PLAIN_PAGES * PAGE; at += 8) if (STORE.plain().load64(at) != at) return 1;
        if (STORE.page().load64(CAP) == STORE.page().base() + 64) return 2;      // as plain data it is still the parent's
        if (Sys.counter(Counter.PAGES_PRIVATE) != pages || Sys.counter(Counter.COPIED_BY_LOAD) != loads) return 3;
        if (STORE.page().loadCap(CAP).base() != STORE.page().base() + 64) return 4;
        if (Sys.counter(Counter.PAGES_PRIVATE) != pages + 1 || Sys.counter(Counter.COPIED_BY_LOAD) != loads + 1) return 5;
        if (check() != RIGHT) return 6;
        if (Sys.counter(Counter.PAGES_PRIVATE) != pages + 1 || Sys.counter(Counter.COPIED_BY_LOAD) != loads + 1) return 7;
        STORE.plain().store64(0, 7);
        return Sys.counter(Counter.COPIED_BY_WRITE) == 1 && Sys.counter(Counter.CAPABILITIES_REFUSED) == 0 ? RIGHT : 8;
    }

    private static long inherited() {
        for (int policy = 0; policy < 3; policy++) {
            Sys.policy(policy);
            int pid = Sys.fork();
            if (pid == 0) tell(check());
            long result = told();
            Sys.waitpid(pid, Cap.NULL);
            if (result != RIGHT) return result;
        }
        return RIGHT;
    }

    /** A fork in a forked child that ends before its own child looks. */
    private static boolean grandchild(int policy, int next) {
        Sys.policy(policy);
        int pid = Sys.fork();
        if (pid == 0) {
            Sys.policy(next);
            if (Sys.fork() == 0) tell(orphan());
            Sys.exit(0);
        }
        Sys.waitpid(pid, Cap.NULL);
        long result = told();
        Out.text(result == RIGHT && check() == RIGHT ? "right" : "WRONG");
        Out.text(": a grandchild whose parent is dead, forks under ");
        Out.text(Arguments.POLICIES[policy]);
        Out.text(" and ");
        Out.text(Arguments.POLICIES[next]);
        Out.text("\n");
        return result == RIGHT;
    }

    /** Waits to be one, looks, and writes where others must not see it. */
    private static long orphan() {
        for (int tries = 0; Sys.getppid() != 1; tries++) {
            if (tries == TRIES) return 100;
            Sys.yield();
        }
        long result = check();
        STORE.page().storeCap(CAP, Cap.NULL);
        return result;
    }

    /** Pages that the grandparent of the one that looks has made, so that they are at home in a dead one's region. */
    private static long ancestors() {
        Sys.policy(2);
        int pid = Sys.fork();
        if (pid == 0) {
            Cap memory = Heap.alloc(1 << 20);
            STORE.page(pageOf(memory));
            fill(memory);
            if (Sys.fork() == 0) {
                if (Sys.fork() == 0) tell(orphan());
                Sys.exit(0);
            }
            Sys.exit(0);
        }
        Sys.waitpid(pid, Cap.NULL);
        int other = Sys.fork();                 // it must not get the region that is still somebody's home
        if (other == 0) tell(check());
        long one = told();
        long two = told();
        Sys.waitpid(other, Cap.NULL);
        return one != RIGHT ? one : two;
    }

    private static long reuse() {
        Cap places = Stack.bytes(8 * 8);
        boolean again = false;
        for (int n = 0; n < 8; n++) {
            int pid = Sys.fork();
            if (pid == 0) tell(check() == RIGHT ? STORE.page().base() : 0);
            long place = told();
            Sys.waitpid(pid, Cap.NULL);
            if (place <= 0 || place == STORE.page().base()) return n + 1;
            for (int before = 0; before < n; before++) again |= places.load64(before * 8L) == place;
            places.store64(n * 8L, place);
        }
        return again ? RIGHT : 9;
    }
}
