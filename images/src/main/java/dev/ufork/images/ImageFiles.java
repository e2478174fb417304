package dev.ufork.images;

import dev.ufork.images.board.BoardImage;
import dev.ufork.link.LinkedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one image consists of: the ELF file, the map of its addresses, its listing, and a disk that boards boot from.
 *
 * @param elf     the bootable file
 * @param map     where everything is
 * @param listing the code, address by address
 * @param disk    where UEFI finds the image, if it is for such a board
 */
public record ImageFiles(byte[] elf, String map, String listing, Optional<byte[]> disk) {

    static ImageFiles of(LinkedImage image) {
        return new ImageFiles(image.elf(), image.map(), image.listing(), Optional.empty());
    }

    /** The image, with a disk for boards whose firmware is UEFI; it must run at any physical address. */
    static ImageFiles withDisk(LinkedImage image) {
        return new ImageFiles(image.elf(), image.map(), image.listing(), Optional.of(BoardImage.of(image.name(), image.elf())));
    }

    /** File names and contents, for an image of this name; the checksum as {@code sha256sum -c} reads it. */
    Map<String, byte[]> named(String title) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(title + ".elf", elf);
        files.put(title + ".map", map.getBytes(StandardCharsets.UTF_8));
        files.put(title + ".lst", listing.getBytes(StandardCharsets.UTF_8));
        String sums = "%s  %s.elf\n".formatted(sha256(elf), title);
        if (disk.isPresent()) {
            files.put(title + ".img", disk.get());
            sums += "%s  %s.img\n".formatted(sha256(disk.get()), title);
        }
        files.put(title + ".sha256", sums.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
