package dev.ufork.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are whole or not there. */
class ImageFolderTest {
    @TempDir Path folder;

    @Test
    void writesReplacesAndRemoves() throws Exception {
        ImageFolder images = new ImageFolder(folder.resolve("images"));
        images.replace(Map.of("a.elf", bytes("one"), "b.elf", bytes("two")));
        images.replace(Map.of("a.elf", bytes("three")));
        assertThat(content(folder.resolve("images"))).isEqualTo(Map.of("a.elf", "three"));
    }

    @Test
    void filesThatAreRightAreNotTouched() throws Exception {
        ImageFolder images = new ImageFolder(folder);
        images.replace(Map.of("a.elf", bytes("one")));
        FileTime longAgo = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(folder.resolve("a.elf"), longAgo);
        images.replace(Map.of("a.elf", bytes("one")));
        assertThat(Files.getLastModifiedTime(folder.resolve("a.elf"))).isEqualTo(longAgo);
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldFilesAndNothingElse() throws Exception {
        ImageFolder images = new ImageFolder(folder);
        images.replace(Map.of("a.elf", bytes("old"), "z.elf", bytes("old")));
        Files.createDirectory(folder.resolve("z.elf.half"));        // what would be written second cannot be

        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a.elf", bytes("new"));
        files.put("z.elf", bytes("new"));
        assertThatThrownBy(() -> images.replace(files)).isInstanceOf(IOException.class);

        Files.deleteIfExists(folder.resolve("z.elf.half"));
        assertThat(content(folder)).isEqualTo(Map.of("a.elf", "old", "z.elf", "old"));
    }

    @Test
    void aFolderThatCannotBeIsOneSentence() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = GenerateImages.write(file, Map.of("a.elf", bytes("x")), new PrintStream(err));
        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("the images cannot be written to %1$s: %1$s is a file, not a folder%n".formatted(file));
    }

    @Test
    void theChecksumFileIsSha256sums() {
        Map<String, byte[]> files = new ImageFiles(bytes("abc"), "m", "l", Optional.empty()).named("k");
        assertThat(files.keySet()).containsExactly("k.elf", "k.map", "k.lst", "k.sha256");
        // FIPS 180-2, appendix B.1
        assertThat(new String(files.get("k.sha256"), StandardCharsets.UTF_8))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  k.elf\n");
    }

    @Test
    void everyImageIsTheSameEachTimeAndNamedOnce() {
        List<String> titles = Image.titles();
        assertThat(titles).doesNotHaveDuplicates().allMatch(title -> title.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        for (Image image : Image.values()) {
            assertThat(image.build().elf()).as(image.title()).isEqualTo(image.build().elf());
            assertThat(Image.of(image.title())).hasValue(image);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return content;
    }
}
