package dev.ufork.images.fuzz;

import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ProgramHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.SortedMap;

/** An ELF file that puts more into memory than the one it is made of; any machine loads it like that one. Source: ELF-64 object file format, version 1.5. */
final class Extended {
    private static final int SEGMENT = 56;
    private static final int PT_LOAD = 1;
    private static final int READ_WRITE_EXECUTE = 7;
    private static final int ENTRY = 24;
    private static final int TABLE = 32;
    private static final int COUNT = 56;

    private Extended() {}

    /**
     * The file with more segments.
     *
     * @param elf    the file
     * @param memory bytes for physical addresses
     * @param entry  where the core begins, in one of them; 0 for where it began
     */
    static byte[] of(byte[] elf, SortedMap<Long, byte[]> memory, long entry) {
        ElfFile old = ElfReader.read("image", elf);
        int table = elf.length + 7 & -8;
        int count = old.segments().size() + memory.size();
        int size = table + count * SEGMENT + memory.values().stream().mapToInt(b -> b.length).sum();
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(elf);
        if (entry != 0) b.putLong(ENTRY, entry);
        b.putLong(TABLE, table).putShort(COUNT, (short) count).position(table);
        for (ProgramHeader p : old.segments()) segment(b, p.type(), p.flags(), p.offset(), p.vaddr(), p.paddr(), p.filesz(), p.memsz());
        long at = table + (long) count * SEGMENT;
        for (Map.Entry<Long, byte[]> m : memory.entrySet()) {
            segment(b, PT_LOAD, READ_WRITE_EXECUTE, at, m.getKey(), m.getKey(), m.getValue().length, m.getValue().length);
            at += m.getValue().length;
        }
        memory.values().forEach(b::put);
        return b.array();
    }

    private static void segment(ByteBuffer b, int type, int flags, long offset, long virtual, long physical, long bytes, long memory) {
        b.putInt(type).putInt(flags).putLong(offset).putLong(virtual).putLong(physical).putLong(bytes).putLong(memory).putLong(1);
    }
}
