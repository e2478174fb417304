package dev.ufork.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bootable ELF file as its header and loadable segments, checked when read: 64 bits, little endian, executable, of a
 * board we know, nothing beyond the end of the file.
 *
 * <p>Layout per the System V ABI, chapters "ELF Header" and "Program Header".
 *
 * @param path     where the file is; machines outside this JVM are given this path
 * @param board    the board its {@code e_machine} names
 * @param entry    {@code e_entry}
 * @param segments the {@code PT_LOAD} segments, in file order
 * @param bytes    the whole file
 */
public record ElfFile(Path path, Board board, long entry, List<Segment> segments, byte[] bytes) {

    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int PT_LOAD = 1;
    private static final long MAX_BYTES = 1L << 30;

    /**
     * One {@code PT_LOAD} segment.
     *
     * @param address    physical address of its first byte
     * @param fileOffset where its bytes are in the file
     * @param fileBytes  how many bytes the file has for it
     * @param memBytes   how many bytes it takes in memory; the rest is zero
     */
    public record Segment(long address, int fileOffset, int fileBytes, long memBytes) {}

    /** Reads and checks the file. */
    public static ElfFile read(Path path) throws UnusableFile {
        try {
            if (Files.isDirectory(path)) {
                throw new UnusableFile(path + " is a directory; give an ELF file or the name of an image");
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new UnusableFile("%s has %d bytes, more than a bootable image can have".formatted(path, Files.size(path)));
            }
            return parse(path, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new UnusableFile("there is no file " + path);
        } catch (IOException e) {
            throw new UnusableFile("%s cannot be read: %s".formatted(path, e.getMessage()));
        }
    }

    /** Checks {@code bytes}, the content of {@code path}. */
    static ElfFile parse(Path path, byte[] bytes) throws UnusableFile {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 4 || in.getInt(0) != 0x464c457f) {
            throw new UnusableFile(path + " is not an ELF file: it does not begin with 7f 45 4c 46");
        }
        if (bytes.length < HEADER_BYTES) {
            throw new UnusableFile("%s is truncated: %d bytes, and an ELF header has %d".formatted(path, bytes.length, HEADER_BYTES));
        }
        if (bytes[4] != 2 || bytes[5] != 1) {
            throw new UnusableFile(path + " is not a 64-bit little-endian ELF file");
        }
        Board board = boardOf(path, in.getShort(18) & 0xffff);
        int type = in.getShort(16) & 0xffff;
        if (type != ET_EXEC && type != ET_DYN) {
            throw new UnusableFile("%s has ELF type %d and cannot be booted; link it into an executable".formatted(path, type));
        }
        List<Segment> segments = segments(path, in);
        if (segments.isEmpty()) {
            throw new UnusableFile(path + " has nothing to load: no PT_LOAD segment with bytes in it");
        }
        return new ElfFile(path, board, in.getLong(24), List.copyOf(segments), bytes);
    }

    private static Board boardOf(Path path, int machine) throws UnusableFile {
        List<String> known = new ArrayList<>();
        for (Board board : Board.values()) {
            if (board.elfMachine() == machine) {
                return board;
            }
            known.add("%s (%d)".formatted(board.target(), board.elfMachine()));
        }
        throw new UnusableFile("%s is for ELF machine %d; the machines here run %s"
                .formatted(path, machine, String.join(" and ", known)));
    }

    private static List<Segment> segments(Path path, ByteBuffer in) throws UnusableFile {
        long table = in.getLong(32);
        int entryBytes = in.getShort(54) & 0xffff;
        int count = in.getShort(56) & 0xffff;
        if (count > 0 && entryBytes != PROGRAM_HEADER_BYTES) {
            throw new UnusableFile("%s has program headers of %d bytes instead of %d".formatted(path, entryBytes, PROGRAM_HEADER_BYTES));
        }
        requireInside(path, in, "program headers", table, (long) count * PROGRAM_HEADER_BYTES);

        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * PROGRAM_HEADER_BYTES;
            long memBytes = in.getLong(at + 40);
            if (in.getInt(at) != PT_LOAD || memBytes == 0) {
                continue;
            }
            long offset = in.getLong(at + 8);
            long fileBytes = in.getLong(at + 32);
            requireInside(path, in, "segment " + i, offset, fileBytes);
            if (Long.compareUnsigned(fileBytes, memBytes) > 0) {
                throw new UnusableFile("%s: segment %d has more bytes in the file than in memory".formatted(path, i));
            }
            segments.add(new Segment(in.getLong(at + 24), (int) offset, (int) fileBytes, memBytes));
        }
        return segments;
    }

    private static void requireInside(Path path, ByteBuffer in, String what, long offset, long length) throws UnusableFile {
        long size = in.capacity();
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new UnusableFile("%s is truncated: its %s end%s at byte %s, and the file has %d".formatted(path, what,
                    what.endsWith("s") ? "" : "s", Long.toUnsignedString(offset + length), size));
        }
    }

    /**
     * Refuses the file if a segment lies outside RAM of {@code memory} bytes.
     *
     * @param memory bytes of RAM
     */
    public void requireFits(long memory) throws UnusableFile {
        long base = board.ramBase();
        for (Segment segment : segments) {
            long offset = segment.address() - base;
            if (offset < 0 || segment.memBytes() < 0 || offset > memory || segment.memBytes() > memory - offset) {
                throw new UnusableFile("%s: the segment at 0x%x..0x%x lies outside RAM, which is 0x%x..0x%x on %s with %s"
                        .formatted(path, segment.address(), segment.address() + segment.memBytes(),
                                base, base + memory, board.target(), MemorySize.format(memory)));
            }
        }
    }
}
