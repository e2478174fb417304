package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Open;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Io;
import dev.ufork.user.Memory;

/** Mapped and shared memory as a way to text, to capabilities of others, or to memory that is not one's own. */
@Kernel
final class Mapped {
    private static final int PAGE = 4096;

    private Mapped() {}

    static void rows() {
        row("map-executable", "map memory that can be written and executed", Stop.REFUSED, Mapped::mapExecutable);
        row("protect-executable", "make a mapping executable", Stop.REFUSED, Mapped::protectExecutable);
        row("protect-text", "make the program's text writable", Stop.ERROR + Errno.ENOMEM, Mapped::protectText);
        row("protect-entries", "make the table of entries writable", Stop.ERROR + Errno.ENOMEM, Mapped::protectEntries);
        row("map-over-forged", "map over memory by its address", Stop.ERROR + Errno.EINVAL, Mapped::mapOverForged);
        row("unmap-forged", "remove a mapping by its address", Stop.ERROR + Errno.EINVAL, Mapped::unmapForged);
        row("unmap-short", "remove more than one has a capability for", Stop.ERROR + Errno.EINVAL, Mapped::unmapShort);
        row("map-over-heap", "map over memory that is no mapping", Stop.ERROR + Errno.EINVAL, Mapped::mapOverHeap);
        row("map-read-only", "map a file to be written that was opened to be read", Stop.ERROR + Errno.EACCES, Mapped::mapReadOnly);
        row("protect-read-only", "make the mapping of a file writable that was opened to be read", Stop.ERROR + Errno.EACCES, Mapped::protectReadOnly);
        row("shared-memory", "store a capability in memory that is shared", Stop.PERMISSION, Mapped::sharedMemory);
        row("shared-over-private", "store a capability in memory that is shared, by a capability from before it was", Stop.PAGE, Mapped::sharedOverPrivate);
    }

    private static int mapExecutable() {
        return refused(Memory.error(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE | Mman.EXECUTE, Mman.PRIVATE | Mman.ANONYMOUS, -1, 0)));
    }

    /** The error's number is too large for an exit status. */
    private static int refused(int error) {
        return error == -Errno.ENOTSUP ? Stop.REFUSED : Stop.NOTHING;
    }

    private static int protectExecutable() {
        return refused(Memory.protect(Memory.map(PAGE, Mman.PRIVATE), PAGE, Mman.READ | Mman.EXECUTE));
    }

    private static int protectText() {
        Cap code = Machine.programCounter();
        return Stop.error(Memory.protect(code.at(code.address() & -PAGE), PAGE, Mman.READ | Mman.WRITE));
    }

    private static int protectEntries() {
        Cap entries = Entries.all();
        return Stop.error(Memory.protect(entries.at(entries.base()), 16, Mman.READ | Mman.WRITE));
    }

    private static int mapOverForged() {
        long mapped = Memory.map(PAGE, Mman.PRIVATE).address();
        return Stop.error(Memory.error(Memory.map(Cap.NULL.at(mapped), PAGE, Mman.READ | Mman.WRITE, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0)));
    }

    private static int unmapForged() {
        return Stop.error(Memory.unmap(Cap.NULL.at(Memory.map(PAGE, Mman.PRIVATE).address()), PAGE));
    }

    private static int unmapShort() {
        return Stop.error(Memory.unmap(Memory.map(2 * PAGE, Mman.PRIVATE).bounded(PAGE), 2 * PAGE));
    }

    private static int mapOverHeap() {
        Cap heap = Heap.alloc(2 * PAGE);
        Cap page = heap.at(heap.address() + PAGE - 1 & -PAGE);
        return Stop.error(Memory.error(Memory.map(page, PAGE, Mman.READ | Mman.WRITE, Mman.PRIVATE | Mman.ANONYMOUS | Mman.FIXED, -1, 0)));
    }

    private static int mapReadOnly() {
        return Stop.error(Memory.error(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, Io.open("/bin/true", Open.READ, 0), 0)));
    }

    private static int protectReadOnly() {
        Cap file = Memory.map(Cap.NULL, PAGE, Mman.READ, Mman.SHARED, Io.open("/bin/true", Open.READ, 0), 0);
        return file.tag() ? Stop.error(Memory.protect(file, PAGE, Mman.READ | Mman.WRITE)) : Stop.NOT_TRIED;
    }

    private static int sharedMemory() {
        Cap shared = Memory.map(PAGE, Mman.SHARED);
        if (!shared.tag()) return Stop.NOT_TRIED;
        shared.store64(0, 1);
        shared.storeCap(0, shared);
        return shared.loadCap(0).tag() ? Stop.NOTHING : Stop.TAG_LOST;
    }

    /** The capability for the memory may still store capabilities. */
    private static int sharedOverPrivate() {
        Cap memory = Memory.map(PAGE, Mman.PRIVATE);
        memory.storeCap(0, memory);
        if (!Memory.map(memory, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED | Mman.ANONYMOUS | Mman.FIXED, -1, 0).tag()) return Stop.NOT_TRIED;
        memory.store64(0, 1);
        memory.storeCap(0, memory);
        return Stop.NOTHING;
    }
}
