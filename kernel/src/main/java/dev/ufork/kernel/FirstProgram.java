package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.shared.Bytes;

/**
 * The making of the μprocess that the command line names: image, heap, stack, arguments, the system calls it may call.
 *
 * <pre>
 *  region
 *  | text | constants | data | heap ................. | stack | argument texts, vector, system calls |
 * </pre>
 */
@Kernel
final class FirstProgram {
    /** The region: 2 MiB times two to the power of this. */
    static final int ORDER = 7;
    private static final long STACK_BYTES = 256 << 10;
    /** At the end of the region: arguments and system calls. */
    private static final long TOP_BYTES = Page.SIZE;
    private static final int CAP = 16;
    private static final int MAX_ARGUMENTS = 32;

    // Arguments of the program's start, in registers: c10 to c13.
    private static final int ARGUMENTS = 10;
    private static final int COUNT = 11;
    private static final int HEAP = 12;
    private static final int CALLS = 13;

    private FirstProgram() {}

    /** Loads {@code file} for {@code p}; {@code line} is the command line, its first word the program's name. */
    static boolean make(Uproc p, Cap file, Cap line, Loaded result) {
        Space space = p.space();
        space.policy(Policy.COPA);
        space.program(Archive.nameOf(Cpu.archive(), file));
        result.refusal(Refusal.NO_MEMORY);
        if (Spaces.make(space, ORDER, Arena.data(), Arena.code()) != 0) return false;
        if (!Loader.load(space, file, result)) return false;
        result.refusal(Refusal.NO_MEMORY);

        long size = space.move().size();
        long heap = result.end() + Page.SIZE - 1 & -Page.SIZE;
        long stack = size - TOP_BYTES - STACK_BYTES;
        heap = heap + ~Cap.alignmentMask(stack - heap) & Cap.alignmentMask(stack - heap);
        space.demandFrom(heap);
        space.demandBytes(size - heap);

        int top = Frames.claimZeroed();
        if (top == Frames.NONE || Spaces.map(space, space.base() + size - TOP_BYTES, top, Page.OWNED) != 0) return false;
        UserFrame frame = p.frame();
        Cap data = space.move().data();
        arguments(frame, Frames.page(top), data.plus(size - TOP_BYTES), line);
        frame.register(HEAP, data.plus(heap).boundedAtLeast((stack - heap) & -(1L << 20)));
        frame.register(Family.STACK, data.plus(stack).bounded(STACK_BYTES).plus(STACK_BYTES));
        frame.register(Family.PC, space.move().code().boundedAtLeast(result.end()).plus(result.entry()));
        return true;
    }

    /** Writes words, vector and calls into the last page, seen by the kernel as {@code page} and by the program as {@code user}. */
    private static void arguments(UserFrame frame, Cap page, Cap user, Cap line) {
        int calls = 0;
        for (Cap call = Cpu.systemCall(calls); call.tag(); call = Cpu.systemCall(++calls)) page.storeCap(calls * CAP, call);
        long vector = (long) calls * CAP;
        long text = vector + MAX_ARGUMENTS * CAP;
        int count = 0;
        long length = line.length();
        for (long at = 0; at < length && count < MAX_ARGUMENTS; ) {
            while (at < length && line.load8(at) == ' ') at++;
            long word = at;
            while (at < length && line.load8(at) != ' ' && line.load8(at) != 0) at++;
            long n = at - word;
            if (n == 0 || text + n + 1 > Page.SIZE) break;
            Bytes.copy(page.plus(text), line.plus(word), n);
            page.storeCap(vector + (long) count * CAP, user.plus(text).bounded(n));
            text += n + 1;
            count++;
        }
        frame.register(ARGUMENTS, user.plus(vector).bounded((long) count * CAP));
        frame.register(COUNT, Cap.NULL.plus(count));
        frame.register(CALLS, user.bounded((long) calls * CAP).restrict(Perms.GLOBAL | Perms.LOAD | Perms.LOAD_CAP));
    }
}
