package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.ci.UforkScript.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script around the command line: where it is called from, which JDK it takes, when it builds. */
class ScriptIT {
    @TempDir static Path folder;
    private static Path copy;

    /** A copy of the built project in a folder with blanks in its name, with nothing in it that Maven could build. */
    @BeforeAll
    static void copyProject() throws IOException {
        copy = folder.resolve("a folder with blanks");
        for (String part : List.of("ufork", "images/target/build-started", "images/target/lib", "images/target/images")) {
            copyTree(UforkScript.TOP.resolve(part), copy.resolve(part));
        }
        try (Stream<Path> jars = Files.list(UforkScript.TOP.resolve("images/target"))) {
            for (Path jar : jars.filter(path -> path.getFileName().toString().matches("images-.*\\.jar")).toList()) {
                copyTree(jar, copy.resolve("images/target").resolve(jar.getFileName()));
            }
        }
        Files.writeString(copy.resolve("pom.xml"), "<no-project/>");
        Files.setLastModifiedTime(copy.resolve("pom.xml"), FileTime.from(Instant.EPOCH));
    }

    @Test
    void worksFromAnyFolderAndInOneWithBlanks() throws Exception {
        Result result = UforkScript.run(Path.of("/"), Map.of(), List.of(copy.resolve("ufork").toString(), "images"));
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo(UforkScript.ufork("images").out());
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("one"), copy.resolve("ufork"));
        Files.createSymbolicLink(bin.resolve("two"), Path.of("one"));
        Result result = UforkScript.run(bin, Map.of("PATH", bin + ":" + System.getenv("PATH")), List.of("sh", "-c", "two images"));
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).isNotEmpty();
    }

    @Test
    void doesNotStartMavenWhenNothingChanged() throws Exception {
        assertThat(withMaven("echo started >&2; exit 1").err()).doesNotContain("started", "building");
    }

    @Test
    void buildsWhatChangedAndSaysSo() throws Exception {
        Path source = copy.resolve("codegen/src/main/java/New.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "class New {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        try {
            Result result = withMaven("echo '[ERROR] New.java: no'; exit 1");
            assertThat(result.status()).isEqualTo(69);
            assertThat(result.err()).contains("ufork: building, because codegen/src/main/", "has changed", "[ERROR] New.java: no",
                    "ufork: the build failed; Maven's whole output is in ");
            assertThat(result.out()).isEmpty();
        } finally {
            deleteTree(copy.resolve("codegen"));
        }
    }

    @Test
    void aJdkThatIsNoneIsNamed() throws Exception {
        Result result = UforkScript.run(folder, Map.of("UFORK_JAVA_HOME", "/nowhere"), List.of(copy.resolve("ufork").toString(), "images"));
        assertThat(result.status()).isEqualTo(69);
        assertThat(result.err()).isEqualTo("ufork: UFORK_JAVA_HOME=/nowhere is no JDK of version 25 or newer; name one that is, or unset it\n");
    }

    @Test
    void anOldJdkIsNotTaken() throws Exception {
        Path old = folder.resolve("jdk-24");
        Files.createDirectories(old.resolve("bin"));
        assertThat(Files.writeString(old.resolve("bin/javac"), "#!/bin/sh\n").toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"24.0.1\"\n");
        Result result = UforkScript.run(folder, Map.of("UFORK_JAVA_HOME", old.toString()), List.of(copy.resolve("ufork").toString(), "images"));
        assertThat(result.status()).isEqualTo(69);
        assertThat(result.err()).contains("is no JDK of version 25 or newer");
    }

    /** Runs {@code ufork images} with a Maven that is this shell script. */
    private static Result withMaven(String script) throws Exception {
        Path bin = Files.createTempDirectory(folder, "maven");
        Path mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + script + "\n");
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
        return UforkScript.run(folder, Map.of("PATH", bin + ":" + System.getenv("PATH")), List.of(copy.resolve("ufork").toString(), "images"));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(Files.isDirectory(path) ? target : target.getParent());
                if (Files.isRegularFile(path)) {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList().reversed()) {
                Files.delete(path);
            }
        }
    }
}
