package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.SignalFrame;
import dev.ufork.user.Entries;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * Arguments of system calls, by letters: one that is good, those that are bad, and the error that answers each.
 *
 * <pre>
 *  d g h o   a descriptor of /dev/zero, of a directory, of a file, of a pipe's writing end; b the number for one
 *  w W       memory to be written; a null pointer is allowed in place of W, and is the good one
 *  r R       memory to be read, likewise
 *  p         a path                          v  a vector of texts
 *  a A       a word that others change        m M  a page that is mapped
 *  e         a place in the program to enter   k x  a stack, of handlers and of threads
 *  s         a size; l i j t differ in what is said to which
 *  f         flags, or one of a few numbers
 *  q c       a process, a child              G  its group
 *  u         a signal                        y  nanoseconds
 *  z         what is short                   n  any number
 * </pre>
 */
@Kernel
final class BadArguments {
    /** Ways to be bad. */
    static final int KINDS = 9;

    // Those of memory.
    private static final int NULL = 0;
    private static final int UNTAGGED = 1;
    private static final int SEALED_UP = 2;
    private static final int FORBIDDEN = 3;
    private static final int SHORT = 4;
    private static final int OUTSIDE = 5;
    private static final int UNMAPPED = 6;
    private static final int CLOSED = 7;
    private static final int MISALIGNED = 8;

    private static final int SIZE = 1024;
    private static final int PAGE = 4096;

    static final Cap MEMORY = Global.bytes(SIZE, 16);
    static final Fixture SEALED = Global.of(Fixture.class);

    /** What there is to be passed. */
    @Struct
    interface Fixture extends Ref {
        /** A sealed entry. */
        Signals.Handler handler();      void handler(Signals.Handler h);
        /** Two pages that can be used, one that was mapped, and one whose use is forbidden. */
        Cap mapped();                   void mapped(Cap c);
        Cap unmapped();                 void unmapped(Cap c);
        Cap closed();                   void closed(Cap c);
        int zero();                     void zero(int d);
        int directory();                void directory(int d);
        int file();                     void file(int d);
        int writer();                   void writer(int d);
    }

    private BadArguments() {}

    private static void handler(int signal, SignalFrame frame) {
    }

    /** Makes what can be passed; false when that fails. */
    static boolean start() {
        Cap ends = Stack.bytes(16);
        SEALED.handler(BadArguments::handler);
        SEALED.zero(Io.open("/dev/zero", Open.READ, 0));
        SEALED.directory(Io.open("/bin", Open.READ, 0));
        SEALED.file(Io.open("/tmp/bad", Open.READ_WRITE | Open.CREATE, 0600));
        boolean right = Io.pipe(ends) == 0;
        SEALED.writer(ends.load32(4));
        SEALED.mapped(Memory.map(2 * PAGE, Mman.PRIVATE));
        SEALED.unmapped(Memory.map(PAGE, Mman.PRIVATE));
        SEALED.closed(Memory.map(PAGE, Mman.PRIVATE));
        right &= Memory.unmap(SEALED.unmapped()) == 0 && Memory.protect(SEALED.closed(), PAGE, Mman.NONE) == 0;
        return right && SEALED.zero() >= 0 && SEALED.directory() >= 0 && SEALED.file() >= 0 && SEALED.mapped().tag() && SEALED.closed().tag();
    }

    /** Before each call: the directory is at its beginning, the memory holds nothing that means something. */
    static void prepare() {
        Io.lseek(SEALED.directory(), 0, Open.SEEK_SET);
        for (int at = 0; at < 64; at += 8) MEMORY.store64(at, 0);
    }

    static Cap good(int letter) {
        return switch (letter) {
            case 'd' -> number(SEALED.zero());
            case 'g' -> number(SEALED.directory());
            case 'h' -> number(SEALED.file());
            case 'o' -> number(SEALED.writer());
            case 'w', 'r', 'a', 'A' -> MEMORY;
            case 'p' -> Text.utf8("/bin/true");
            case 'm', 'M', 'k', 'x' -> SEALED.mapped();
            case 'e' -> SEALED.cap().loadCap(0);
            case 'q' -> number(Sys.getpid());
            case 's', 'l' -> number(16);
            default -> Cap.NULL;
        };
    }

    private static Cap number(long n) {
        return Cap.NULL.plus(n);
    }

    /** What answers the letter's argument that is bad in this way: minus an error number; 0 when there is no such. */
    static long error(int letter, int kind) {
        boolean nowhere = kind == UNTAGGED || kind == SEALED_UP;
        return switch (letter) {
            case 'w', 'r' -> kind < MISALIGNED ? -Errno.EFAULT : 0;
            case 'W', 'R' -> kind != NULL && kind < MISALIGNED ? -Errno.EFAULT : 0;
            case 'p' -> nowhere || kind == NULL || kind == FORBIDDEN || kind == UNMAPPED || kind == CLOSED ? -Errno.EFAULT : 0;
            case 'v' -> nowhere || kind == FORBIDDEN || kind >= UNMAPPED ? -Errno.EFAULT : 0;
            case 'a' -> kind == MISALIGNED || kind == SEALED_UP && isOdd() ? -Errno.EINVAL : -Errno.EFAULT;
            case 'A' -> kind == NULL ? 0 : error('a', kind);
            case 'm' -> kind != FORBIDDEN && kind < UNMAPPED || kind == MISALIGNED ? -Errno.EINVAL : 0;
            case 'M' -> kind == MISALIGNED ? -Errno.EINVAL : kind != SEALED_UP && kind != FORBIDDEN && kind != CLOSED ? -Errno.ENOMEM : 0;
            case 'e' -> kind <= FORBIDDEN ? -Errno.EFAULT : 0;
            case 'k' -> nowhere || kind == FORBIDDEN ? -Errno.EFAULT : kind == SHORT ? -Errno.ENOMEM : 0;
            case 'x' -> nowhere || kind == NULL ? -Errno.EINVAL : 0;
            default -> ofNumber(letter, kind);
        };
    }

    /** Is the sealed capability that there is one to an address that no word has? */
    private static boolean isOdd() {
        return (SEALED.cap().loadCap(0).address() & 3) != 0;
    }

    private static long ofNumber(int letter, int kind) {
        boolean first = kind < 2;
        boolean some = kind < 3;
        return switch (letter) {
            case 'd', 'g', 'h', 'o' -> kind < 8 ? -Errno.EBADF : 0;
            case 'b' -> kind < 8 && kind != 1 ? -Errno.EBADF : 0;
            case 's' -> first ? -Errno.EINVAL : kind == 2 ? -Errno.EFAULT : 0;
            case 'l', 'G' -> first ? -Errno.EINVAL : 0;
            case 'i' -> some ? -Errno.EINVAL : 0;
            case 'j' -> some ? -Errno.ENOMEM : 0;
            case 't' -> first ? -Errno.EINVAL : kind == 2 ? -Errno.EFBIG : 0;
            case 'y' -> first ? Errno.EINVAL : 0;
            case 'f', 'z' -> some ? -Errno.EINVAL : 0;
            case 'q' -> first ? -Errno.ESRCH : 0;
            case 'c' -> first ? -Errno.ECHILD : 0;
            case 'u' -> kind < 6 ? -Errno.EINVAL : 0;
            default -> 0;
        };
    }

    static Cap bad(int letter, int kind) {
        return switch (letter) {
            case 'w', 'W', 'r', 'R', 'p', 'v', 'a', 'A', 'm', 'M', 'e', 'k', 'x' -> memory(letter, kind);
            case 'd', 'g', 'h', 'o', 'b' -> number(descriptor(kind));
            case 'q', 'c' -> number(kind == 0 ? Integer.MAX_VALUE : 1_000_000);
            case 'u' -> number(signal(kind));
            case 'f' -> number(kind == 0 ? 99 : kind == 1 ? 1 << 30 : 0x7fff_fff8);
            case 'G' -> number(kind == 0 ? -1 : Integer.MIN_VALUE);
            case 'z' -> number(kind == 0 ? 5 : kind == 1 ? Long.MIN_VALUE : Long.MAX_VALUE);
            default -> number(kind == 0 ? -1 : kind == 1 ? Long.MIN_VALUE : Long.MAX_VALUE);
        };
    }

    private static Cap memory(int letter, int kind) {
        boolean pages = letter == 'm' || letter == 'M';
        Cap good = pages ? SEALED.mapped() : MEMORY;
        return switch (kind) {
            case NULL -> Cap.NULL;
            case UNTAGGED -> good.untagged();
            case SEALED_UP -> letter == 'e' ? Entries.getpid() : SEALED.cap().loadCap(0);
            case FORBIDDEN -> letter == 'w' || letter == 'W' || letter == 'k' ? good.restrict(~Perms.STORE) : good.restrict(~Perms.LOAD);
            case SHORT -> pages ? good.bounded(PAGE - 1) : letter == 'k' ? good.bounded(SIZE) : letter == 'a' || letter == 'A' ? good.bounded(2) : good.plus(SIZE - 1);
            case OUTSIDE -> good.plus(good.length());
            case UNMAPPED -> SEALED.unmapped();
            case CLOSED -> SEALED.closed();
            default -> good.plus(pages ? 16 : 1);
        };
    }

    private static long descriptor(int kind) {
        return switch (kind) {
            case 0 -> -1;
            case 1 -> 200;
            case 2 -> 256;
            case 3 -> 100_000;
            case 4 -> Integer.MAX_VALUE;
            case 5 -> Integer.MIN_VALUE;
            case 6 -> Long.MIN_VALUE;
            default -> 1L << 32;
        };
    }

    private static long signal(int kind) {
        return switch (kind) {
            case 0 -> -1;
            case 1 -> 32;
            case 2 -> 1000;
            case 3 -> Integer.MIN_VALUE;
            case 4 -> 1L << 32;
            default -> Long.MAX_VALUE;
        };
    }
}
