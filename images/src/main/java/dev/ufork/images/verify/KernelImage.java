package dev.ufork.images.verify;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import java.util.Map;
import java.util.stream.Collectors;

/** An image of the μFork kernel: for which architecture it is, and where its objects lie. */
public final class KernelImage {
    private static final String OF_KERNEL = "dev.ufork.kernel.";
    /** Bit 0 says on Morello that C64 code is there. */
    private static final long FUNCTION = -2;

    private final byte[] elf;
    private final Architecture architecture;
    private final Map<String, Long> symbols;

    private KernelImage(byte[] elf) {
        this.elf = elf;
        ElfFile file = ElfReader.read("image", elf);
        architecture = Architecture.of(file.header().machine());
        symbols = file.symbols().stream().collect(Collectors.toUnmodifiableMap(ElfSymbol::name, ElfSymbol::value, (a, b) -> a));
    }

    /** The image in the bytes of an ELF file. */
    public static KernelImage of(byte[] elf) {
        return new KernelImage(elf.clone());
    }

    byte[] elf() {
        return elf;
    }

    Architecture architecture() {
        return architecture;
    }

    /** The address of one of the kernel's objects, as it is linked. */
    long address(String name) {
        return symbol(OF_KERNEL + name);
    }

    /** The address of one of the functions that the kernel's boot code knows. */
    long function(String name) {
        return symbol(name) & FUNCTION;
    }

    private long symbol(String name) {
        Long at = symbols.get(name);
        if (at == null) throw new IllegalArgumentException("the image has no %s; it is not this kernel's".formatted(name));
        return at;
    }
}
