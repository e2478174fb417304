package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Layout;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.kernel.target.Page;
import dev.ufork.kernel.target.Registers;
import dev.ufork.shared.Auxiliary;
import dev.ufork.shared.Bytes;
import dev.ufork.shared.Errno;

/**
 * A program's replacement by another: new memory, image, heap, stack, arguments, the system calls it may call.
 *
 * <pre>
 *  region
 *  | text | constants | data | stack | system calls | arguments, environment, auxiliary vector, texts | heap ..... | mappings .. |
 * </pre>
 *
 * <p>What every fork copies at once lies together, so that one leaf table maps it; the heap begins in the next one, and a fork shares its tables whatever
 * they hold. The stack cannot run into the data: its bounds end before.
 *
 * <p>The old memory is there until nothing can fail any more: arguments are read from it.
 */
@Kernel
final class Exec {
    static final int ENOEXEC = 8;
    static final int E2BIG = 7;
    /** The region: 2 MiB times two to the power of this. */
    static final int ORDER = 7;
    /** Arguments and environment together. */
    static final int MAX_TEXTS = 256;
    static final long STACK_BYTES = 1 << 20;
    static final long MIN_STACK_BYTES = 16 << 10;
    static final long MAX_STACK_BYTES = 64 << 20;
    /** With less no program begins. */
    private static final long MIN_HEAP_BYTES = 64 << 10;
    /** Behind the stack, mapped as far as it is needed. */
    private static final long TOP_BYTES = 32 << 10;
    /** A quarter of the region is for mappings. */
    private static final int MAPPINGS_SHIFT = 2;
    private static final int CAP = 16;

    // Arguments of the program's start.
    private static final int ARGUMENTS = Registers.RESULT;
    private static final int COUNT = Registers.RESULT + 1;
    private static final int HEAP = Registers.RESULT + 2;
    private static final int CALLS = Registers.RESULT + 3;
    private static final int ENVIRONMENT = Registers.RESULT + 4;

    /** The texts of the caller's vectors: what is counted is what is copied, and nothing waits in between. The core that runs the kernel uses it. */
    private static final Cap TEXTS = Global.bytes(3 * (MAX_TEXTS + 1) * CAP, 16);

    private Exec() {}

    /**
     * Makes {@code p} run {@code file} from its start, in new memory; the caller flushes translations whatever comes of it.
     *
     * @param name        what reports call the program
     * @param before      a vector like the next, of the kernel's own texts: arguments that take the place of the caller's first; null for none
     * @param arguments   capabilities of texts, which end at a zero or with their bounds; the vector ends likewise
     * @param environment the same
     * @param result      when the result is {@code -ENOEXEC}, why
     * @return 0, or an error number below 0, and then {@code p} is as it was
     */
    static int replace(Uproc p, Cap file, Cap name, Cap before, Cap arguments, Cap environment, Loaded result) {
        Space old = p.space();
        Space space = Stack.of(Space.class);
        UserFrame frame = Stack.of(UserFrame.class);
        space.policy(old.policy());
        space.isolation(p.isolation());
        name(space, name);
        if (Spaces.make(space, ORDER, Arena.data(), Arena.code()) != 0) return -Spaces.ENOMEM;
        int failed = fill(p, space, frame, file, result);
        if (failed == 0) failed = top(space, frame, before, arguments, environment);
        if (failed != 0) {
            Spaces.end(space);
            return failed;
        }
        if (!Threads.endOthers(p)) {
            Spaces.end(space);
            return -Errno.EAGAIN;
        }
        if (old.region() != Regions.NONE) Spaces.end(old);
        Bytes.copyCaps(old.cap(), space.cap(), Layout.size(Space.class));
        Bytes.copyCaps(p.frame().cap(), frame.cap(), Layout.size(UserFrame.class));
        p.context(Uproc.PROGRAM_DATA, Cap.NULL);
        if (Registers.THREAD) p.context(Uproc.PROGRAM_THREAD, Cap.NULL);
        return 0;
    }

    private static int fill(Uproc p, Space space, UserFrame frame, Cap file, Loaded result) {
        if (!Loader.load(space, file, result)) return result.refusal() == Refusal.NO_MEMORY ? -Spaces.ENOMEM : -ENOEXEC;
        long size = space.move().size();
        long stackBytes = Cap.representableLength(ResourceLimits.stack(p));
        long alignment = -Page.SIZE & Cap.alignmentMask(stackBytes);
        long stack = result.end() + ~alignment & alignment;
        long calls = stack + stackBytes;
        space.demandFrom(stack);
        space.top(calls + Page.SIZE);
        long heap = space.top() + TOP_BYTES + Page.TABLE_SPAN - 1 & -Page.TABLE_SPAN;
        long heapEnd = size - (size >>> MAPPINGS_SHIFT);
        if (heap > heapEnd) return -Spaces.ENOMEM;            // before anything is mapped: a program's last segment may end with the region
        long heapBytes = ResourceLimits.heap(p, heap, heapEnd);
        if (heapBytes < MIN_HEAP_BYTES || !mapCalls(space, calls)) return -Spaces.ENOMEM;
        space.heap(heap);
        space.demandEnd(heap + heapBytes);
        Cap data = space.move().data();
        frame.register(CALLS, data.plus(calls).bounded(Entries.bytes()).restrict(Perms.CONSTANT));
        frame.register(HEAP, data.plus(heap).bounded(heapBytes));
        frame.register(Registers.STACK, data.plus(stack).bounded(stackBytes).plus(stackBytes));
        frame.register(Registers.PC, space.move().code().boundedAtLeast(result.end()).plus(result.entry()));
        return 0;
    }

    private static void name(Space space, Cap name) {
        space.program(Cap.NULL);
        space.programRest(Cap.NULL);
        Bytes.copy(Spaces.name(space), name, Math.min(name.length(), Space.NAME - 1));
    }

    private static boolean mapCalls(Space space, long offset) {
        int frame = Entries.frame(space.isolation());
        boolean mapped = Spaces.map(space, space.base() + offset, frame, Page.KERNEL_ENTRIES) == 0;
        if (!mapped) Frames.drop(frame);
        return mapped;
    }

    /** Fills what lies behind the stack: three vectors, texts. The program's pc is in the frame. */
    private static int top(Space space, UserFrame frame, Cap before, Cap arguments, Cap environment) {
        int own = read(before, 0);
        int given = read(arguments, own);
        int others = given < 0 ? given : read(environment, own + given);
        if (others < 0) return -UserCopy.EFAULT;
        int skip = own == 0 ? 0 : Math.min(given, 1);
        int count = own + given - skip;
        if (count + others > MAX_TEXTS) return -E2BIG;

        Cap user = space.move().data().plus(space.top());
        long second = (count + 1L) * CAP;
        long third = second + (others + 1L) * CAP;
        long texts = vector(space, 0, 0, own, third + Auxiliary.BYTES);
        if (texts > 0) texts = vector(space, (long) own * CAP, own + skip, given - skip, texts);
        if (texts > 0) texts = vector(space, second, own + given, others, texts);
        if (texts < 0) return (int) texts;
        if (auxiliary(space, third, frame.register(Registers.PC).address()) != 0) return -Spaces.ENOMEM;
        frame.register(ARGUMENTS, user.bounded(second));
        frame.register(COUNT, Cap.NULL.plus(count));
        frame.register(ENVIRONMENT, user.plus(second).bounded(third + Auxiliary.BYTES - second));
        return 0;
    }

    /** The end of the vector is there already, as zeros. */
    private static int auxiliary(Space space, long at, long entry) {
        int failed = word(space, at, Auxiliary.PAGE_SIZE) | word(space, at + CAP, Page.SIZE);
        return failed | word(space, at + 2 * CAP, Auxiliary.ENTRY) | word(space, at + 3 * CAP, entry);
    }

    private static int word(Space space, long at, long value) {
        return put(space, at, Cap.NULL.plus(value));
    }

    /** Reads a vector of the caller's into {@link #TEXTS}: how many texts it names, at most one more than may be; below 0 when it cannot be read. */
    private static int read(Cap vector, int to) {
        if (vector.isNull()) return 0;
        long left = vector.length() - vector.offset();
        if (!vector.tag() || left < 0) return -1;
        int n = 0;
        for (; left >= CAP && n <= MAX_TEXTS; left -= CAP, n++) {
            Cap entry = TEXTS.plus((long) (to + n) * CAP);
            if (UserCopy.capability(entry, vector, (long) n * CAP) != 0) return -1;
            if (entry.loadCap(0).isNull()) break;
        }
        return n;
    }

    /** Copies texts from the {@code from}-th on to {@code texts} and names them at {@code at}; returns the end of the texts, or an error number. */
    private static long vector(Space space, long at, int from, int count, long texts) {
        Cap user = space.move().data().plus(space.top());
        for (int n = 0; n < count; n++) {
            long length = text(space, texts, TEXTS.loadCap((long) (from + n) * CAP));
            if (length < 0) return length;
            if (put(space, at + (long) n * CAP, user.plus(texts).bounded(length)) != 0) return -Spaces.ENOMEM;
            texts += length + 1;
        }
        return texts;
    }

    /** Copies one text; a zero follows it. Returns its bytes, or an error number. */
    private static long text(Space space, long at, Cap from) {
        long done = 0;
        while (true) {
            if (at + done >= TOP_BYTES) return -E2BIG;
            Cap page = page(space, at + done);
            if (page.isNull()) return -Spaces.ENOMEM;
            long within = at + done & Page.SIZE - 1;
            long n = UserCopy.text(page.plus(within), from.plus(done), Page.SIZE - within);
            if (n < 0) return n;
            done += n;
            if (within + n < Page.SIZE) return done;
        }
    }

    private static int put(Space space, long at, Cap c) {
        Cap page = page(space, at);
        if (page.isNull()) return -Spaces.ENOMEM;
        page.storeCap(at & Page.SIZE - 1, c);
        return 0;
    }

    /** The page behind the stack that holds the offset, as the kernel sees it, made if need be; null when memory is out. */
    private static Cap page(Space space, long offset) {
        long address = space.base() + space.top() + offset;
        LeafTable table = Spaces.own(space, address);
        if (table.isNull()) return Cap.NULL;
        int n = (int) (address >>> Page.SHIFT) & Page.ENTRIES - 1;
        if (!Tables.isPopulated(table, n)) {
            int frame = Frames.claimZeroed();
            if (frame == Frames.NONE) return Cap.NULL;
            Spaces.map(space, address & -Page.SIZE, frame, Page.OWNED);     // the table is there, so it cannot fail
        }
        return Frames.page(Frames.in(Tables.entries(table).load64(n * 8L)));
    }
}
