package dev.ufork.images.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be overwritten. The devices here are files that a folder describes as the system describes devices. */
class MediumTest {
    @TempDir Path folder;

    private Medium stick(Map<String, String> about) throws IOException {
        Path device = Files.write(folder.resolve("sdx"), new byte[1 << 20]);
        Path described = Files.createDirectories(folder.resolve("sys/sdx/device"));
        for (var fact : about.entrySet()) Files.writeString(described.getParent().resolve(fact.getKey()), fact.getValue() + "\n");
        return new Medium(device, true, folder.resolve("sys"), folder.resolve("mounts"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1 | 0 | 4096 |           | ''",
            "0 | 0 | 4096 |           | is not removable",
            "1 | 1 | 4096 |           | is write-protected",
            "1 | 0 | 100  |           | has 100 sectors of 512 bytes, too few for 1048576 bytes",
            "1 | 0 | 4096 | partition | is a partition; name the whole disk",
    })
    void onlyWholeRemovableDisksThatAreLargeEnough(String removable, String ro, String size, String more, String sentence) throws IOException {
        Medium medium = stick(Map.of("removable", removable, "ro", ro, "size", size, "device/model", "Stick"));
        if (more != null) Files.writeString(folder.resolve("sys/sdx").resolve(more), "1\n");
        assertThat(medium.objection(1 << 20).orElse("")).contains(sentence);
        assertThat(medium.objection(1 << 20).isPresent()).isEqualTo(!sentence.isEmpty());
    }

    @Test
    void nothingThatIsMounted() throws IOException {
        Medium medium = stick(Map.of("removable", "1", "ro", "0", "size", "4096"));
        Files.writeString(folder.resolve("mounts"), medium.path() + "1 /media/stick vfat rw 0 0\n");
        assertThat(medium.objection(1)).hasValueSatisfying(why -> assertThat(why).endsWith("is mounted on /media/stick; unmount it first"));
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        byte[] content = new byte[(2 << 20) + 5];
        for (int i = 0; i < content.length; i++) content[i] = (byte) (i * 31 >> 3);
        Medium file = Medium.of(folder.resolve("disk.img"));
        assertThat(file.objection(content.length)).isEmpty();
        file.write(content, percent -> assertThat(percent).isBetween(0, 100));
        assertThat(Files.readAllBytes(file.path())).isEqualTo(content);
    }

    @Test
    void aFolderIsNoDisk() throws IOException {
        assertThat(Medium.of(folder).objection(1)).hasValueSatisfying(why -> assertThat(why).contains("is a directory"));
        assertThat(Medium.of(Path.of("")).objection(1)).hasValueSatisfying(why -> assertThat(why).startsWith("an empty name"));
        assertThat(Medium.of(folder.resolve("no/where.img")).objection(1)).hasValueSatisfying(why -> assertThat(why).contains("there is no folder"));
    }
}
