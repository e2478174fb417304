package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Sys;

/** Memory that a caller does not have, or has for less, as an argument of every system call. */
@Kernel
final class Buffers {
    private static final int EFAULT = Stop.ERROR + Errno.EFAULT;
    private static final long PAGE = 4096;

    private Buffers() {}

    static void rows() {
        row("argument-untagged", "pass memory without a tag to every call", EFAULT, Buffers::untagged);
        row("argument-null", "pass nothing to every call", EFAULT, Buffers::nothing);
        row("argument-sealed", "pass sealed memory to every call", EFAULT, Buffers::sealed);
        row("argument-entry", "pass a kernel entry as memory to every call", EFAULT, Buffers::entry);
        row("argument-kernel", "pass an address of the kernel to every call", EFAULT, Buffers::kernel);
        row("argument-short", "have calls write more than the memory that they get", EFAULT, Buffers::shortOne);
        row("argument-read-only", "have calls write memory that is read only", EFAULT, Buffers::readOnly);
        row("argument-write-only", "have calls read memory that is write only", EFAULT, Buffers::writeOnly);
        row("argument-text", "have calls write the program's text", EFAULT, Buffers::text);
        row("argument-constant", "have calls write a page of constants", EFAULT, Buffers::constant);
        row("argument-entries", "have calls write the table of entries", EFAULT, Buffers::entries);
        row("argument-null-page", "have calls read a page that is not there", EFAULT, Buffers::nullPage);
        row("argument-of-parent", "pass the parent's memory to every call", EFAULT, Buffers::ofParent);
        row("argument-of-dead", "pass a dead process's memory to every call", EFAULT, Buffers::ofDead);
        row("argument-moved", "pass memory that was cut off behind the pointer", EFAULT, Buffers::behind);
        row("length-huge", "write more than there is into a pipe", EFAULT, Buffers::hugeLength);
        row("vector-forged", "execute a program with forged texts", EFAULT, Buffers::forgedTexts);
        row("vector-short", "execute a program with a vector cut in a capability", EFAULT, Buffers::shortVector);
    }

    /** Every call that reads memory must refuse this. */
    private static int allRead(Cap memory) {
        for (int which = 0; which < Arguments.readers(); which++) {
            if (memory.isNull() && Arguments.readsNull(which) || Arguments.read(which, memory) == -Errno.EFAULT) continue;
            Arguments.sayRead(which);
            Out.text("\n");
            return Stop.NOTHING;
        }
        return EFAULT;
    }

    /** Every call that writes memory must refuse this. */
    private static int allWrite(Cap memory) {
        for (int which = 0; which < Arguments.writers(); which++) {
            if (memory.isNull() && Arguments.writesNull(which) || Arguments.write(which, memory) == -Errno.EFAULT) continue;
            Arguments.sayWritten(which);
            Out.text("\n");
            return Stop.NOTHING;
        }
        return EFAULT;
    }

    /** Every call that keeps a capability, or looks at its address, must refuse this or keep what is worth nothing. */
    private static int allTake(Cap memory) {
        for (int which = 0; which < Arguments.takers(); which++) {
            if (memory.isNull() && Arguments.takesNull(which)) continue;
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(taken(which, memory));
            int end = Trial.end(pid);
            if (end == Stop.REFUSED || end == Stop.SIGNAL + Signal.SEGV) continue;
            Arguments.sayTaken(which);
            Out.text("\n");
            return Stop.NOTHING;
        }
        return EFAULT;
    }

    private static int taken(int which, Cap memory) {
        long result = Arguments.take(which, memory);
        return result < 0 || Arguments.isKept(which) ? Stop.REFUSED : Stop.NOTHING;
    }

    private static int all(Cap memory) {
        int stop = allRead(memory);
        if (stop == EFAULT) stop = allWrite(memory);
        return stop == EFAULT ? allTake(memory) : stop;
    }

    private static int untagged() {
        return all(Heap.allocZeroed(PAGE).untagged());
    }

    private static int nothing() {
        return all(Cap.NULL);
    }

    private static int sealed() {
        return all(Heap.allocZeroed(PAGE).sealEntry());
    }

    private static int entry() {
        return all(Entries.getpid());
    }

    private static int kernel() {
        return all(Cap.NULL.at(Entries.getpid().address()));
    }

    private static int shortOne() {
        return allWrite(Heap.allocZeroed(1));
    }

    private static int readOnly() {
        return allWrite(Heap.allocZeroed(PAGE).restrict(Perms.GLOBAL | Perms.LOAD | Perms.LOAD_CAP));
    }

    private static int writeOnly() {
        return allRead(Heap.allocZeroed(PAGE).restrict(Perms.GLOBAL | Perms.STORE));
    }

    private static int text() {
        return allWrite(Machine.programCounter());
    }

    private static int constant() {
        return allWrite(Text.utf8("a constant of the program, which is longer than any record that a call would like to write: 128 bytes are enough for all of them"));
    }

    private static int entries() {
        return allWrite(Entries.all());
    }

    private static int nullPage() {
        Cap code = Machine.programCounter();
        return allRead(code.at(code.base()));
    }

    /** As a number: that is all a child can have of it. */
    private static int ofParent() {
        Cap mine = Heap.allocZeroed(PAGE);
        int pid = Sys.fork();
        if (pid == 0) {
            long distance = Machine.programCounter().base() - mine.base();
            Sys.exit(all(mine.at(mine.address() - distance)) & 0xff);
        }
        return Trial.end(pid);
    }

    private static int ofDead() {
        Cap ends = Stack.bytes(16);
        Cap data = Heap.allocZeroed(16);
        Io.pipe(ends);
        int pid = Sys.fork();
        if (pid == 0) {
            data.storeCap(0, Heap.alloc(PAGE));
            Io.write(ends.load32(4), data, 16);
            Sys.exit(0);
        }
        if (Io.read(ends.load32(0), data, 16) != 16 || Trial.end(pid) != 0) return Stop.NOT_TRIED;
        return all(data.loadCap(0));
    }

    private static int behind() {
        Cap memory = Heap.allocZeroed(64);
        return all(memory.plus(65));
    }

    private static int hugeLength() {
        Cap ends = Stack.bytes(16);
        Io.pipe(ends);
        return Stop.error(Io.write(ends.load32(4), Heap.allocZeroed(16), 1L << 40));
    }

    private static int forgedTexts() {
        Cap vector = Heap.allocZeroed(64);
        vector.storeCap(0, Text.utf8("true"));
        vector.storeCap(16, Text.utf8("true").untagged());
        return Stop.error(Sys.execve(Text.utf8("/bin/true"), vector, Cap.NULL));
    }

    private static int shortVector() {
        Cap vector = Heap.allocZeroed(64);
        vector.storeCap(0, Text.utf8("true"));
        return Stop.error(Sys.execve(Text.utf8("/bin/true"), vector.plus(8), Cap.NULL));
    }
}
