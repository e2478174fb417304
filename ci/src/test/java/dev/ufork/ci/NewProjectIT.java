package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code ./ufork new} writes is built by a real Maven, from an empty folder and against installed artifacts, tests itself, and boots.
 *
 * <p>The artifacts are put into a local repository of the test's own, where everything of other hands is a link to the user's repository: nothing is
 * fetched, and nothing of ours is left behind. {@code ufork.repository} names another repository than the user's.
 */
class NewProjectIT {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    /** Folder and artifact. */
    private static final Map<String, String> MODULES = Map.of("codegen", "codegen", "emulator", "emulator", "qemu-harness", "qemu-harness", "kernel-dsl", "kernel-dsl",
            "kernel", "ufork", "boot", "boot", "images", "images");

    @TempDir
    static Path folder;

    private static Path project;

    @BeforeAll
    static void make() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(p -> Files.isExecutable(Path.of(p, "mvn"))),
                "not run: there is no mvn on the PATH, which builds the new project");
        Path users = Path.of(System.getProperty("ufork.repository", System.getProperty("user.home") + "/.m2/repository"));
        assumeTrue(Files.isDirectory(users.resolve("org/apache/maven")), "not run: no local Maven repository at " + users + ", whose plugins the new project uses");
        install(users, folder.resolve("repository"));
        project = folder.resolve("my-kernel");
        assertThat(UforkScript.ufork("new", project.toString()).status()).isZero();
    }

    private static void install(Path users, Path repository) throws IOException {
        linkAllBut(users, repository, "dev");
        linkAllBut(users.resolve("dev"), repository.resolve("dev"), "ufork");
        Path ours = repository.resolve("dev/ufork");
        install(UforkScript.TOP.resolve("pom.xml"), ours, "ufork-parent", "pom");
        for (Map.Entry<String, String> module : MODULES.entrySet()) {
            Path from = UforkScript.TOP.resolve(module.getKey());
            Path jar = from.resolve("target/%s-%s.jar".formatted(module.getValue(), VERSION));
            assumeTrue(Files.exists(jar), "not run: " + jar + " is not there; mvn package makes it");
            install(from.resolve("pom.xml"), ours, module.getValue(), "pom");
            install(jar, ours, module.getValue(), "jar");
        }
    }

    private static void install(Path file, Path group, String artifact, String type) throws IOException {
        Path to = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
        Files.copy(file, to.resolve("%s-%s.%s".formatted(artifact, VERSION, type)));
    }

    private static void linkAllBut(Path from, Path to, String left) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) return;
        try (Stream<Path> all = Files.list(from)) {
            for (Path p : all.filter(p -> !p.getFileName().toString().equals(left)).toList()) Files.createSymbolicLink(to.resolve(p.getFileName()), p);
        }
    }

    /** Links first: what is behind them is not the test's. */
    @AfterAll
    static void unlink() throws IOException {
        for (Path in : List.of(folder.resolve("repository"), folder.resolve("repository/dev"))) {
            if (!Files.isDirectory(in)) continue;
            try (Stream<Path> all = Files.list(in)) {
                for (Path p : all.filter(Files::isSymbolicLink).toList()) Files.delete(p);
            }
        }
    }

    private static UforkScript.Result maven(String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("mvn", "-q", "-o", "-B", "-Dstyle.color=never", "-Dmaven.repo.local=" + folder.resolve("repository")), Stream.of(words)).toList();
        return UforkScript.run(project, Map.of(), command);
    }

    @Test
    void buildsTestsItselfAndBoots() throws Exception {
        UforkScript.Result result = maven("package");
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        assertThat(project.resolve("target/surefire-reports/TEST-mykernel.MainTest.xml")).content().contains("tests=\"2\"").contains("failures=\"0\"").contains("skipped=\"0\"");

        Boot boot = Boot.of(ElfFile.read(project.resolve("target/image/my-kernel.elf")));
        Outcome outcome = Monitor.run(new EmbeddedMachine(), boot, Limits.total(Duration.ofSeconds(60)), new PrintStream(OutputStream.nullOutputStream()));
        assertThat(outcome.consoleText()).contains("hello from my-kernel", "the sum is 2016", "out of bounds was refused");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));

        refusesWhatNoKernelCanDo();
    }

    /** File, line, reason and remedy, among Maven's own errors; then the same file is put right again. */
    private static void refusesWhatNoKernelCanDo() throws Exception {
        Path main = project.resolve("src/main/java/mykernel/Main.java");
        String good = Files.readString(main);
        Files.writeString(main, good.replace("long sum = 0;", "long sum = memory == null ? 0 : Math.floorDiv(1, 2);"));
        UforkScript.Result result = maven("compile");
        Files.writeString(main, good);
        assertThat(result.status()).isNotZero();
        String line = Pattern.quote("Main.java:[" + (good.substring(0, good.indexOf("long sum = 0;")).lines().count()) + ",");
        assertThat(result.out() + result.err()).containsPattern(line).contains("isNull()", "calls Math.floorDiv", "annotate the callee").doesNotContain("at dev.ufork");
    }
}
