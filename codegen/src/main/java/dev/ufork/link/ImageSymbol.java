package dev.ufork.link;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import java.util.Optional;

/**
 * A symbol of an image.
 *
 * @param object  the object file that defines it; empty if the linker does
 * @param nature  empty if it is a place without extent
 * @param address where it is
 * @param size    in bytes; 0 if it has no extent
 * @param section name of the output section that it is in; empty if none
 */
public record ImageSymbol(String name, String object, Optional<Nature> nature, Binding binding, long address, long size,
        String section) {
    public boolean isFunction() {
        return nature.filter(n -> n == Nature.FUNCTION).isPresent();
    }
}
