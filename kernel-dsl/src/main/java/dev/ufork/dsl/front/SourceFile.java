package dev.ufork.dsl.front;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.SimpleJavaFileObject;

/** A Java source file in memory, with the name that messages show. */
public final class SourceFile extends SimpleJavaFileObject {
    /** Where jars with kernel code carry its sources. */
    public static final String IN_JARS = "META-INF/ufork/src/";

    private final String name;
    private final String text;

    private SourceFile(String name, String text) {
        super(URI.create("mem:///" + name.replace(' ', '_').replace('!', '_')), Kind.SOURCE);
        this.name = name;
        this.text = text;
    }

    /** A source text under a name like {@code dev/ufork/kernel/Fork.java}. */
    public static SourceFile of(String name, String text) { return new SourceFile(name, text); }

    /**
     * The Java sources of a folder, a jar with kernel code, or one file; by name, so that order never depends on the disk.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    public static List<SourceFile> under(Path path) {
        try {
            if (Files.isDirectory(path)) return folder(path);
            return path.toString().endsWith(".java") ? List.of(of(path.toString(), Files.readString(path))) : jar(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel sources at %s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static List<SourceFile> folder(Path path) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".java")).sorted(Comparator.comparing(f -> path.relativize(f).toString())).toList()) {
                files.add(of(file.toString(), Files.readString(file)));
            }
        }
        return files;
    }

    private static List<SourceFile> jar(Path path) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (ZipFile jar = new ZipFile(path.toFile())) {
            for (Enumeration<? extends ZipEntry> e = jar.entries(); e.hasMoreElements(); ) {
                ZipEntry entry = e.nextElement();
                if (!entry.getName().startsWith(IN_JARS) || !entry.getName().endsWith(".java")) continue;
                try (InputStream in = jar.getInputStream(entry)) {
                    files.add(of(entry.getName().substring(IN_JARS.length()), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        }
        files.sort(Comparator.comparing(SourceFile::getName));
        return files;
    }

    @Override
    public String getName() { return name; }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) { return text; }

    /** Messages of the compiler show this. */
    @Override
    public String toString() { return name; }
}
