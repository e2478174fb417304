package dev.ufork.images.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.harness.Boot;
import dev.ufork.harness.ElfFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.Limits;
import dev.ufork.harness.Monitor;
import dev.ufork.harness.Outcome;
import dev.ufork.harness.Verdict;
import dev.ufork.images.OwnImageTool;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./ufork new} writes compiles under the plugin, and boots. */
class NewCommandTest {
    private static String run(int status, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(new Ufork(out, out, Map.of(), null).execute(args)).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(status);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theProjectCompilesAndBoots(@TempDir Path empty) throws Exception {
        Path project = empty.resolve("my-kernel");
        run(Status.OK, "new", project.toString());
        Path main = project.resolve("src/main/java/mykernel/Main.java");

        StringWriter messages = new StringWriter();
        var javac = ToolProvider.getSystemJavaCompiler();
        var files = javac.getStandardFileManager(null, null, null).getJavaFileObjects(main, project.resolve("src/test/java/mykernel/MainTest.java"));
        List<String> options = List.of("-Xplugin:ufork", "-proc:none", "-d", empty.resolve("classes").toString(), "-classpath", System.getProperty("java.class.path"));
        assertThat(javac.getTask(messages, null, null, options, null, files).call()).as(messages.toString()).isTrue();

        OwnImageTool.make("my-kernel", project.resolve("src/main/java"), project.resolve("target/image"));
        Outcome outcome = Monitor.run(new EmbeddedMachine(), Boot.of(ElfFile.read(project.resolve("target/image/my-kernel.elf"))), Limits.total(Duration.ofSeconds(60)),
            new PrintStream(OutputStream.nullOutputStream()));
        assertThat(outcome.consoleText()).contains("hello from my-kernel", "the sum is 2016", "out of bounds was refused");
        assertThat(outcome.verdict()).isEqualTo(new Verdict.Exited(0));
        assertThat(Files.readString(project.resolve("pom.xml"))).contains("<artifactId>my-kernel</artifactId>").doesNotContain("@");
    }

    @Test
    void whatIsThereIsLeftAlone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("mine"), "");
        Path full = Files.move(folder.resolve("mine"), Files.createDirectory(folder.resolve("full")).resolve("mine")).getParent();
        assertThat(run(Status.USAGE, "new", full.toString())).contains("not empty");
        assertThat(run(Status.USAGE, "new", folder.resolve("9 lives").toString())).contains("small letters");
    }
}
