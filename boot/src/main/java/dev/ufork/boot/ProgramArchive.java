package dev.ufork.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The tar archive of programs in an image: names in order, no dates, no owners, so the same programs give the same bytes. A file with several names is there
 * once; the other names are hard links to the first.
 */
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
                if (entry.isLink()) files.put(entry.getName(), files.get(entry.getLinkName()));
                else if (entry.isFile()) files.put(entry.getName(), tar.readAllBytes());
        } catch (IOException e) {
            return files;
        }
        return files;
    }

    /** The archive of the files by name, in the map's order. */
    public static byte[] of(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            Map<ByteBuffer, String> names = new HashMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                String first = names.putIfAbsent(ByteBuffer.wrap(file.getValue()), file.getKey());
                TarArchiveEntry entry = first == null ? new TarArchiveEntry(file.getKey()) : new TarArchiveEntry(file.getKey(), TarConstants.LF_LINK);
                if (first == null) entry.setSize(file.getValue().length);
                else entry.setLinkName(first);
                entry.setModTime(new Date(0));
                entry.setIds(0, 0);
                entry.setNames("", "");
                entry.setMode(EXECUTABLE);
                tar.putArchiveEntry(entry);
                if (first == null) tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
