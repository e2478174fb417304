package dev.ufork.harness;

import dev.ufork.emulator.ElfProgram;
import dev.ufork.emulator.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bootable ELF file: where it is, what is in it, and the board it is for.
 *
 * @param path    machines outside this JVM are given this path
 * @param board   the board its {@code e_machine} names
 * @param program its segments and entry
 */
public record ElfFile(Path path, Board board, ElfProgram program) {
    private static final long MAX_BYTES = 1L << 30;

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
            throw new UnusableFile("%s cannot be read: %s".formatted(path, IoReason.of(e)));
        }
    }

    /** Checks {@code bytes}, the content of {@code path}. */
    public static ElfFile parse(Path path, byte[] bytes) throws UnusableFile {
        try {
            ElfProgram program = ElfProgram.read(path.toString(), bytes);
            return new ElfFile(path, boardOf(path, program.machine()), program);
        } catch (MachineException e) {
            throw new UnusableFile(e.getMessage());
        }
    }

    /** {@code e_entry}. */
    public long entry() {
        return program.entry();
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

    /**
     * Refuses the file if a segment lies outside RAM.
     *
     * @param memory bytes of RAM
     */
    public void requireFits(long memory) throws UnusableFile {
        long base = board.ramBase();
        for (ElfProgram.Segment segment : program.segments()) {
            long offset = segment.address() - base;
            if (offset < 0 || offset > memory || segment.memorySize() > memory - offset) {
                throw new UnusableFile("%s: the segment at 0x%x..0x%x lies outside RAM, which is 0x%x..0x%x on %s with %s"
                        .formatted(path, segment.address(), segment.address() + segment.memorySize(),
                                base, base + memory, board.target(), MemorySize.format(memory)));
            }
        }
    }
}
