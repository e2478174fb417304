/**
 * ELF64 files, little-endian: records that mirror the specification field by field, a writer and a reader.
 *
 * <p>Numbers carry the specification's names and live in {@link dev.ufork.elf.Elf}; what an architecture adds to them
 * (machine number, flags, relocation types) belongs to that architecture's package.
 *
 * <pre>{@code
 *   ElfWriter out = new ElfWriter(Elf.ET_EXEC, machine, flags).entry(0x8000_0000L);
 *   int text = out.section(ElfSection.progbits(".text", Elf.SHF_ALLOC | Elf.SHF_EXECINSTR, 0x8000_0000L, 4096, code));
 *   out.segment(new ElfSegment(Elf.PT_LOAD, Elf.PF_R | Elf.PF_X, text, text, 0x8000_0000L, 4096));
 *   byte[] file = out.write();
 *
 *   ElfFile read = ElfReader.read("k.elf", file);   // ElfException: one sentence saying what is wrong with the file
 *   for (ElfSymbol s : read.symbols()) ...
 * }</pre>
 *
 * Source: System V ABI, chapter 4 (object files) and chapter 5 (program loading), ELF-64.
 */
package dev.ufork.elf;
