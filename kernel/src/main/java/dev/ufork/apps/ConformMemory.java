package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Counter;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;
import dev.ufork.user.Scarcity;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/**
 * {@code conform-memory}: sentences of the manual about mapped memory, each tried. Source: POSIX.1-2017, System Interfaces, and the Linux manual where it
 * says more; a sentence begins with its page's name.
 */
@Kernel
final class ConformMemory {
    private static final int PAGE = 4096;
    private static final int BOTH = Mman.READ | Mman.WRITE;
    /** How a child ends that no fault has met. */
    private static final int ALIVE = 0;

    private static int loaded;

    private ConformMemory() {}

    @Export("main")
    static int main(int count, Cap arguments) {
        all();
        long frames = settled();
        int pid = Sys.fork();
        if (pid == 0) {
            all();
            Sys.exit(0);
        }
        Sys.waitpid(pid, Cap.NULL);
        Sentences.is("exit: nothing is lost when all of this was done once more", settled(), frames);
        return Sentences.end();
    }

    private static void all() {
        anonymous();
        shared();
        privateFiles();
        sharedFiles();
        named();
        protection();
        fixed();
        badInput();
        scarce();
    }

    /** Free frames, when a child has come and gone. */
    private static long settled() {
        int pid = Sys.fork();
        if (pid == 0) Sys.exit(0);
        Sys.waitpid(pid, Cap.NULL);
        return Sys.counter(Counter.FRAMES_FREE);
    }

    private static void fault(int signal, SignalFrame frame) {
        Sys.exit(signal);
    }

    /** A child that ends with the number of the signal which a fault of it sends. */
    private static int frail() {
        int pid = Sys.fork();
        if (pid != 0) return pid;
        Signals.handle(Signal.SEGV, ConformMemory::fault, 0, 0);
        Signals.handle(Signal.BUS, ConformMemory::fault, 0, 0);
        return 0;
    }

    /** The signal that a child gets which stores a byte there, or loads one; {@link #ALIVE} for none. */
    private static int kills(Cap at, boolean store) {
        int pid = frail();
        if (pid == 0) {
            if (store) at.store8(0, 1);
            else loaded = at.load8(0);
            Sys.exit(ALIVE);
        }
        return exited(pid);
    }

    private static void anonymous() {
        Cap m = Memory.map(3 * PAGE, Mman.PRIVATE);
        Sentences.is("mmap: returns the address at which the mapping was placed", m.tag() ? m.address() & PAGE - 1 : -1, 0);
        Sentences.is("mmap: a capability to these pages and no others", m.length(), 3 * PAGE);
        Sentences.is("mmap: MAP_ANONYMOUS, its contents are initialized to zero", m.load64(0) | m.load64(2 * PAGE + 8), 0);
        m.store64(PAGE, 42);
        m.storeCap(16, m.plus(8));
        Sentences.is("mmap: private memory holds capabilities", m.loadCap(16).tag() ? 1 : 0, 1);
        Sentences.is("mmap: it is never executable", (m.perms() & Perms.EXECUTE) != 0 ? 1 : 0, 0);
        int pid = Sys.fork();
        if (pid == 0) {
            Cap again = m.loadCap(16);
            boolean right = again.tag() && again.base() == m.base() && m.load64(PAGE) == 42;
            m.store64(PAGE, 43);
            Sys.exit(right && m.load64(PAGE) == 43 ? 7 : 1);
        }
        Sentences.is("fork: private mappings are inherited, at the same place in the child", exited(pid), 7);
        Sentences.is("mmap: MAP_PRIVATE, modifications are visible only to the calling process", m.load64(PAGE), 42);
        Cap other = Memory.map(PAGE, Mman.PRIVATE);
        Sentences.is("mmap: mappings do not overlap", other.base() >= m.base() + m.length() || other.base() + PAGE <= m.base() ? 1 : 0, 1);
        Sentences.is("munmap: shall return 0", Memory.unmap(m.plus(PAGE), PAGE), 0);
        Sentences.is("munmap: further references result in SIGSEGV", kills(m.plus(PAGE), false), Signal.SEGV);
        Sentences.is("munmap: the pages beside stay", m.loadCap(16).tag() && m.load64(2 * PAGE) == 0 ? 1 : 0, 1);
        Sentences.is("munmap: no effect if there are no mappings in the range", Memory.unmap(m.plus(PAGE), PAGE), 0);
        Cap place = Memory.map(PAGE, Mman.PRIVATE);
        Sentences.is("mmap: a new page in an old place is zero", place.load64(0), 0);
        Sentences.is("munmap: a range may hold several mappings", Memory.unmap(m), 0);
        Memory.unmap(place);
        Memory.unmap(other);
        Cap large = Memory.map(20 << 20, Mman.PRIVATE);
        large.store8((20 << 20) - 1, 1);
        Sentences.is("mmap: large mappings", large.load8((20 << 20) - 1), 1);
        Sentences.is("munmap: EFAULT for calls with memory that is gone", Memory.unmap(large) == 0 ? Io.write(1, large, 1) : 1, -Errno.EFAULT);
    }

    private static int exited(int pid) {
        Cap status = Stack.bytes(16);
        Sys.waitpid(pid, status);
        return Wait.exited(status.load32(0)) ? Wait.exitStatus(status.load32(0)) : -1;
    }

    private static void shared() {
        Cap m = Memory.map(2 * PAGE, Mman.SHARED);
        m.store64(0, 1);
        int pid = Sys.fork();
        if (pid == 0) {
            boolean right = m.load64(0) == 1;
            m.store64(0, 2);
            m.store64(PAGE, 3);
            Sys.exit(right ? 7 : 1);
        }
        Sentences.is("fork: shared mappings are inherited", exited(pid), 7);
        Sentences.is("mmap: MAP_SHARED, write references change the underlying object", m.load64(0), 2);
        Sentences.is("mmap: pages that the child touched first are the parent's too", m.load64(PAGE), 3);
        pid = Sys.fork();
        if (pid == 0) {
            m.store64(8, 4);
            Memory.unmap(m);
            Sys.exit(0);
        }
        exited(pid);
        Sentences.is("munmap: is about the calling process alone", m.load64(8), 4);
        Sentences.is("mmap: capabilities of shared mappings store no capabilities", (m.perms() & Perms.STORE_CAP) != 0 ? 1 : 0, 0);
        Cap old = Memory.map(PAGE, Mman.PRIVATE);
        old.storeCap(0, m);
        Cap again = Memory.map(old, PAGE, BOTH, Mman.SHARED | Mman.FIXED | Mman.ANONYMOUS, -1, 0);
        Sentences.is("mmap: MAP_FIXED replaces private memory by shared", again.base() == old.base() && old.load64(0) == 0 ? 1 : 0, 1);
        pid = frail();
        if (pid == 0) {
            old.storeCap(0, old);
            Sys.exit(ALIVE);
        }
        Sentences.is("mmap: no capability is stored there through an older one either", exited(pid), Signal.SEGV);
        old.storeCap(0, Cap.NULL.plus(5));
        Sentences.is("mmap: what has no tag is data", old.loadCap(0).address(), 5);
        Memory.unmap(old);
        Memory.unmap(m);
    }

    private static int file(String text) {
        Io.unlink(Text.utf8("/tmp/conform-memory"));
        int d = Io.open("/tmp/conform-memory", Open.READ_WRITE | Open.CREATE, 0600);
        Io.write(d, Text.utf8(text), Text.utf8(text).length());
        return d;
    }

    private static void privateFiles() {
        int d = file("hello, private world");
        Cap data = Stack.bytes(16);
        Cap m = Memory.map(Cap.NULL, 20, BOTH, Mman.PRIVATE, d, 0);
        Cap clean = Memory.map(Cap.NULL, 20, BOTH, Mman.PRIVATE, d, 0);
        Sentences.is("mmap: a file's bytes are there", clean.load8(0) == 'h' ? clean.load8(19) : -1, 'd');
        Sentences.is("mmap: the rest of the last page is zero", clean.load8(20) | clean.load8(PAGE - 1), 0);
        m.store8(0, 'j');
        m.storeCap(16, m);
        Sentences.is("mmap: MAP_PRIVATE, a copy is made at a write", m.load8(1) == 'e' ? m.load8(0) : -1, 'j');
        Sentences.is("mmap: that copy holds capabilities", m.loadCap(16).tag() ? 1 : 0, 1);
        Sentences.is("mmap: MAP_PRIVATE, the file is not changed", Io.lseek(d, 0, Open.SEEK_SET) == 0 && Io.read(d, data, 1) == 1 ? data.load8(0) : -1, 'h');
        Sentences.is("mmap: nor what others see of it", clean.load8(0), 'h');
        Io.close(d);
        Io.unlink(Text.utf8("/tmp/conform-memory"));
        Sentences.is("close: does not unmap the region", clean.load8(7), 'p');
        int pid = Sys.fork();
        if (pid == 0) {
            boolean right = clean.load8(0) == 'h' && m.loadCap(16).base() == m.base();
            clean.store8(0, 'c');
            Sys.exit(right ? clean.load8(0) : 1);
        }
        Sentences.is("fork: the child has the file's pages and its own copies", exited(pid), 'c');
        Sentences.is("mmap: a child's writes are its own", clean.load8(0), 'h');
        Memory.unmap(m);
        Memory.unmap(clean);
        int program = Io.open("/bin/true", Open.READ, 0);
        m = Memory.map(Cap.NULL, PAGE, Mman.READ, Mman.PRIVATE, program, 0);
        Sentences.is("mmap: a program's file", m.load32(0), 0x464c_457f);
        Io.close(program);
        Memory.unmap(m);
    }

    private static void sharedFiles() {
        int d = file("hello, shared world");
        Io.ftruncate(d, 3 * PAGE);
        Cap data = Stack.bytes(16);
        Cap m = Memory.map(Cap.NULL, 2 * PAGE, BOTH, Mman.SHARED, d, 0);
        m.store8(0, 'j');
        Io.lseek(d, 0, Open.SEEK_SET);
        Io.read(d, data, 1);
        Sentences.is("mmap: MAP_SHARED, read sees what was stored", data.load8(0), 'j');
        Io.write(d, Text.utf8("a"), 1);
        Sentences.is("mmap: MAP_SHARED, what write wrote is seen", m.load8(1), 'a');
        Cap behind = Memory.map(Cap.NULL, PAGE, BOTH, Mman.SHARED, d, PAGE);
        behind.store8(0, 'b');
        Sentences.is("mmap: the mapping begins at the offset", m.load8(PAGE), 'b');
        Sentences.is("mmap: ENODEV for what cannot be mapped", Memory.error(Memory.map(Cap.NULL, PAGE, BOTH, Mman.PRIVATE, 1, 0)), -Errno.ENODEV);
        Cap far = Memory.map(Cap.NULL, 4 * PAGE, BOTH, Mman.SHARED, d, 2 * PAGE);
        Sentences.is("mmap: references behind the end of the file result in SIGBUS", kills(far.plus(PAGE), false), Signal.BUS);
        Sentences.is("mmap: before it they do not", kills(far.plus(PAGE - 1), true), ALIVE);
        Sentences.is("write: EFAULT for memory behind the end of the file", Io.write(d, far.plus(2 * PAGE), 1), -Errno.EFAULT);
        int read = Io.open("/tmp/conform-memory", Open.READ, 0);
        Sentences.is("mmap: EACCES for MAP_SHARED and PROT_WRITE of a file that is open for reading",
                Memory.error(Memory.map(Cap.NULL, PAGE, BOTH, Mman.SHARED, read, 0)), -Errno.EACCES);
        Cap constant = Memory.map(Cap.NULL, PAGE, Mman.READ, Mman.SHARED, read, 0);
        Sentences.is("mmap: PROT_READ is allowed then", constant.load8(0), 'j');
        Sentences.is("mprotect: EACCES for PROT_WRITE then", Memory.protect(constant, PAGE, BOTH), -Errno.EACCES);
        int write = Io.open("/tmp/conform-memory", Open.WRITE, 0);
        Sentences.is("mmap: EACCES for a file that is not open for reading", Memory.error(Memory.map(Cap.NULL, PAGE, Mman.WRITE, Mman.PRIVATE, write, 0)),
                -Errno.EACCES);
        Io.unlink(Text.utf8("/tmp/conform-memory"));
        Io.close(write);
        Io.close(read);
        Io.close(d);
        m.store8(5, 'x');
        Sentences.is("unlink: mappings keep the file", constant.load8(5), 'x');
        Memory.unmap(m);
        Memory.unmap(behind);
        Memory.unmap(far);
        Memory.unmap(constant);
    }

    private static void named() {
        Cap name = Text.utf8("/conform");
        Sentences.is("shm_open: ENOENT without O_CREAT", Memory.open(name, Open.READ_WRITE, 0), -Errno.ENOENT);
        int d = Memory.open(name, Open.READ_WRITE | Open.CREATE | Open.EXCLUSIVE, 0600);
        Sentences.is("shm_open: returns the lowest numbered descriptor not open", d, 3);
        Sentences.is("shm_open: FD_CLOEXEC is set", Io.fcntl(d, Open.GET_DESCRIPTOR_FLAGS, 0), 1);
        Sentences.is("shm_open: EEXIST with O_CREAT and O_EXCL", Memory.open(name, Open.CREATE | Open.EXCLUSIVE, 0600), -Errno.EEXIST);
        Sentences.is("ftruncate: gives shared memory its size", Io.ftruncate(d, 2 * PAGE), 0);
        Cap m = Memory.map(Cap.NULL, 2 * PAGE, BOTH, Mman.SHARED, d, 0);
        Sentences.is("shm_open: new memory is zero", m.load64(PAGE), 0);
        int pid = Sys.fork();
        if (pid == 0) {
            int again = Memory.open(name, Open.READ_WRITE, 0);
            Cap other = Memory.map(Cap.NULL, 2 * PAGE, BOTH, Mman.SHARED, again, 0);
            other.store64(8, 77);
            Sys.exit(other.base() != m.base() ? 7 : 1);
        }
        exited(pid);
        Sentences.is("shm_open: others reach the same memory by its name", m.load64(8), 77);
        Sentences.is("shm_unlink: shall return 0", Memory.unlink(name), 0);
        Sentences.is("shm_unlink: ENOENT", Memory.unlink(name), -Errno.ENOENT);
        Sentences.is("shm_unlink: the memory stays while it is mapped", Io.close(d) == 0 ? m.load64(8) : -1, 77);
        Sentences.is("shm_open: EINVAL for a name with a second slash", Memory.open(Text.utf8("/a/b"), Open.READ, 0), -Errno.EINVAL);
        Sentences.is("shm_open: EINVAL for an empty name", Memory.open(Text.utf8("/"), Open.READ, 0), -Errno.EINVAL);
        Memory.unmap(m);
    }

    private static void protection() {
        Cap m = Memory.map(4 * PAGE, Mman.PRIVATE);
        m.store64(0, 1);
        m.store64(PAGE, 2);
        Sentences.is("mprotect: shall return 0", Memory.protect(m, PAGE, Mman.READ), 0);
        Sentences.is("mprotect: PROT_READ, data can be read", m.load64(0), 1);
        Sentences.is("mprotect: PROT_READ, a store is SIGSEGV", kills(m, true), Signal.SEGV);
        Sentences.is("read: EFAULT for memory that must not be written", Io.read(Io.open("/dev/zero", Open.READ, 0), m, 8), -Errno.EFAULT);
        Io.close(3);
        Sentences.is("mprotect: other pages are as they were", kills(m.plus(PAGE), true), ALIVE);
        Memory.protect(m, 2 * PAGE, Mman.NONE);
        Sentences.is("mprotect: PROT_NONE, a load is SIGSEGV", kills(m.plus(PAGE), false), Signal.SEGV);
        Sentences.is("mprotect: nor does a fork bring it back", kills(m, false), Signal.SEGV);
        Memory.protect(m, 2 * PAGE, BOTH);
        Sentences.is("mprotect: what was there is there again", m.load64(0) + m.load64(PAGE), 3);
        m.store64(0, 9);
        Sentences.is("mprotect: and can be written", m.load64(0), 9);
        Memory.protect(m, PAGE, Mman.READ);
        m.storeCap(PAGE + 16, m);
        Sys.policy(0);
        Sentences.is("mprotect: a child that has copied everything obeys too", kills(m, true), Signal.SEGV);
        Sys.policy(2);
        Cap s = Memory.map(PAGE, Mman.SHARED);
        s.store8(0, 1);
        Memory.protect(s, PAGE, Mman.READ);
        Sentences.is("mprotect: shared memory, a store is SIGSEGV", kills(s, true), Signal.SEGV);
        Memory.protect(s, PAGE, BOTH);
        s.store8(1, 2);
        Sentences.is("mprotect: shared memory can be written again", s.load8(0) + s.load8(1), 3);
        Cap none = Memory.map(Cap.NULL, PAGE, Mman.NONE, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0);
        Sentences.is("mmap: PROT_NONE, data cannot be accessed", kills(none, false), Signal.SEGV);
        Sentences.is("mprotect: ENOTSUP for PROT_EXEC", Memory.protect(m, PAGE, Mman.READ | Mman.EXECUTE), -Errno.ENOTSUP);
        Sentences.is("mprotect: EINVAL for an address inside a page", Memory.protect(m.plus(8), 8, Mman.READ), -Errno.EINVAL);
        Sentences.is("mprotect: EINVAL for protections that are none", Memory.protect(m, PAGE, 64), -Errno.EINVAL);
        Memory.unmap(none);
        Sentences.is("mprotect: ENOMEM for pages that are not mapped", Memory.protect(none, PAGE, Mman.READ), -Errno.ENOMEM);
        Sentences.is("mprotect: ENOMEM for what is out of the capability's bounds", Memory.protect(m, 5 * PAGE, Mman.READ), -Errno.ENOMEM);
        Memory.unmap(m);
        Memory.unmap(s);
    }

    private static void fixed() {
        Cap m = Memory.map(4 * PAGE, Mman.PRIVATE);
        for (int n = 0; n < 4; n++) m.store8((long) n * PAGE, n + 1);
        Cap two = Memory.map(m.plus(PAGE), 2 * PAGE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0);
        Sentences.is("mmap: MAP_FIXED, the address is exactly the one asked for", two.address(), m.address() + PAGE);
        Sentences.is("mmap: MAP_FIXED replaces previous mappings of the pages", m.load8(PAGE) + m.load8(2 * PAGE), 0);
        Sentences.is("mmap: and of no others", m.load8(0) + m.load8(3 * PAGE), 5);
        Sentences.is("mmap: EINVAL for MAP_FIXED inside a page",
                Memory.error(Memory.map(m.plus(8), 8, BOTH, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0)), -Errno.EINVAL);
        Sentences.is("mmap: EINVAL for MAP_FIXED without authority over the place",
                Memory.error(Memory.map(Cap.NULL.plus(m.address()), PAGE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0)), -Errno.EINVAL);
        Sentences.is("mmap: EINVAL for MAP_FIXED on the stack",
                Memory.error(Memory.map(Stack.bytes(2 * PAGE), PAGE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0)), -Errno.EINVAL);
        Memory.unmap(m);
    }

    private static int error(long bytes, int protection, int flags, int descriptor, long offset) {
        return Memory.error(Memory.map(Cap.NULL, bytes, protection, flags, descriptor, offset));
    }

    private static void badInput() {
        Sentences.is("mmap: EINVAL for a length of 0", error(0, BOTH, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.EINVAL);
        Sentences.is("mmap: ENOMEM for a length that is nearly all addresses", error(-PAGE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.ENOMEM);
        Sentences.is("mmap: ENOMEM for more than there are addresses", error(1L << 30, BOTH, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.ENOMEM);
        Sentences.is("mmap: ENOMEM for the largest length", error(Long.MAX_VALUE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.ENOMEM);
        Sentences.is("mmap: EINVAL for neither MAP_SHARED nor MAP_PRIVATE", error(PAGE, BOTH, Mman.ANONYMOUS, -1, 0), -Errno.EINVAL);
        Sentences.is("mmap: EINVAL for both", error(PAGE, BOTH, Mman.SHARED | Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.EINVAL);
        Sentences.is("mmap: EINVAL for flags that are none", error(PAGE, BOTH, Mman.PRIVATE | Mman.ANONYMOUS | 1 << 20, -1, 0), -Errno.EINVAL);
        Sentences.is("mmap: ENOTSUP for PROT_EXEC", error(PAGE, Mman.READ | Mman.EXECUTE, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0), -Errno.ENOTSUP);
        Sentences.is("mmap: EBADF for a descriptor that is not open", error(PAGE, BOTH, Mman.PRIVATE, 99, 0), -Errno.EBADF);
        int d = file("x");
        Sentences.is("mmap: EINVAL for an offset inside a page", error(PAGE, BOTH, Mman.PRIVATE, d, 8), -Errno.EINVAL);
        Sentences.is("mmap: EOVERFLOW for an offset that no file has", error(PAGE, BOTH, Mman.PRIVATE, d, 1L << 60), -Errno.EOVERFLOW);
        Io.close(d);
        Io.unlink(Text.utf8("/tmp/conform-memory"));
        Cap m = Memory.map(2 * PAGE, Mman.PRIVATE);
        Sentences.is("munmap: EINVAL for a length of 0", Memory.unmap(m, 0), -Errno.EINVAL);
        Sentences.is("munmap: EINVAL for an address inside a page", Memory.unmap(m.plus(1), 1), -Errno.EINVAL);
        Sentences.is("munmap: EINVAL for a range that is out of bounds", Memory.unmap(m.bounded(PAGE), 2 * PAGE), -Errno.EINVAL);
        Sentences.is("munmap: EINVAL for what is no capability", Memory.unmap(Cap.NULL.plus(m.address()), PAGE), -Errno.EINVAL);
        Sentences.is("munmap: EINVAL for the stack", Memory.unmap(Stack.bytes(2 * PAGE), 1), -Errno.EINVAL);
        Sentences.is("munmap: one byte means its page", Memory.unmap(m, 1) == 0 ? kills(m.plus(8), false) : -1, Signal.SEGV);
        Memory.unmap(m);
    }

    /** Each allocation fails in turn, and leaves everything as it was. */
    private static void scarce() {
        Cap base = Memory.map(4 * PAGE, Mman.SHARED);
        for (int n = 0; n < 4; n++) base.store8((long) n * PAGE, n + 1);
        int pid = Sys.fork();                      // tables and lists are shared with it
        if (pid == 0) while (true) Sys.pause();
        int failures = 0;
        while (failures < 100) {
            Sys.shortage(Scarcity.FRAMES, failures);
            Cap m = Memory.map(base, PAGE, BOTH, Mman.SHARED | Mman.ANONYMOUS | Mman.FIXED, -1, 0);
            Sys.plenty();
            if (m.tag()) break;
            if (Memory.error(m) != -Errno.ENOMEM || base.load8(0) != 1) failures = 1000;
            failures++;
        }
        Sentences.is("mmap: ENOMEM when memory is out, and what was mapped stays", failures > 0 && failures < 100 && base.load8(0) == 0 ? 1 : 0, 1);
        Sys.kill(pid, Signal.KILL);
        Sys.waitpid(pid, Cap.NULL);
        Sentences.is("mprotect: when memory is out, rights stay or change", Memory.protect(base, PAGE, Mman.READ), 0);
        Memory.unmap(base);
    }
}
