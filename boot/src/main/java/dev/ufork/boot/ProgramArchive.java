package dev.ufork.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The tar archive of programs in an image: names in order, no dates, no owners, so the same programs give the same bytes. */
public final class ProgramArchive {
    private static final int EXECUTABLE = 0755;

    private ProgramArchive() {}

    /** The symbol, in an image, of its archive. */
    public static final String SYMBOL = "programs";

    /** The files in an archive by name, in its order; those before the damage if it is damaged. */
    public static Map<String, byte[]> files(byte[] archive) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry())
                if (entry.isFile()) files.put(entry.getName(), tar.readAllBytes());
        } catch (IOException e) {
            return files;
        }
        return files;
    }

    /** The archive of the files by name, in the map's order. */
    public static byte[] of(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(new Date(0));
                entry.setIds(0, 0);
                entry.setNames("", "");
                entry.setMode(EXECUTABLE);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
