package features;

import dev.ufork.dsl.*;

/** One function for each feature of the language; the comments in front are calls and what they give. */
@Kernel
final class Features {
    enum Color { RED, GREEN, BLUE }

    @FnRef interface Step { int apply(int n); }

    @Bits
    interface Pte extends Word {
        @Bit(0) boolean valid();                      Pte valid(boolean on);
        @Bit(value = 2, to = 3) Color color();        Pte color(Color c);
        @Bit(value = 10, to = 53) long frame();       Pte frame(long n);
        @Bit(value = 60, to = 63) int top();          Pte top(int n);
    }

    @Struct
    interface Point extends Ref {
        int x();      void x(int v);
        byte y();     void y(byte v);
    }

    @Struct
    interface Node extends Ref {
        long key();                      void key(long k);
        Node next();                     void next(Node n);
        Pte pte();                       void pte(Pte p);
        @Length(4) short small(int i);   void small(int i, short v);
        Color color();                   void color(Color c);
        Step step();                     void step(Step s);
        Point point();
        @Length(3) Point many(int i);
        @Length(20) Cap bytes();
        boolean flag();                  void flag(boolean b);
        char letter();                   void letter(char c);

        @Kernel default long sum() { return key() + point().x(); }
    }

    @Struct
    interface Event extends Ref {
        @Tag Color kind();               void kind(Color c);
        @Variant("RED") Point red();
        @Variant("BLUE") Node blue();
    }

    static final Node ROOT = Global.of(Node.class);
    static final Cap HEAP = Global.bytes(5000, 16);
    static final Point OTHER = PerCpu.of(Point.class);
    static final Point CORE = PerCpu.of(Point.class);
    static final int[] TABLE = {1, 2, -3, 0x7fffffff};
    static final long[] LONGS = {1L << 40, -1};
    static final char[] CHARS = {'a', '\uffff'};
    static final boolean[] BITS = {true, false};
    static final String[] NAMES = {"red", "grün"};
    static final Step[] STEPS = {Features::twice, Features::negated};
    static final long SIZE = Layout.size(Node.class);
    static int counter = 5;
    static byte small = (byte) 200;
    static Node kept = Cap.NULL.as(Node.class);
    static Color color = Color.BLUE;

    static int twice(int n) { return n * 2; }
    static int negated(int n) { return -n; }

    //= arithmetic(7, 2) -> 1003
    //= arithmetic(-2147483648, -1) -> -2147482648
    //= arithmetic(1, 0) -> panic division by zero
    static int arithmetic(int a, int b) { return a / b + a % b * 1000 - (a % b == 0 ? -1000 : 0) + (a / b < 0 ? 0 : 0); }

    //= wraps(2147483647) -> -2147483648
    static int wraps(int a) { return a + 1; }

    //= shifts(-8L, 65) -> -4
    static long shifts(long a, int by) { return (a >> by) | (a >>> 63 + by - 64 & 0); }

    //= narrow(200) -> -56
    //= narrow(65536) -> 0
    static int narrow(int n) { byte b = (byte) n; b += 0; short s = b; char c = (char) n; c <<= 8; return s + (c >> 16); }

    //= compound(10) -> 126
    static int compound(int n) { byte b = 120; b += n; b -= 4; long l = 3; l *= b; l >>>= 1; l ^= b; int i = (int) l; i %= 1000; i -= i - b; return i; }

    //= steps(5) -> 1124
    static int steps(int n) { int a = n++ * 100; int b = ++n; b += n-- + --n; byte c = 127; c++; return a + b * 34 + n + c + 101; }

    //= statics(3) -> 13
    //= statics(3) -> 16
    static int statics(int n) { counter += n; counter++; counter--; int old = counter; small++; return old + (small == -55 ? 5 : 5); }

    //= condition(1, 2) -> 11
    //= condition(2, 1) -> 22
    //= condition(3, 3) -> 34
    static int condition(int a, int b) {
        boolean less = a < b && b < 10 || a == 77;
        int r = less ? 1 : a > b ? 2 : 3;
        if (!less && a != b | a > 100) r += 20;
        else if (less ^ a == 5) r += 10;
        else r += 31;
        return r;
    }

    //= loops(5) -> 40
    static int loops(int n) {
        int sum = 0;
        outer:
        for (int i = 0; i < n; i++) {
            for (int j = 0; ; j++) {
                if (j > i) continue outer;
                if (sum > 39) break outer;
                sum += 3;
                if (j == 3) { sum--; break; }
            }
        }
        do { sum++; } while (sum < 20);
        while (sum % 2 == 1) sum--;
        block: { if (n > 2) break block; sum = -1; }
        for (;;) { if (sum <= 40) break; sum--; }
        return sum;
    }

    //= oldSwitch(1) -> 111
    //= oldSwitch(2) -> 110
    //= oldSwitch(3) -> 100
    //= oldSwitch(9) -> 1000
    static int oldSwitch(int n) {
        int r = 0;
        switch (n) {
            case 1: r += 1;
            case 2: r += 10;
            case 3: r += 100; break;
            default: r = 1000;
        }
        return r;
    }

    //= newSwitch(0) -> 10
    //= newSwitch(1) -> 22
    //= newSwitch(2) -> panic blue: 2
    //= newSwitch(3) -> panic no such enum constant
    static int newSwitch(int n) {
        return switch (Enums.at(Color.class, n)) {
            case RED -> 10;
            case GREEN -> { int q = 11; yield q * 2; }
            case BLUE -> throw Panic.of("blue", n);
        };
    }

    //= charSwitch(120) -> 3
    //= charSwitch(122) -> 4
    //= charSwitch(1) -> 0
    static int charSwitch(int n) { char c = (char) n; int r = 0; switch (c) { case 'x', 'y' -> r = 3; case 'z' -> r = 4; default -> { } } return r; }

    //= asserts(1) -> 1
    //= asserts(-1) -> panic positive
    //= asserts(0) -> panic assertion failed
    static int asserts(int n) { assert n >= 0 : "positive"; assert n != 0; return n; }

    //= tables(2) -> -3
    //= tables(4) -> fault
    //= tables(-1) -> fault
    static int tables(int i) { return TABLE[i]; }

    //= moreTables(0) -> 1099511627877
    //= moreTables(1) -> 65538
    static long moreTables(int i) { return LONGS[i] + CHARS[i] + (BITS[i] ? 0 : 4) + (BITS[1 - i] ? 0 : TABLE.length); }

    //= strings(1) -> 430
    //= strings(0) -> 416
    static long strings(int i) { Cap text = Text.utf8(NAMES[i]); return text.length() + text.load8(0) + text.load8(1) + text.load8(text.length() - 1) + bytes("abc").load8(1); }
    static Cap bytes(String s) { return Text.utf8(s); }

    //= references(4, 0) -> 8
    //= references(4, 1) -> -4
    static int references(int n, int which) {
        Step s = which == 0 ? Features::twice : Features::negated;
        ROOT.step(s);
        return ROOT.step().apply(n) + STEPS[which].apply(n) - s.apply(n);
    }

    //= noReference() -> fault
    static int noReference() { Node n = Stack.of(Node.class); return n.step().apply(1); }

    //= structs(3) -> 1036
    //= structs(4) -> panic index out of range
    static long structs(int i) {
        Node n = Stack.of(Node.class);
        n.key(1000);
        n.small(i, (short) -7);
        n.point().x(40);
        n.many(2).y((byte) -3);
        n.flag(true);
        n.letter('\u00ff');
        return n.sum() + n.small(i) + n.many(i - 1).y() + (n.flag() ? 3 : 0) + (n.letter() == 255 ? 3 : 0);
    }

    //= globalState(5) -> 5
    //= globalState(6) -> 11
    static long globalState(int n) { ROOT.key(ROOT.key() + n); kept = ROOT; color = Color.RED; return kept.key() + color.ordinal(); }

    //= chain(4) -> 10
    static long chain(int n) {
        Cap at = HEAP.at(HEAP.base());
        Node first = Cap.NULL.as(Node.class);
        for (int i = 1; i <= n; i++) {
            Node node = at.bounded(SIZE).as(Node.class);
            node.key(i);
            node.next(first);
            first = node;
            at = at.plus(SIZE);
        }
        long sum = 0;
        for (Node p = first; !p.isNull(); p = p.next()) sum += p.key();
        return sum;
    }

    //= words(5L) -> 5371
    //= words(17592186044416L) -> panic value too large for bit field
    static long words(long frame) {
        Pte p = Word.of(Pte.class, -1L).valid(false).color(Color.GREEN).frame(frame).top(3);
        ROOT.pte(p);
        Pte q = ROOT.pte();
        return q.frame() * 1000 + (q.valid() ? 1000 : 0) + q.color().ordinal() * 71 + q.top() * 100;
    }

    //= badColor() -> panic no such enum constant
    static int badColor() { return Word.of(Pte.class, 12).color().ordinal(); }

    //= variants(0) -> 7
    //= variants(1) -> panic wrong variant
    static int variants(int kind) { Event e = Stack.of(Event.class); e.kind(Enums.at(Color.class, kind)); e.red().x(7); return e.red().x(); }

    //= narrowed(19) -> 0
    //= narrowed(20) -> fault
    //= narrowed(-1) -> fault
    static int narrowed(int i) { Node n = Stack.of(Node.class); return n.bytes().load8(i); }

    //= wholeStruct() -> 1
    static int wholeStruct() { return ROOT.point().narrow().length() == Layout.size(Point.class) && ROOT.field("key").length() == 8 && ROOT.narrow().length() == SIZE ? 1 : 0; }

    //= recovers(4L) -> 0
    //= recovers(9L) -> -14
    static int recovers(long n) { Cap to = Stack.bytes(8), from = Stack.bytes(16); return copy(to, from, n); }
    @MayFault(returns = -14) static int copy(Cap to, Cap from, long n) { for (long i = 0; i < n; i++) to.store8(i, from.load8(i)); return check(to); }
    @Inline static int check(Cap c) { return c.load8(0); }

    //= recoversNull() -> 1
    static int recoversNull() { return lost(Cap.NULL).isNull() ? 1 : 0; }
    @MayFault(returns = 0) static Node lost(Cap c) { return c.loadCap(0).as(Node.class); }

    //= interrupts(1) -> 11
    //= interrupts(0) -> 20
    static int interrupts(int n) {
        int r = 0;
        for (int i = 0; i < 3; i++) {
            try (var _ = Interrupts.off()) {
                if (n == 1 && i == 1) return locked(r);
                if (i == 2) break;
                r += 10;
            }
        }
        return r;
    }
    @InterruptsOff("it is the test of it") static int locked(int n) { return n + 1; }

    //= atomics() -> 1111
    static int atomics() {
        Cap a = ROOT.point().field("x");
        Atomic.store32(a, 5);
        int r = Atomic.add32(a, 3) == 5 ? 1 : 0;
        if (Atomic.compareAndSet32(a, 8, 9) && !Atomic.compareAndSet32(a, 8, 1)) r += 10;
        if (Atomic.swap32(a, 1) == 9) r += 100;
        if ((Atomic.or32(a, 6) | Atomic.and32(a, 4)) == 7 && Atomic.xor32(a, 1) == 4 && Atomic.load32(a) == 5) r += 1000;
        Atomic.fence();
        return r;
    }

    //= atomics64() -> 11111
    static int atomics64() {
        Cap a = HEAP.at(HEAP.base() + 4096);
        long high = 1L << 40;
        Atomic.store64(a, high + 5);
        int r = Atomic.add64(a, high) == high + 5 && Atomic.load64(a) == 2 * high + 5 ? 1 : 0;
        if (Atomic.compareAndSet64(a, 2 * high + 5, -9) && a.load64(0) == -9) r += 10;
        if (!Atomic.compareAndSet64(a, 0xfffffff7L, 1) && Atomic.load64(a) == -9) r += 100;
        if (Atomic.swap64(a, high + 1) == -9 && Atomic.or64(a, high << 1) == high + 1) r += 1000;
        if (Atomic.and64(a, high << 1) == 3 * high + 1 && Atomic.xor64(a, 7) == high << 1 && Atomic.load64(a) == (high << 1) + 7) r += 10000;
        return r;
    }

    //= atomicsOnCapabilities() -> 1111
    static int atomicsOnCapabilities() {
        Cap place = HEAP.at(HEAP.base() + 4096).bounded(16), first = place.bounded(8), other = HEAP.bounded(32);
        Atomic.storeCap(place, first);
        int r = Atomic.loadCap(place).same(first) ? 1 : 0;
        if (Atomic.swapCap(place, other).same(first) && place.loadCap(0).same(other)) r += 10;
        // All of it is compared, the tag and the bounds too.
        if (!Atomic.compareAndSetCap(place, other.untagged(), first) && !Atomic.compareAndSetCap(place, HEAP.at(other.address()), first)) r += 100;
        if (Atomic.compareAndSetCap(place, other, Cap.NULL) && Atomic.loadCap(place).isNull()) r += 1000;
        return r;
    }

    //= atomicsOutside(DATA, 512L) -> fault
    //= atomicsOutside(DATA, 504L) -> 0
    static long atomicsOutside(Cap data, long at) { return Atomic.add64(data.plus(at), 0); }

    //= perCpu(5) -> 10
    //= perCpu(6) -> 22
    static int perCpu(int n) { CORE.x(CORE.x() + n); CORE.y((byte) CORE.x()); return CORE.x() + OTHER.y() + CORE.y(); }

    //= capabilities(DATA) -> 127
    static int capabilities(Cap data) {
        int r = data.tag() && data.length() == 512 ? 1 : 0;
        Cap part = data.plus(16).bounded(8).restrict(Perms.LOAD | Perms.GLOBAL);
        if (part.offset() == 0 && part.isSubsetOf(data) && !data.isSubsetOf(part)) r += 2;
        if (part.load64(0) == data.load64(16) && (part.perms() & Perms.STORE) == 0) r += 4;
        data.storeCap(256, part);
        if (data.loadCap(256).same(part) && data.loadTags(256) == 1) r += 8;
        data.store8(256, 0);
        if (!data.loadCap(256).tag() && !part.untagged().tag() && part.sealEntry().isSealed()) r += 16;
        if (data.build(part.untagged()).same(part)) r += 32;
        data.store64(256, 0);
        data.store64(264, 0);
        // What CHERI-RISC-V says, and what Morello does, whose bounds have two bits more.
        long length = Cap.representableLength(0x100001), slack = ~Cap.alignmentMask(0x100001);
        if ((length == 0x100800 && slack == 0x7ff || length == 0x100200 && slack == 0x1ff) && data.loadCap(256).isNull()) r += 64;
        return r;
    }

    //= movedSealed(DATA, 0L) -> 8
    //= movedSealed(DATA, 8L) -> 8
    static int movedSealed(Cap data, long by) {
        Cap entry = data.sealEntry();
        return (entry.plus(by).tag() ? 1 : 0) + (entry.plus(0).tag() ? 2 : 0) + (entry.at(data.address()).tag() ? 4 : 0) + (entry.as(Node.class).narrow().tag() ? 0 : 8);
    }

    //= movedNull(DATA) -> 7
    static int movedNull(Cap data) {
        Cap moved = data.build(Cap.NULL.at(data.address() + 8)).untagged();
        return (moved.tag() ? 0 : 1) + (moved.length() == -1 ? 2 : 0) + (moved.offset() == data.address() + 8 && moved.perms() == 0 ? 4 : 0);
    }

    //= outside(DATA, 512L) -> fault
    //= outside(DATA, -1L) -> fault
    //= outside(DATA, 511L) -> 0
    static int outside(Cap data, long at) { return data.load8(at); }

    //= readOnly(DATA) -> fault
    static int readOnly(Cap data) { data.restrict(Perms.LOAD).store8(0, 1); return 1; }

    //= sealed(DATA) -> fault
    static int sealed(Cap data) { return data.sealEntry().load8(0); }

    //= unsigned(-1, 2) -> 2147483648
    //= unsigned(1, 0) -> panic division by zero
    static long unsigned(int a, int b) { return U.toLong(U.div(a, b)) + U.rem(a, b) + (U.lt(a, b) ? 10 : 0) + (U.gt(b, a) ? 100 : 0); }

    //= javaLang(12L) -> 1258
    static long javaLang(long n) {
        return Long.numberOfTrailingZeros(n) + Long.bitCount(n) + Integer.numberOfLeadingZeros((int) n) + Math.max(3L, n) * 100 + Math.min(1, 2) + Math.abs(-(int) n)
            + Integer.rotateLeft(1, 33) + Long.rotateRight(4, 2) + (Integer.reverseBytes(0x01000000)) + Integer.compareUnsigned(-1, 1) + (Long.compare(1, n) + 1)
            + Byte.toUnsignedInt((byte) -1) / 255 + 7;
    }

    //= generic() -> 1
    static int generic() { return same(ROOT, ROOT) ? 1 : 0; }
    static <T extends Ref> boolean same(T a, T b) { return a.same(b); }

    //= order(2) -> 1223
    static int trace;
    static int mark(int n) { trace = trace * 10 + n; return n; }
    static int order(int n) { trace = 0; int r = mark(1) + mark(n) * mark(2) - mark(3); return trace + r - 2; }

    //= recursive(10) -> 55
    static int recursive(int n) { return n < 2 ? n : recursive(n - 1) + recursive(n - 2); }
}
