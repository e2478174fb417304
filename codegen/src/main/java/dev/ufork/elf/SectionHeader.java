package dev.ufork.elf;

/**
 * A section as the file describes it, {@code Elf64_Shdr}, with its name looked up.
 *
 * @param name      the string that {@code sh_name} stands for
 * @param type      {@code sh_type}
 * @param flags     {@code sh_flags}
 * @param addr      {@code sh_addr}
 * @param offset    {@code sh_offset}
 * @param size      {@code sh_size}
 * @param link      {@code sh_link}
 * @param info      {@code sh_info}
 * @param addralign {@code sh_addralign}
 * @param entsize   {@code sh_entsize}
 */
public record SectionHeader(String name, int type, long flags, long addr, long offset, long size, int link, int info,
        long addralign, long entsize) {
    public static final int SIZE = 64;

    void write(ByteSink out, int nameOffset) {
        out.u32(nameOffset).u32(type).u64(flags).u64(addr).u64(offset).u64(size);
        out.u32(link).u32(info).u64(addralign).u64(entsize);
    }

    /** Reads all but the name, which is kept as its offset in decimal until the string table is known. */
    static SectionHeader read(ByteSource in) {
        String nameOffset = Integer.toUnsignedString(in.u32());
        int type = in.u32();
        long flags = in.u64();
        long addr = in.u64();
        long offset = in.u64();
        long size = in.u64();
        int link = in.u32();
        int info = in.u32();
        return new SectionHeader(nameOffset, type, flags, addr, offset, size, link, info, in.u64(), in.u64());
    }

    SectionHeader named(String text) {
        return new SectionHeader(text, type, flags, addr, offset, size, link, info, addralign, entsize);
    }

    public boolean has(long flag) {
        return (flags & flag) != 0;
    }
}
