package dev.ufork.images.cli;

import dev.ufork.harness.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes a small Maven project with a kernel of one's own, a hosted test and a test that boots it. */
@Command(name = "new", description = "Write a small Maven project with a kernel of your own.")
final class NewCommand implements Callable<Integer> {
    static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** Templates, and where each goes. */
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
        "pom.xml", "pom.xml",
        "README.md", "README.md",
        "Main.java.txt", "src/main/java/PACKAGE/Main.java",
        "MainTest.java.txt", "src/test/java/PACKAGE/MainTest.java"));

    @ParentCommand Ufork ufork;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder to make; its name becomes the project's.")
    Path folder;

    @Override public Integer call() throws CommandFailure {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = last == null ? folder.toString() : last.toString();
        if (!NAME.matcher(name).matches()) {
            throw CommandFailure.usage("%s cannot name a project; use small letters, digits and hyphens, beginning with a letter".formatted(name));
        }
        try {
            if (Files.exists(folder) && !isEmpty(folder)) {
                throw CommandFailure.usage("%s is there already and not empty; name a new folder".formatted(folder));
            }
            String in = name.replace("-", "");
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path to = folder.resolve(file.getValue().replace("PACKAGE", in));
                Files.createDirectories(to.getParent());
                Files.writeString(to, template(file.getKey()).replace("@name@", name).replace("@package@", in).replace("@version@", VERSION));
            }
        } catch (IOException e) {
            throw CommandFailure.noInput("%s cannot be written: %s".formatted(folder, IoReason.of(e)));
        }
        ufork.out().printf("%s is a kernel of your own; 'mvn package' there tests and boots it, README.md says more%n", folder);
        return Status.OK;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static String template(String name) throws IOException {
        try (InputStream in = NewCommand.class.getResourceAsStream("/dev/ufork/images/template/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

}
