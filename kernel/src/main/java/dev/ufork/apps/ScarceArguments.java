package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Out;
import dev.ufork.user.Scarcity;
import dev.ufork.user.Sys;

/**
 * Every system call of {@link ConformCalls}' table with each argument that is memory in pages that the kernel must first make, split or copy, with too little for
 * that: EFAULT, and everything as it was. Whoever appends a call appends it here, too.
 */
@Kernel
final class ScarceArguments {
    private static final int CAP = 16;
    private static final long PAGE = 4096;
    private static final long SPAN = 2 << 20;
    private static final long FILE_BYTES = 1 << 20;
    private static final String FILE = "/tmp/scarce-shown";

    // Sorts of memory: heap, mappings, of a file. What others share with a fork has one sort, of heap.
    private static final int HEAP = 0;
    private static final int PRIVATE = 1;
    private static final int SHARED = 2;
    private static final int FILE_PRIVATE = 3;
    private static final int FILE_SHARED = 4;
    private static final int SORTS = 5;
    /** Each is tried without frames and without tables. */
    private static final int WAYS = 2 * SORTS;

    private static final Fixture HAS = Global.of(Fixture.class);

    /** What the sorts are cut from. */
    @Struct
    interface Fixture extends Ref {
        /** Heap of so many tables: a page of each is touched by the process that prepares. */
        Cap heap();     void heap(Cap c);
        int file();     void file(int d);
    }

    /** What is tried. */
    private static int variant;
    private static int call;
    private static int place;
    private static int way;
    private static int ways;
    private static boolean right = true;

    private ScarceArguments() {}

    static boolean isRight() {
        return right;
    }

    /** All; returns how many rows that were. */
    static int all() {
        int rows = 0;
        Rationed.use(ScarceArguments::prepare, ScarceArguments::clean);
        for (call = 0; call < ConformCalls.ROWS.length; call++) {
            int places = ConformCalls.read(Text.utf8(ConformCalls.ROWS[call]));
            for (place = 0; place < places; place++) {
                if (!isUsed(ConformCalls.LETTERS.load8(place))) continue;
                for (variant = Rationed.ALONE; variant < Rationed.VARIANTS; variant++) {
                    if (variant == 1) continue;                // a child that has copied everything is alone
                    ways = variant == Rationed.ALONE ? WAYS : 2;
                    for (way = 0; way < (replaces() ? ways : 1); way++) {
                        rows++;
                        if (!Rationed.aChild(variant, replaces() ? ScarceArguments::one : ScarceArguments::each)) wrong();
                    }
                }
                ConformCalls.read(Text.utf8(ConformCalls.ROWS[call]));
            }
        }
        return rows;
    }

    /** Does the kernel read or write the memory at once? */
    private static boolean isUsed(int letter) {
        return switch (letter) {
            case 'w', 'W', 'r', 'R', 'p', 'v', 'a', 'A' -> true;
            default -> false;
        };
    }

    /** Is it the call that does not come back? */
    private static boolean replaces() {
        return call == ConformCalls.call("execve");
    }

    private static void wrong() {
        right = false;
        Out.text(ConformCalls.ROWS[call]);
        Out.text(": is wrong or loses something, argument ");
        Out.number(place + 1);
        Out.text(", variant ");
        Out.number(variant);
        Out.text("\n");
    }

    private static long prepare() {
        if (!BadArguments.start()) return -1;
        HAS.file(Io.open(FILE, Open.CREATE | Open.READ_WRITE, 0600));
        Io.ftruncate(HAS.file(), FILE_BYTES);
        HAS.heap(Heap.alloc(5 * SPAN));
        if (variant != Rationed.ALONE) for (int n = 0; n < ways; n++) heap(n).storeCap(0, Text.utf8("text"));
        return HAS.file();
    }

    private static long clean() {
        Io.unlink(Text.utf8("/tmp/bad"));
        return Io.unlink(Text.utf8(FILE));
    }

    private static long each() {
        long failures = 0;
        for (way = 0; way < ways; way++) {
            long more = one();
            if (more > Rationed.MOST) return more;
            failures += more;
        }
        return failures;
    }

    /** One sort of memory, without frames or without tables: how often the call failed. */
    private static long one() {
        if (ConformCalls.read(Text.utf8(ConformCalls.ROWS[call])) < 0) return Rationed.MOST + 1;
        if (call == ConformCalls.call("thread_create")) {
            ConformCalls.GIVEN.storeCap(0, ScarceCalls.entry());
            ConformCalls.GIVEN.storeCap(CAP, ConformCalls.GIVEN.loadCap(CAP).plus(PAGE));
        }
        ConformCalls.GIVEN.storeCap((long) place * CAP, memory());
        BadArguments.prepare();
        int failures = Rationed.attempts(ScarceArguments::make, Errno.EFAULT, Scarcity.FRAMES + (way & 1), replaces());
        for (int n = 0; n < 3; n++) Sys.yield();                // a thread that has begun ends
        if (ConformCalls.LETTERS.load8(place) == 'p') undo(ConformCalls.GIVEN.loadCap((long) place * CAP));
        return failures;
    }

    /** Removes what the call may have made, whatever its name is, and brings back what has now this name. */
    private static void undo(Cap name) {
        if (call == ConformCalls.call("rename") && place == 1) Io.rename(name, ConformCalls.GIVEN.loadCap(0));
        Io.unlink(name);
        Io.rmdir(name);
    }

    private static Cap memory() {
        return switch (way >>> 1) {
            case HEAP -> heap(way & 1);
            case PRIVATE -> Memory.map(PAGE, Mman.PRIVATE);
            case SHARED -> Memory.map(PAGE, Mman.SHARED);
            case FILE_PRIVATE -> file(Mman.PRIVATE);
            default -> file(Mman.SHARED);
        };
    }

    private static Cap heap(int n) {
        return HAS.heap().at(HAS.heap().base() + (n + 2) * SPAN & -PAGE).bounded(PAGE);
    }

    private static Cap file(int sharing) {
        return Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, sharing, HAS.file(), way * PAGE);
    }

    /** Other errors are those of a call that could use its arguments. */
    private static long make() {
        long result = ConformCalls.make(call);
        if (result == -Errno.ENOSPC || result == -Errno.ENFILE) return -Errno.ENOMEM;
        return result == -Errno.EFAULT || result == -Errno.ENOMEM ? result : 0;
    }
}
