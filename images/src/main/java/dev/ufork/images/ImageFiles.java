package dev.ufork.images;

import dev.ufork.link.LinkedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one image consists of: the ELF file, the map of its addresses, and its listing.
 *
 * @param elf     the bootable file
 * @param map     where everything is
 * @param listing the code, address by address
 */
public record ImageFiles(byte[] elf, String map, String listing) {

    static ImageFiles of(LinkedImage image) {
        return new ImageFiles(image.elf(), image.map(), image.listing());
    }

    /** File names and contents, for an image of this name; the checksum as {@code sha256sum -c} reads it. */
    Map<String, byte[]> named(String title) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(title + ".elf", elf);
        files.put(title + ".map", map.getBytes(StandardCharsets.UTF_8));
        files.put(title + ".lst", listing.getBytes(StandardCharsets.UTF_8));
        files.put(title + ".sha256", "%s  %s.elf\n".formatted(sha256(elf), title).getBytes(StandardCharsets.UTF_8));
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
