package dev.ufork.kernel;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.U;
import dev.ufork.kernel.target.Page;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;

/**
 * The system calls about memory. Source: POSIX.1-2017, {@code mmap}, {@code munmap}, {@code mprotect}.
 *
 * <p>A range is meant by a capability to all of it: who holds less cannot unmap more. Nothing that these calls map can ever be executed.
 */
@Kernel
final class MemoryCalls {
    private static final int FLAGS = Mman.SHARED | Mman.PRIVATE | Mman.FIXED | Mman.ANONYMOUS;
    private static final int PROTECTIONS = Mman.READ | Mman.WRITE | Mman.EXECUTE;
    private static final long NO_CAPABILITIES = ~(Perms.LOAD_CAP | Perms.STORE_CAP | Perms.STORE_LOCAL);

    private MemoryCalls() {}

    /**
     * Maps memory, or {@code bytes} of a file from {@code offset} on.
     *
     * @param at with {@link Mman#FIXED}, where: a capability to mapped memory, or to what once was; without, nobody looks at it
     * @return a capability to exactly the mapping's pages; without a tag, it is an error number below 0
     */
    @Export("sys_mmap")
    static Cap mmap(Cap at, long bytes, long protection, long flags, long descriptor, long offset) {
        Uproc me = Scheduler.current();
        long error = refusal(bytes, protection, flags);
        if (error != 0) return failed(error);
        Node node = Cap.NULL.as(Node.class);
        boolean shared = (flags & Mman.SHARED) != 0;
        boolean writable = true;
        if ((flags & Mman.ANONYMOUS) == 0) {
            OpenFile file = Descriptors.get(me.holdings().files(), descriptor);
            error = refusal(file, (int) protection, shared, offset);
            if (error != 0) return failed(error);
            if (file.kind() == FileKind.FILE) node = file.object().as(Node.class);
            writable = !shared || (file.flags() & Open.ACCESS) == Open.READ_WRITE;
        }
        Space space = me.space();
        long size = Cap.representableLength(bytes + Page.SIZE - 1 & -Page.SIZE);
        if (!ResourceLimits.allowMapping(me, size, shared)) return failed(-Errno.ENOMEM);
        long from = (flags & Mman.FIXED) != 0 ? fixed(space, at, size) : MemoryMap.place(space, size, Cap.alignmentMask(size) & -Page.SIZE);
        if (from == 0) return failed(-Errno.ENOMEM);
        if (from < 0) return failed(from);

        Mapping m = map(space, node, from, size, flags);
        if ((flags & Mman.FIXED) != 0) Cpu.flush();
        if (m.isNull()) return failed(-Errno.ENOMEM);
        m.protection((int) protection);
        m.writable(writable);
        m.offset(node.isNull() ? 0 : offset);
        Cap made = space.move().data().plus(from).bounded(size);
        if (shared) made = made.restrict(NO_CAPABILITIES);
        return writable ? made : made.restrict(~Perms.STORE);
    }

    private static Cap failed(long error) {
        return Cap.NULL.plus(error);
    }

    private static long refusal(long bytes, long protection, long flags) {
        long sharing = flags & (Mman.SHARED | Mman.PRIVATE);
        if (bytes == 0 || (flags & ~FLAGS) != 0 || sharing != Mman.SHARED && sharing != Mman.PRIVATE) return -Errno.EINVAL;
        if (bytes < 0 || bytes > 1L << 40) return -Errno.ENOMEM;       // a size_t has no sign
        return refusal(protection);
    }

    private static long refusal(long protection) {
        if ((protection & ~PROTECTIONS) != 0) return -Errno.EINVAL;
        return (protection & Mman.EXECUTE) != 0 ? -Errno.ENOTSUP : 0;
    }

    /** Why the file cannot be mapped so; 0 when it can. */
    private static long refusal(OpenFile file, int protection, boolean shared, long offset) {
        if (file.isNull()) return -Errno.EBADF;
        if (file.kind() != FileKind.FILE && file.kind() != FileKind.ZERO) return -Errno.ENODEV;
        if (offset < 0 || (offset & Page.SIZE - 1) != 0) return -Errno.EINVAL;
        if (offset > Contents.MAX_PAGES << Page.SHIFT) return -Errno.EOVERFLOW;
        int access = file.flags() & Open.ACCESS;
        if (access == Open.WRITE) return -Errno.EACCES;
        return shared && (protection & Mman.WRITE) != 0 && access != Open.READ_WRITE ? -Errno.EACCES : 0;
    }

    /** The offset in the region that a capability to so many bytes means, where mappings may be; or an error number below 0. */
    private static long fixed(Space space, Cap at, long size) {
        long from = range(space, at, size);
        if (from < 0) return -Errno.EINVAL;
        return (from & ~Cap.alignmentMask(size)) != 0 ? -Errno.EINVAL : from;
    }

    /** The same for any range; below 0 when there is no such authority, or it is not about pages. */
    private static long range(Space space, Cap at, long bytes) {
        if (!at.tag() || at.isSealed() || (at.address() & Page.SIZE - 1) != 0) return -1;
        if (U.gt(bytes, at.length()) || U.gt(at.offset(), at.length() - bytes)) return -1;
        long from = at.address() - space.base();
        return U.lt(from, space.demandEnd()) || U.gt(from + bytes, space.move().size()) ? -1 : from;
    }

    /** Makes the mapping, in place of what is there; null when memory is out. */
    private static Mapping map(Space space, Node node, long from, long size, long flags) {
        boolean shared = (flags & Mman.SHARED) != 0;
        Mapping none = Cap.NULL.as(Mapping.class);
        Node shown = node;
        if (shared && node.isNull()) {
            shown = Nodes.make(NodeKind.FILE, 0);
            if (shown.isNull()) return none;
            shown.size(size);
        }
        Mapping m = MemoryMap.make(shown, from, size);
        if (m.isNull()) {
            if (!shown.isNull()) Nodes.freeIfUnused(shown);
            return none;
        }
        m.shared(shared);
        Mappings before = space.mappings();
        if (!MemoryMap.own(space) || (flags & Mman.FIXED) != 0 && !MappedPages.unmap(space, from, from + size)) {
            MemoryMap.disown(space, before);
            MemoryMap.release(m);
            return none;
        }
        MemoryMap.add(space, m);
        return m;
    }

    /** Removes the mappings of the pages that hold any of the bytes. */
    @Export("sys_munmap")
    static long munmap(Cap at, long bytes) {
        Space space = Scheduler.current().space();
        if (bytes <= 0 || bytes > 1L << 40) return -Errno.EINVAL;
        long size = bytes + Page.SIZE - 1 & -Page.SIZE;
        long from = range(space, at, size);
        if (from < 0) return -Errno.EINVAL;
        Mappings before = space.mappings();
        boolean done = MemoryMap.own(space) && MappedPages.unmap(space, from, from + size);
        if (!done) MemoryMap.disown(space, before);
        Cpu.flush();
        return done ? 0 : -Errno.ENOMEM;
    }

    /** Says what may be done with the pages that hold any of the bytes. */
    @Export("sys_mprotect")
    static long mprotect(Cap at, long bytes, long protection) {
        Space space = Scheduler.current().space();
        if ((at.address() & Page.SIZE - 1) != 0) return -Errno.EINVAL;
        long error = refusal(protection);
        if (error != 0 || bytes == 0) return error;
        long size = bytes + Page.SIZE - 1 & -Page.SIZE;
        long from = bytes < 0 || bytes > 1L << 40 ? -1 : range(space, at, size);
        if (from < 0 || !MemoryMap.covers(space, from, from + size)) return -Errno.ENOMEM;
        if ((protection & Mman.WRITE) != 0 && !mayBeWritten(space, from, from + size)) return -Errno.EACCES;
        Mappings before = space.mappings();
        boolean done = MemoryMap.own(space) && MappedPages.protect(space, from, from + size, (int) protection);
        if (!done) MemoryMap.disown(space, before);
        Cpu.flush();
        return done ? 0 : -Errno.ENOMEM;
    }

    /** Files have at once what is written to their mappings; what is left to do is to say that they were changed. */
    @Export("sys_msync")
    static long msync(Cap at, long bytes, long flags) {
        Space space = Scheduler.current().space();
        if ((flags & ~(Mman.ASYNC | Mman.INVALIDATE | Mman.SYNC)) != 0 || (flags & Mman.ASYNC) != 0 && (flags & Mman.SYNC) != 0) return -Errno.EINVAL;
        if ((at.address() & Page.SIZE - 1) != 0) return -Errno.EINVAL;
        if (bytes == 0) return 0;
        long size = bytes + Page.SIZE - 1 & -Page.SIZE;
        long from = bytes < 0 || bytes > 1L << 40 ? -1 : range(space, at, size);
        if (from < 0 || !MemoryMap.covers(space, from, from + size)) return -Errno.ENOMEM;
        for (Mapping m = MemoryMap.at(space, from); !m.isNull() && m.from() < from + size; m = m.next())
            if (m.shared() && m.writable() && (m.protection() & Mman.WRITE) != 0 && flags != Mman.INVALIDATE) Nodes.touch(m.node());
        return 0;
    }

    private static boolean mayBeWritten(Space space, long from, long to) {
        for (Mapping m = MemoryMap.at(space, from); !m.isNull() && m.from() < to; m = m.next()) if (!m.writable()) return false;
        return true;
    }
}
