package dev.ufork.images.debug;

import dev.ufork.asm.Disassembler;
import dev.ufork.dwarf.Symbolizer;
import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.SectionHeader;
import dev.ufork.link.LinkTarget;
import dev.ufork.target.morello.MorelloElf;
import dev.ufork.target.riscv.RiscvElf;
import java.util.List;
import java.util.Optional;

/** The code of one ELF file: which function and line an address is in, and which instruction is there. */
final class Code {
    private static final List<LinkTarget> TARGETS = List.of(new RiscvElf(), new MorelloElf());

    private final ElfFile file;
    private final Symbolizer names;

    /** @throws dev.ufork.elf.ElfException if the file's tables are damaged */
    Code(ElfFile file) {
        this.file = file;
        this.names = Symbolizer.of(file);
    }

    /** How the file's instructions are read; empty for a machine that is not known here. */
    static Optional<Disassembler> disassembler(ElfFile file) {
        return TARGETS.stream().filter(t -> t.machine() == file.header().machine()).findFirst().map(LinkTarget::disassembler);
    }

    Optional<Symbolizer.Name> name(long address) {
        return names.at(address);
    }

    /** The instruction at an address as text; empty if there is no code, or none that this build can read. */
    Optional<String> instruction(long address) {
        Optional<Disassembler> disassembler = disassembler(file);
        Optional<SectionHeader> section = file.sections().stream().filter(s -> s.has(Elf.SHF_EXECINSTR) && s.type() == Elf.SHT_PROGBITS
                && Long.compareUnsigned(address - s.addr(), s.size()) < 0).findFirst();
        if (disassembler.isEmpty() || section.isEmpty()) return Optional.empty();
        Disassembler text = disassembler.get();
        byte[] code = file.bytes(section.get());
        int at = (int) (address - section.get().addr());
        return text.decode(code, at, text.defaultDialect()).map(i -> text.print(i, text.defaultDialect(), address));
    }
}
