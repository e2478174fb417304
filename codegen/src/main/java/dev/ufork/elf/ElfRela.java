package dev.ufork.elf;

import java.util.List;

/**
 * A relocation with addend, {@code Elf64_Rela}.
 *
 * @param offset {@code r_offset}
 * @param type   lower half of {@code r_info}, of the machine
 * @param symbol upper half of {@code r_info}, a number in the symbol table
 * @param addend {@code r_addend}
 */
public record ElfRela(long offset, int type, int symbol, long addend) {
    public static final int SIZE = 24;

    void write(ByteSink out) {
        out.u64(offset).u32(type).u32(symbol).u64(addend);
    }

    /** The content of a section of type {@code SHT_RELA}. */
    public static byte[] table(List<ElfRela> relocations) {
        ByteSink out = new ByteSink();
        for (ElfRela r : relocations) r.write(out);
        return out.toByteArray();
    }

    static ElfRela read(ByteSource in) {
        long offset = in.u64();
        int type = in.u32();
        int symbol = in.u32();
        return new ElfRela(offset, type, symbol, in.u64());
    }
}
