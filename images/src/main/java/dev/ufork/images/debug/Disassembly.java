package dev.ufork.images.debug;

import dev.ufork.asm.Disassembler;
import dev.ufork.dwarf.Symbolizer;
import dev.ufork.dwarf.Symbolizer.Name;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfException;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.elf.SectionHeader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listing of an ELF file that came without one: a program inside an image, a file of the user's.
 *
 * <p>It has the form of the linker's own listings. What those know besides, the remarks of assembler code and where code changes the
 * mode, is not in an ELF file: all code is read in the architecture's capability mode.
 */
public final class Disassembly {
    private final ElfFile file;
    private final Symbolizer names;
    private final Disassembler disassembler;
    private final Map<Long, String> functions = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private String source = "";

    private Disassembly(ElfFile file, Disassembler disassembler) {
        this.file = file;
        this.disassembler = disassembler;
        this.names = Symbolizer.of(file);
        for (ElfSymbol symbol : file.symbols())
            if (symbol.type() == Elf.STT_FUNC) functions.merge(symbol.value() & -2, symbol.name(), (a, b) -> a + ":\n" + b);
    }

    /**
     * The listing.
     *
     * @param name the file's, for messages
     * @throws ElfException if the bytes are no ELF file, a damaged one, or one for a machine whose instructions are not known here
     */
    public static String of(String name, byte[] elf) {
        ElfFile file = ElfReader.read(name, elf);
        Disassembler disassembler = Code.disassembler(file).orElseThrow(() ->
                new ElfException("%s is for ELF machine %d, whose instructions are not known here".formatted(name, file.header().machine())));
        Disassembly all = new Disassembly(file, disassembler);
        for (SectionHeader section : file.sections())
            if (section.has(Elf.SHF_EXECINSTR) && section.type() == Elf.SHT_PROGBITS) all.section(section);
        return all.text.toString();
    }

    private void section(SectionHeader section) {
        text.append("\n%s from %s\n".formatted(section.name(), file.name()));
        byte[] code = file.bytes(section);
        for (int at = 0; at < code.length; ) {
            long address = section.addr() + at;
            String function = functions.get(address);
            if (function != null) {
                text.append("\n%s:\n".formatted(function));
                source = "";
            }
            Optional<Name> name = names.at(address);
            name.filter(n -> n.line() > 0).ifPresent(this::source);
            at += instruction(code, at, address);
        }
    }

    private void source(Name name) {
        String now = name.file() + ":" + name.line();
        if (!now.equals(source)) text.append("                      ; ").append(now).append('\n');
        source = now;
    }

    private int instruction(byte[] code, int at, long address) {
        String dialect = disassembler.defaultDialect();
        int length = disassembler.length(code, at, dialect);
        StringBuilder word = new StringBuilder();
        for (int i = length - 1; i >= 0; i--) word.append("%02x".formatted(code[at + i]));
        String what = disassembler.decode(code, at, dialect).map(i -> disassembler.print(i, dialect, address)).orElse("(no instruction)");
        text.append("%12x  %-8s  %s%s\n".formatted(address, word, what, target(what)));
        return length;
    }

    /** {@code  <main+0x10>} behind an instruction whose text ends with an address in a function. */
    private String target(String what) {
        int hex = what.lastIndexOf("0x");
        if (hex < 0 || !what.substring(hex + 2).matches("\\p{XDigit}{4,16}")) return "";
        Optional<Name> name = names.at(Long.parseUnsignedLong(what.substring(hex + 2), 16));
        return name.filter(n -> !n.function().isEmpty())
                .map(n -> " <" + n.function() + (n.offset() == 0 ? "" : "+0x" + Long.toHexString(n.offset())) + ">").orElse("");
    }
}
