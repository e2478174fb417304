package dev.ufork.images.board;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a disk is written to: a file, or a removable device of a Linux system.
 *
 * @param path   as it was named
 * @param device whether it is a device
 * @param sys    where the system describes block devices: {@code /sys/class/block}
 * @param mounts what is mounted: {@code /proc/self/mounts}
 */
public record Medium(Path path, boolean device, Path sys, Path mounts) {
    private static final int BLOCK = 1 << 20;

    public static Medium of(Path path) {
        boolean special = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
        return new Medium(path, special, Path.of("/sys/class/block"), Path.of("/proc/self/mounts"));
    }

    /** Why so many bytes must not be written there, with what to do instead; empty if nothing speaks against it. */
    public Optional<String> objection(long bytes) throws IOException {
        if (path.toString().isEmpty()) return Optional.of("an empty name is none; name a file, or a whole removable disk");
        if (Files.isDirectory(path)) return Optional.of(path + " is a directory; name a file in it, or a device");
        if (!device) {
            Path folder = path.toAbsolutePath().getParent();
            return Files.isDirectory(folder) ? Optional.empty() : Optional.of("there is no folder " + folder + "; make it first");
        }
        Path about = sys.resolve(name());
        if (!Files.isDirectory(about)) return Optional.of(path + " is no block device; name a file, or a whole removable disk");
        if (Files.exists(about.resolve("partition"))) return Optional.of(path + " is a partition; name the whole disk");
        if (!number(about.resolve("removable")).equals("1")) {
            return Optional.of(path + " is not removable, and only removable disks are written; write to a file and copy that if you are sure");
        }
        if (number(about.resolve("ro")).equals("1")) return Optional.of(path + " is write-protected");
        if (Long.parseLong(number(about.resolve("size"))) * Sizes.SECTOR < bytes) {
            return Optional.of("%s has %s sectors of %d bytes, too few for %d bytes".formatted(path, number(about.resolve("size")), Sizes.SECTOR, bytes));
        }
        return mounted().map(where -> "%s is mounted on %s; unmount it first".formatted(path, where));
    }

    /** What a person should know of a device before it is overwritten: its vendor, model and size, as far as the system says. */
    public String description() throws IOException {
        Path about = sys.resolve(name());
        long mebibytes = Long.parseLong(number(about.resolve("size"))) * Sizes.SECTOR >> 20;
        return "%s %s %s, %d MiB".formatted(path, number(about.resolve("device/vendor")), number(about.resolve("device/model")), mebibytes)
                .replaceAll(" +", " ");
    }

    /** Writes the content, waits until the medium has it, and reads it back. The progress is told in percent. */
    public void write(byte[] content, java.util.function.IntConsumer progress) throws IOException {
        try (FileChannel channel = device ? FileChannel.open(path, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int at = 0; at < content.length; at += BLOCK) {
                ByteBuffer block = ByteBuffer.wrap(content, at, Math.min(BLOCK, content.length - at));
                while (block.hasRemaining()) channel.write(block, block.position());
                progress.accept((int) (50L * block.limit() / content.length));
            }
            channel.force(true);
        }
        verify(content, progress);
    }

    private void verify(byte[] content, java.util.function.IntConsumer progress) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            for (int at = 0; at < content.length; at += BLOCK) {
                block.clear().limit(Math.min(BLOCK, content.length - at));
                while (block.hasRemaining() && channel.read(block, at + block.position()) >= 0) { }
                int different = block.flip().mismatch(ByteBuffer.wrap(content, at, Math.min(BLOCK, content.length - at)));
                if (different >= 0) {
                    throw new IOException("byte %d of %s is not what was written; the medium may be worn out, try another".formatted(at + different, path));
                }
                progress.accept((int) (50 + 50L * Math.min(at + BLOCK, content.length) / content.length));
            }
        }
    }

    private Optional<String> mounted() throws IOException {
        List<String> lines = Files.exists(mounts) ? Files.readAllLines(mounts) : List.of();
        return lines.stream().map(line -> line.split(" ")).filter(words -> words[0].startsWith(path.toString())).map(words -> words[1]).findFirst();
    }

    private String name() {
        return path.getFileName().toString();
    }

    private static String number(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readString(file).strip() : "";
    }
}
