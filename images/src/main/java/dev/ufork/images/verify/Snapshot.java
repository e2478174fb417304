package dev.ufork.images.verify;

import dev.ufork.emulator.CoreReport;
import dev.ufork.isa.cap.Capability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A machine that stands still: memory with its tags, registers, and where the kernel's objects lie. */
public final class Snapshot {
    /** Physical memory once more, and the arena: docs/memory-map.md. */
    static final long DIRECT = 1L << 46;
    /** Where the kernel puts the records of frames when memory is in distant pieces. */
    static final long RECORDS = 1L << 45;
    static final long ARENA = 1L << 39;

    private final KernelImage image;
    private final Ram memory;
    private final List<CoreReport> cores;
    private final Paging paging;
    /** Pages of the kernel's image: virtual to physical. */
    private final Map<Long, Long> pages = new HashMap<>();

    /**
     * @param image  what was booted
     * @param memory RAM with its tags
     * @param cores  registers of each core
     */
    public Snapshot(KernelImage image, Ram memory, List<CoreReport> cores) {
        this.image = image;
        this.memory = memory;
        this.cores = List.copyOf(cores);
        paging = image.architecture().paging(cores.getFirst());
    }

    Architecture architecture() {
        return image.architecture();
    }

    KernelImage image() {
        return image;
    }

    Ram memory() {
        return memory;
    }

    List<CoreReport> cores() {
        return cores;
    }

    Paging paging() {
        return paging;
    }

    /** Does every core run a μprocess? Then none is in the midst of the kernel's work. */
    public boolean isQuiet() {
        return cores.stream().allMatch(core -> core.pc() >= ARENA);
    }

    /** Where one of the kernel's objects is in memory. */
    long object(String name) {
        return physical(image.address(name));
    }

    /** The physical address that the kernel means by one of its own: of the direct map, or of its image, which may lie where it is linked. */
    long physical(long address) {
        if (address >= DIRECT) return address - DIRECT;
        if (memory.contains(address) || !paging.trouble().isEmpty()) return address;
        return pages.computeIfAbsent(address & -Paging.PAGE, this::walk) | address & Paging.PAGE - 1;
    }

    private long walk(long address) {
        long table = paging.root();
        for (int level = Paging.TOP; ; level--) {
            long entry = memory.load(table + 8L * Paging.index(address, level), 8);
            if (!paging.isValid(entry)) throw new IllegalStateException("nothing is mapped at 0x%x, where the kernel should be".formatted(address));
            table = paging.address(entry);
            if (level == 0 || paging.isPage(entry, level)) return table | address & (Paging.PAGE << Paging.LEVEL_BITS * level) - Paging.PAGE;
        }
    }

    long word(long address) {
        return memory.load(physical(address), 8);
    }

    Capability capability(long address) {
        long at = physical(address);
        var format = architecture().format();
        return new Capability(format, format.memoryForm(memory.load(at + 8, 8)), memory.load(at, 8), memory.tag(at));
    }

    Capability capability(CoreReport.Register r) {
        var format = architecture().format();
        return new Capability(format, format.memoryForm(r.upper()), r.value(), r.tag());
    }
}
