package dev.ufork.apps;

import static dev.ufork.apps.ScarceCalls.HAS;
import static dev.ufork.apps.ScarceCalls.PAGE;
import static dev.ufork.apps.ScarceCalls.SPAN;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.shared.Signal;
import dev.ufork.user.Memory;
import dev.ufork.user.Signals;

/** Calls about memory, and memory at its first touch, for {@link ScarceCalls}. */
@Kernel
final class ScarceMemory {
    private ScarceMemory() {}

    static void calls() {
        ScarceCalls.row("mmap", Errno.ENOMEM, ScarceMemory::map);
        ScarceCalls.row("mmap-shared", Errno.ENOMEM, ScarceMemory::mapShared);
        ScarceCalls.row("mmap-file", Errno.ENOMEM, ScarceMemory::mapFile);
        ScarceCalls.row("mmap-over", Errno.ENOMEM, ScarceMemory::mapOver);
        ScarceCalls.row("munmap", Errno.ENOMEM, ScarceMemory::unmap);
        ScarceCalls.row("munmap-all", Errno.ENOMEM, ScarceMemory::unmapAll);
        ScarceCalls.row("mprotect", Errno.ENOMEM, ScarceMemory::protect);
        ScarceCalls.row("msync", Errno.ENOMEM, ScarceMemory::sync);
    }

    static void touches() {
        ScarceCalls.row("touch", 0, ScarceMemory::touch);
        ScarceCalls.row("touch-far", 0, ScarceMemory::touchFar);
        ScarceCalls.row("touch-again", 0, ScarceMemory::touchAgain);
        ScarceCalls.row("touch-capability", 0, ScarceMemory::touchCapability);
        ScarceCalls.row("touch-mapping", 0, ScarceMemory::touchMapping);
        ScarceCalls.row("touch-shared", 0, ScarceMemory::touchShared);
        ScarceCalls.row("touch-file", 0, ScarceMemory::touchFile);
        ScarceCalls.row("touch-file-write", 0, ScarceMemory::touchFileToWrite);
        ScarceCalls.row("touch-file-shared", 0, ScarceMemory::touchFileShared);
        ScarceCalls.row("touch-file-deep", 0, ScarceMemory::touchFileDeep);
        ScarceCalls.row("signal", 0, ScarceMemory::signal);
    }

    // ----------------------------------------------------------------------------------------------------------- memory

    private static long map() {
        return Memory.error(Memory.map(PAGE, Mman.PRIVATE));
    }

    private static long mapShared() {
        return Memory.error(Memory.map(PAGE, Mman.SHARED));
    }

    private static long mapFile() {
        return Memory.error(Memory.map(Cap.NULL, PAGE, Mman.READ | Mman.WRITE, Mman.SHARED, HAS.file(), 0));
    }

    /** The middle of three pages becomes another mapping: both ends are cut. */
    private static long mapOver() {
        return Memory.error(Memory.map(HAS.touched().plus(PAGE), PAGE, Mman.READ | Mman.WRITE, Mman.SHARED | Mman.ANONYMOUS | Mman.FIXED, -1, 0));
    }

    private static long unmap() {
        return Memory.unmap(HAS.touched().plus(PAGE), PAGE);
    }

    private static long unmapAll() {
        return Memory.unmap(HAS.touched());
    }

    private static long protect() {
        return Memory.protect(HAS.touched().plus(PAGE), PAGE, Mman.READ);
    }

    private static long sync() {
        return Memory.sync(HAS.seen(), PAGE, Mman.SYNC);
    }

    // ----------------------------------------------------------------------------------------------------------- touches

    private static long touch() {
        HAS.heap().store64(2 * PAGE, 1);
        return 0;
    }

    private static long touchFar() {
        HAS.far().store64(SPAN, 1);
        return 0;
    }

    private static long touchAgain() {
        HAS.touched().store64(PAGE, 1);
        return 0;
    }

    private static long touchCapability() {
        return HAS.touched().loadCap(2 * PAGE).tag() ? 0 : -1;
    }

    private static long touchMapping() {
        HAS.pages().store64(PAGE, 1);
        return 0;
    }

    private static long touchShared() {
        HAS.shared().store64(0, 1);
        return 0;
    }

    private static long touchFile() {
        return HAS.copied().load64(0);
    }

    private static long touchFileToWrite() {
        HAS.copied().store64(0, 1);
        return 0;
    }

    private static long touchFileShared() {
        HAS.seen().store64(0, 1);
        return 0;
    }

    private static long touchFileDeep() {
        HAS.behind().store64(0, 1);
        return 0;
    }

    /** On a stack that nobody has touched. */
    private static long signal() {
        return Signals.raise(Signal.USR2);
    }
}
