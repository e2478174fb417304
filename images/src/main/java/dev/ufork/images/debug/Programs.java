package dev.ufork.images.debug;

import dev.ufork.boot.ProgramArchive;
import dev.ufork.elf.ElfException;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.elf.SectionHeader;
import dev.ufork.images.debug.FaultRecord.Fault;
import dev.ufork.images.debug.FaultRecord.Panic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All code of an image: the kernel's, and that of the programs in its archive, each an ELF file of its own.
 *
 * <p>A file that is damaged, or is none of ours, has no names, and reports about it say what the guest said.
 */
public final class Programs {
    private final Optional<ElfFile> image;
    private final SourceText sources;
    private final Map<String, Optional<Code>> known = new LinkedHashMap<>();
    private Map<String, byte[]> archive;

    private Programs(Optional<ElfFile> image, SourceText sources) {
        this.image = image;
        this.sources = sources;
    }

    /** Those of the image's ELF file. */
    public static Programs of(String name, byte[] elf, SourceText sources) {
        return new Programs(read(name, elf), sources);
    }

    private static Optional<ElfFile> read(String name, byte[] elf) {
        try {
            return Optional.of(ElfReader.read(name, elf));
        } catch (ElfException e) {
            return Optional.empty();
        }
    }

    /** The names of the programs, in the archive's order; none if the image carries no archive. */
    public List<String> names() {
        return List.copyOf(archive().keySet());
    }

    /** The ELF file of a program. */
    public Optional<byte[]> file(String program) {
        return Optional.ofNullable(archive().get(program));
    }

    /** The record with everything that the image knows about it. */
    public Explanation explain(FaultRecord record) {
        return switch (record) {
            case Panic panic -> Explanation.of(panic, sources);
            case Fault fault -> {
                Optional<Code> code = code(fault.program());
                Optional<Long> at = fault.offset().isPresent() ? Optional.of(fault.offset().getAsLong()) : Optional.empty();
                yield Explanation.of(fault, code.flatMap(c -> at.flatMap(c::name)), code.flatMap(c -> at.flatMap(c::instruction)), sources);
            }
        };
    }

    private Optional<Code> code(Optional<String> program) {
        return known.computeIfAbsent(program.orElse(""), _ -> {
            try {
                Optional<ElfFile> file = program.isEmpty() ? image : file(program.get()).flatMap(bytes -> read(program.get(), bytes));
                return file.map(Code::new);
            } catch (ElfException e) {
                return Optional.empty();
            }
        });
    }

    private Map<String, byte[]> archive() {
        if (archive == null) archive = image.flatMap(Programs::archiveIn).map(ProgramArchive::files).orElse(Map.of());
        return archive;
    }

    private static Optional<byte[]> archiveIn(ElfFile image) {
        try {
            for (ElfSymbol symbol : image.symbols()) {
                if (!symbol.name().equals(ProgramArchive.SYMBOL) || symbol.section() <= 0 || symbol.section() >= image.sections().size()) continue;
                SectionHeader section = image.sections().get(symbol.section());
                byte[] bytes = image.bytes(section);
                long from = symbol.value() - section.addr();
                if (from < 0 || symbol.size() < 0 || from + symbol.size() > bytes.length) continue;
                return Optional.of(Arrays.copyOfRange(bytes, (int) from, (int) (from + symbol.size())));
            }
            return Optional.empty();
        } catch (ElfException e) {
            return Optional.empty();
        }
    }
}
