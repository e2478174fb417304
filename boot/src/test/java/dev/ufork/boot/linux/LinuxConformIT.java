package dev.ufork.boot.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * The conformance suite's sentences, judged by a kernel that is not ours: the same programs, run on the JVM, with system calls that Linux answers.
 *
 * <p>A sentence that Linux denies is wrong, or in {@link Exceptions#DIFFERENT} with its reason.
 */
class LinuxConformIT {
    private static final int CHAPTERS_AT_ONCE = 2;
    private static final int SECONDS = 30;
    /** As many sentences as are judged at least. */
    private static final int JUDGED = 530;

    @TempDir
    private Path folder;

    @Test
    void linuxSaysTheSame(TestReporter report) throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "not run: sentences judged by Linux, whose calls this test knows for x86-64 only");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Suite suite = new Suite();
        assertThat(suite.names()).as("chapters and classes").containsAll(Exceptions.notRun());
        List<Verdict> verdicts = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool(); ExecutorService chapters = Executors.newFixedThreadPool(CHAPTERS_AT_ONCE)) {
            List<Future<Result>> results = new ArrayList<>();
            for (Program chapter : suite.chapters())
                if (Exceptions.whyNotRun(chapter).isEmpty()) results.add(chapters.submit(() -> run(chapter, threads)));
            for (Future<Result> result : results) {
                verdicts.addAll(result.get().verdicts);
                broken.addAll(result.get().broken);
            }
        }
        assertThat(broken).as("chapters that did not come to their end").isEmpty();

        List<Verdict> judged = verdicts.stream().filter(v -> v.unasked() == null && !Exceptions.UNSURE.containsKey(v.sentence())).toList();
        Set<String> denied = judged.stream().filter(v -> !v.agrees()).map(Verdict::sentence).collect(Collectors.toCollection(TreeSet::new));
        assertThat(judged).as("sentences that Linux denies and that Exceptions.DIFFERENT does not list")
                .filteredOn(v -> !v.agrees() && !Exceptions.DIFFERENT.containsKey(v.sentence())).isEmpty();
        assertThat(verdicts).extracting(Verdict::sentence).containsAll(Exceptions.UNSURE.keySet());
        assertThat(denied).as("every difference that is listed is one still").containsAll(Exceptions.DIFFERENT.keySet());

        Set<Site> sites = judged.stream().map(Verdict::site).collect(Collectors.toSet());
        Map<String, Long> not = suite.sentences().stream().filter(s -> !sites.contains(s)).collect(
                Collectors.groupingBy(Site::method, TreeMap::new, Collectors.counting()));
        report.publishEntry("judged by Linux " + System.getProperty("os.version"), "%d of %d sentences, %d of them different; not judged: %s".formatted(
                sites.size(), suite.sentences().size(), denied.size(), not));
        assertThat(sites).as("sentences that Linux has judged").hasSizeGreaterThan(JUDGED);
    }

    /** A chapter's verdicts, and why it did not come to its end. */
    private record Result(List<Verdict> verdicts, List<String> broken) {}

    private Result run(Program chapter, ExecutorService threads) throws IOException {
        String name = chapter.name().substring(HostedPrograms.APPS.length());
        World world = new World(Files.createDirectory(folder.resolve(name.replace('#', '.'))), threads);
        Set<Throwable> broken = new LinkedHashSet<>();
        try (world) {
            world.start(chapter).await(SECONDS).ifPresent(broken::add);
        }
        broken.addAll(world.broken());
        return new Result(world.verdicts(), broken.stream().map(why ->
                "%s, after %d sentences: %s at %s".formatted(name, world.verdicts().size(), why, List.of(why.getStackTrace()))).toList());
    }
}
