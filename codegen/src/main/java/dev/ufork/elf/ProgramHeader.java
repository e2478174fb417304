package dev.ufork.elf;

/**
 * A segment as the file describes it, {@code Elf64_Phdr}.
 *
 * @param type   {@code p_type}
 * @param flags  {@code p_flags}
 * @param offset {@code p_offset}
 * @param vaddr  {@code p_vaddr}
 * @param paddr  {@code p_paddr}
 * @param filesz {@code p_filesz}
 * @param memsz  {@code p_memsz}
 * @param align  {@code p_align}
 */
public record ProgramHeader(int type, int flags, long offset, long vaddr, long paddr, long filesz, long memsz,
        long align) {
    public static final int SIZE = 56;

    void write(ByteSink out) {
        out.u32(type).u32(flags).u64(offset).u64(vaddr).u64(paddr).u64(filesz).u64(memsz).u64(align);
    }

    static ProgramHeader read(ByteSource in) {
        int type = in.u32();
        int flags = in.u32();
        return new ProgramHeader(type, flags, in.u64(), in.u64(), in.u64(), in.u64(), in.u64(), in.u64());
    }
}
