package dev.ufork.images.fuzz;

import dev.ufork.boot.ProgramArchive;
import dev.ufork.elf.ElfFile;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import dev.ufork.elf.ProgramHeader;
import dev.ufork.harness.Board;
import dev.ufork.harness.QemuMachine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An image of the kernel that is given random input, and the machine that boots it. */
public final class Subject {
    private static final long LIMIT = 150_000_000;

    private final String name;
    private final byte[] image;
    private final Player player;
    private final Board board;
    private final ElfFile elf;
    private final ElfSymbol archive;
    private final Optional<Coverage> coverage;
    /** The same image on the embedded machine, and the device tree there for each level, once somebody has asked. */
    private Subject twin;
    private final Map<Integer, byte[]> trees = new ConcurrentHashMap<>();

    private Subject(String name, byte[] image, Player player, Optional<Coverage> coverage) {
        this.coverage = coverage;
        this.name = name;
        this.image = image;
        this.player = player;
        elf = ElfReader.read(name, image);
        board = Arrays.stream(Board.values()).filter(b -> b.elfMachine() == elf.header().machine()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is for no board that there is".formatted(name)));
        archive = elf.symbols().stream().filter(s -> s.name().equals(ProgramArchive.SYMBOL)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no archive of programs; it is no image of the μFork kernel".formatted(name)));
    }

    private Subject(Subject same, Player player) {
        this.player = player;
        coverage = same.coverage;
        name = same.name;
        image = same.image;
        elf = same.elf;
        board = same.board;
        archive = same.archive;
        twin = same.twin();
    }

    /** The image on the embedded machine: ended at an instruction, looked into, the same each time. */
    public static Subject embedded(String name, byte[] image) {
        return new Subject(name, image, new EmbeddedPlayer(image, Optional.empty()), Optional.empty());
    }

    /** The same, and {@code coverage} is told what is reached. */
    public static Subject embedded(String name, byte[] image, Coverage coverage) {
        return new Subject(name, image, new EmbeddedPlayer(image, Optional.of(coverage)), Optional.of(coverage));
    }

    /** The image on the public QEMU; {@code machine} is that. */
    public static Subject on(QemuMachine machine, String name, byte[] image) {
        return new Subject(name, image, new OtherPlayer(machine), Optional.empty());
    }

    public String name() {
        return name;
    }

    Board board() {
        return board;
    }

    /** Can the input be put into the machine's memory, and the run be looked into? */
    boolean isTransparent() {
        return player instanceof EmbeddedPlayer;
    }

    /** Who wants to know what is reached. */
    Optional<Coverage> coverage() {
        return coverage;
    }

    /** The same, looked into in moments of an input, if it is not in its own. */
    Subject lookingAt(int[] moments) {
        return isTransparent() || moments.length == 0 ? this : new Subject(this, player.lookingAt(moments));
    }

    Ran run(Start start) {
        return player.run(start);
    }

    /** A start of the image as it is. */
    Start start(String... arguments) {
        return new Start(image, List.of(arguments), LIMIT, 2);
    }

    /** The same image on the embedded machine. */
    synchronized Subject twin() {
        if (twin == null) twin = isTransparent() ? this : embedded(name, image);
        return twin;
    }

    /** The device tree that the embedded machine hands to an image that is started so; the public QEMU has a board with the same devices. */
    byte[] tree(Start start) {
        return twin().trees.computeIfAbsent(start.level(), _ -> ((EmbeddedPlayer) twin().player).tree(start)).clone();
    }

    /** The bytes of the archive. */
    byte[] archive() {
        int at = offset(archive.value());
        return Arrays.copyOfRange(image, at, at + (int) archive.size());
    }

    /** The image with other bytes in place of the archive's; not more than there are, behind them come zeros. */
    byte[] withArchive(byte[] bytes) {
        if (bytes.length > archive.size())
            throw new IllegalArgumentException("an archive of %d bytes does not fit the %d that %s has".formatted(bytes.length, archive.size(), name));
        byte[] copy = image.clone();
        int at = offset(archive.value());
        Arrays.fill(copy, at, at + (int) archive.size(), (byte) 0);
        System.arraycopy(bytes, 0, copy, at, bytes.length);
        return copy;
    }

    /** The image with other files in its archive. */
    byte[] withFiles(Map<String, byte[]> files) {
        return withArchive(ProgramArchive.of(files));
    }

    /** The files in the archive. */
    Map<String, byte[]> files() {
        return ProgramArchive.files(archive());
    }

    private int offset(long address) {
        for (ProgramHeader s : elf.segments()) if (address >= s.vaddr() && address - s.vaddr() < s.filesz()) return (int) (s.offset() + address - s.vaddr());
        throw new IllegalArgumentException("nothing of %s is loaded at 0x%x".formatted(name, address));
    }
}
