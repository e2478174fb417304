package dev.ufork.asm;

import dev.ufork.asm.CodeElement.Binding;
import dev.ufork.asm.CodeElement.Nature;
import java.util.List;
import java.util.Optional;

/**
 * Assembled code: sections with bytes, and what is still open in them.
 *
 * @param name     for messages and maps
 * @param sections in the order in which they were first entered
 * @param symbols  defined here, in order of definition
 */
public record ObjectFile(String name, List<Section> sections, List<Definition> symbols) {
    public ObjectFile {
        sections = List.copyOf(sections);
        symbols = List.copyOf(symbols);
    }

    /** By name alone: object files are keys of the linker's maps, and hashing all of their content would take its time at every look. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /**
     * A section.
     *
     * @param id          name and nature
     * @param align       in bytes, a power of two
     * @param size        in bytes; the content's length unless the section is zero at start
     * @param content     the bytes, operands that depend on places still zero
     * @param relocations by offset
     * @param remarks     lines, dialects, comments and frames, by offset
     */
    public record Section(SectionId id, int align, long size, byte[] content, List<Relocation> relocations,
            List<Remark> remarks) {
        public Section {
            relocations = List.copyOf(relocations);
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * An operand that depends on a place.
     *
     * @param offset of the changed bytes, in the section
     * @param kind   how
     * @param target which place
     * @param addend added to the place's address
     */
    public record Relocation(int offset, RelocKind kind, Target target, long addend) {}

    /** The place of a relocation. */
    public sealed interface Target {
        /** A place in section number {@code section} of the same object file. */
        record Inside(int section, long offset, String name) implements Target {}

        /** A symbol of any object file. */
        record Named(String name) implements Target {}
    }

    /**
     * A symbol defined here.
     *
     * @param nature  empty if the symbol is a place without extent
     * @param section number of the section
     * @param offset  in the section
     * @param size    in bytes; 0 if it has no end
     */
    public record Definition(String name, Optional<Nature> nature, Binding binding, int section, long offset, long size) {}

    /** A {@code Line}, {@code Dialect}, {@code Comment} or {@code Frame}, and where it stands. */
    public record Remark(long offset, CodeElement element) {}

    /** The first section of this name. */
    public Optional<Section> section(String wanted) {
        return sections.stream().filter(s -> s.id().name().equals(wanted)).findFirst();
    }
}
