package dev.ufork.ci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} gives a reason for everything the poms take, and for nothing else. */
class DependenciesTest {
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Test
    void everythingHasAReason() throws IOException {
        String page = Files.readString(UforkScript.TOP.resolve("docs/dependencies.md"));
        Set<String> without = new TreeSet<>();
        Set<String> ours = new TreeSet<>(Set.of("ufork-parent", "ufork"));
        Matcher modules = MODULE.matcher(Files.readString(UforkScript.TOP.resolve("pom.xml")));
        while (modules.find()) {
            ours.add(modules.group(1));
        }
        for (Path pom : poms()) {
            Matcher artifacts = ARTIFACT.matcher(Files.readString(pom));
            while (artifacts.find()) {
                String name = artifacts.group(1);
                boolean bom = name.endsWith("-bom");
                if (!ours.contains(name) && !bom && !page.contains(name + "`")) {
                    without.add(name + " in " + UforkScript.TOP.relativize(pom));
                }
            }
        }
        assertThat(without).as("without a line in docs/dependencies.md").isEmpty();
    }

    private static Iterable<Path> poms() throws IOException {
        try (Stream<Path> modules = Files.list(UforkScript.TOP)) {
            return Stream.concat(Stream.of(UforkScript.TOP), modules).map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::isRegularFile).sorted().toList();
        }
    }
}
