package dev.ufork.images.verify;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.emulator.CoreReport;
import dev.ufork.emulator.Memory;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Capability;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A machine that stands still.
 *
 * @param memory  RAM with its tags
 * @param cores   registers of each core
 * @param format  of capabilities
 * @param symbols where the kernel's objects lie, by their names in the image
 */
public record Snapshot(Memory memory, List<CoreReport> cores, CapFormat format, Map<String, Long> symbols) {
    /** Physical memory once more, and the arena: docs/memory-map.md. */
    static final long DIRECT = 1L << 38;
    static final long ARENA = 1L << 39;

    /** The kernel's objects by name, of a CHERI-RISC-V image. */
    public static Map<String, Long> symbols(byte[] image) {
        ElfFile elf = ElfReader.read("image", image);
        return elf.symbols().stream().filter(s -> s.name().startsWith("dev.ufork.kernel."))
                .collect(Collectors.toUnmodifiableMap(ElfSymbol::name, ElfSymbol::value, (a, b) -> a));
    }

    /** The address of one of the kernel's objects. */
    long object(String name) {
        Long at = symbols.get("dev.ufork.kernel." + name);
        if (at == null) throw new IllegalArgumentException("the image has no object %s; it is not this kernel's".formatted(name));
        return at;
    }

    /** The physical address that the kernel means by one of its own. */
    static long physical(long address) {
        return address >= DIRECT ? address - DIRECT : address;
    }

    long word(long address) {
        return memory.load(physical(address), 8);
    }

    int number(long address) {
        return (int) memory.load(physical(address), 4);
    }

    Capability capability(long address) {
        long at = physical(address);
        return new Capability(format, format.memoryForm(memory.load(at + 8, 8)), memory.load(at, 8), memory.tag(at));
    }

    Capability capability(CoreReport.Register r) {
        return new Capability(format, format.memoryForm(r.upper()), r.value(), r.tag());
    }
}
