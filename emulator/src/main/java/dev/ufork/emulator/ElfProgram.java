package dev.ufork.emulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a machine needs of an ELF file: the loadable segments, the entry, and symbols by name.
 *
 * <p>This exists because the emulator shares only instruction rows with the compiler: a file that the compiler's own
 * reader and writer misunderstand alike must not load here.
 *
 * @param name     the file's name, for messages
 * @param machine  e_machine: 243 RISC-V, 183 AArch64
 * @param entry    the physical address of e_entry: as QEMU does, an address in an executed segment moves from where that expects itself to where it is loaded
 * @param segments in the file's order
 */
public record ElfProgram(String name, int machine, long entry, List<Segment> segments, byte[] file) {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;
    private static final int PT_LOAD = 1;
    private static final int PF_X = 1;
    private static final int SHT_SYMTAB = 2;

    /** Bytes for a physical address; {@code memorySize - bytes.length} zeros follow. */
    public record Segment(long address, byte[] bytes, long memorySize) {}

    public ElfProgram {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a little-endian 64-bit executable.
     *
     * @throws MachineException if it is none, or truncated
     */
    public static ElfProgram read(String name, byte[] file) {
        if (file.length < 4 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F')
            throw new MachineException(name + " is not an ELF file; give an ELF executable or the name of an image");
        if (file.length < HEADER) throw truncated(name, "the ELF header", HEADER, file.length);
        if (file[4] != 2 || file[5] != 1)
            throw new MachineException(name + " is not a 64-bit little-endian ELF file; these machines run no other");
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int type = elf.getShort(16);
        if (type != 2 && type != 3)
            throw new MachineException("%s is ELF type %d, not an executable; link it first".formatted(name, type));
        long tableAt = elf.getLong(32);
        int count = elf.getShort(56) & 0xffff;
        if (count > 0 && elf.getShort(54) != PROGRAM_HEADER)
            throw new MachineException("%s has program headers of %d bytes, expected %d".formatted(name, elf.getShort(54), PROGRAM_HEADER));
        requireInside(name, "its program headers", tableAt, (long) count * PROGRAM_HEADER, file.length);

        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) tableAt + i * PROGRAM_HEADER;
            if (elf.getInt(at) != PT_LOAD) continue;
            segments.add(segment(name, elf, at, file, i));
        }
        if (segments.isEmpty()) throw new MachineException(name + " has nothing to load: no PT_LOAD segment");
        return new ElfProgram(name, elf.getShort(18) & 0xffff, entry(elf, (int) tableAt, count), segments, file);
    }

    private static long entry(ByteBuffer elf, int tableAt, int count) {
        long entry = elf.getLong(24);
        for (int at = tableAt; at < tableAt + count * PROGRAM_HEADER; at += PROGRAM_HEADER) {
            boolean executed = elf.getInt(at) == PT_LOAD && (elf.getInt(at + 4) & PF_X) != 0;
            long inside = entry - elf.getLong(at + 16);
            if (executed && Long.compareUnsigned(inside, elf.getLong(at + 32)) < 0) return elf.getLong(at + 24) + inside;
        }
        return entry;
    }

    private static Segment segment(String name, ByteBuffer elf, int at, byte[] file, int index) {
        long offset = elf.getLong(at + 8);
        long size = elf.getLong(at + 32);
        long memorySize = elf.getLong(at + 40);
        requireInside(name, "segment " + index, offset, size, file.length);
        if (memorySize < size)
            throw new MachineException("%s: segment %d has %d bytes in the file and only %d in memory".formatted(name, index, size, memorySize));
        byte[] bytes = new byte[(int) size];
        System.arraycopy(file, (int) offset, bytes, 0, bytes.length);
        return new Segment(elf.getLong(at + 24), bytes, memorySize);
    }

    private static void requireInside(String name, String what, long offset, long size, int length) {
        if (offset < 0 || size < 0 || offset > length || size > length - offset)
            throw truncated(name, what, offset + size, length);
    }

    private static MachineException truncated(String name, String what, long needed, int length) {
        return new MachineException("%s is truncated: %s would end at byte %s, the file has %d"
                .formatted(name, what, Long.toUnsignedString(needed), length));
    }

    /**
     * Puts the segments into {@code memory}.
     *
     * @throws MachineException if one lies outside, or the file is for another machine
     */
    public void loadInto(Memory memory, int expectedMachine) {
        if (machine != expectedMachine)
            throw new MachineException("%s is for ELF machine %d (%s), this machine runs %d (%s)"
                    .formatted(name, machine, machineName(machine), expectedMachine, machineName(expectedMachine)));
        for (Segment segment : segments) {
            if (!memory.contains(segment.address, segment.memorySize))
                throw new MachineException("%s loads %#x bytes at %#x, outside RAM (%#x..%#x); link it there or give more memory"
                        .formatted(name, segment.memorySize, segment.address, memory.base(), memory.base() + memory.size()));
            memory.write(segment.address, segment.bytes);
        }
    }

    private static String machineName(int machine) {
        return switch (machine) {
            case 243 -> "RISC-V";
            case 258 -> "LoongArch";
            case 183 -> "AArch64";
            case 62 -> "x86-64";
            default -> "another architecture";
        };
    }

    /** The address of a symbol, if the file has a symbol table that names it. */
    public OptionalLong symbol(String wanted) {
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long tableAt = elf.getLong(40);
        int count = elf.getShort(60) & 0xffff;
        if (tableAt <= 0 || tableAt + (long) count * SECTION_HEADER > file.length) return OptionalLong.empty();
        for (int i = 0; i < count; i++) {
            int at = (int) tableAt + i * SECTION_HEADER;
            if (elf.getInt(at + 4) != SHT_SYMTAB) continue;
            int strings = (int) elf.getLong((int) tableAt + elf.getInt(at + 40) * SECTION_HEADER + 24);
            long first = elf.getLong(at + 24);
            for (long s = first; s < first + elf.getLong(at + 32); s += SYMBOL)
                if (wanted.equals(string(strings + elf.getInt((int) s)))) return OptionalLong.of(elf.getLong((int) s + 8));
        }
        return OptionalLong.empty();
    }

    private String string(int at) {
        int end = at;
        while (end < file.length && file[end] != 0) end++;
        return new String(file, at, end - at, StandardCharsets.UTF_8);
    }
}
