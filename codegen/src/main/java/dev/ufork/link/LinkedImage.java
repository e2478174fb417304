package dev.ufork.link;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * An image that can be loaded, and what people want to know about it. The same input gives the same bytes.
 *
 * @param name    the image's
 * @param elf     the ELF file
 * @param map     where everything is, as text
 * @param listing the code with addresses, words, instructions, remarks and source lines, as text
 * @param symbols by address, then name
 */
public record LinkedImage(String name, byte[] elf, String map, String listing, List<ImageSymbol> symbols) {
    public LinkedImage {
        elf = elf.clone();
        symbols = symbols.stream().sorted(Comparator.comparing(ImageSymbol::address, Long::compareUnsigned)
                .thenComparing(ImageSymbol::name)).toList();
    }

    @Override
    public byte[] elf() {
        return elf.clone();
    }

    /** @throws NoSuchElementException if the image has no such symbol */
    public ImageSymbol symbol(String wanted) {
        return symbols.stream().filter(s -> s.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("image " + name + " has no symbol " + wanted));
    }
}
