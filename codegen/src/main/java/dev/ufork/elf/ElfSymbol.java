package dev.ufork.elf;

/**
 * A symbol, {@code Elf64_Sym}, with its name looked up.
 *
 * @param name       the string that {@code st_name} stands for
 * @param binding    upper half of {@code st_info}
 * @param type       lower half of {@code st_info}
 * @param visibility {@code st_other}
 * @param section    {@code st_shndx}
 * @param value      {@code st_value}
 * @param size       {@code st_size}
 */
public record ElfSymbol(String name, int binding, int type, int visibility, int section, long value, long size) {
    public static final int SIZE = 24;

    void write(ByteSink out, int nameOffset) {
        out.u32(nameOffset).u8(binding << 4 | type).u8(visibility).u16(section).u64(value).u64(size);
    }

    static ElfSymbol read(ByteSource in, java.util.function.IntFunction<String> names) {
        int name = in.u32();
        int info = in.u8();
        int other = in.u8();
        int section = in.u16();
        return new ElfSymbol(names.apply(name), info >>> 4, info & 15, other, section, in.u64(), in.u64());
    }
}
