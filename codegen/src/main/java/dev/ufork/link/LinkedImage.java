package dev.ufork.link;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/**
 * An image that can be loaded, and what people want to know about it. The same input gives the same bytes.
 *
 * <p>Map and listing are written when somebody asks: of most programs nobody does.
 */
public final class LinkedImage {
    private final String name;
    private final byte[] elf;
    private final Supplier<String> map;
    private final Supplier<String> listing;
    private final List<ImageSymbol> symbols;

    LinkedImage(String name, byte[] elf, Supplier<String> map, Supplier<String> listing, List<ImageSymbol> symbols) {
        this.name = name;
        this.elf = elf;
        this.map = map;
        this.listing = listing;
        this.symbols = symbols.stream().sorted(Comparator.comparing(ImageSymbol::address, Long::compareUnsigned)
                .thenComparing(ImageSymbol::name)).toList();
    }

    /** The image's name. */
    public String name() {
        return name;
    }

    /** The ELF file. */
    public byte[] elf() {
        return elf.clone();
    }

    /** Where everything is, as text. */
    public String map() {
        return map.get();
    }

    /** The code with addresses, words, instructions, remarks and source lines, as text. */
    public String listing() {
        return listing.get();
    }

    /** By address, then name. */
    public List<ImageSymbol> symbols() {
        return symbols;
    }

    /** @throws NoSuchElementException if the image has no such symbol */
    public ImageSymbol symbol(String wanted) {
        return symbols.stream().filter(s -> s.name().equals(wanted)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("image " + name + " has no symbol " + wanted));
    }
}
