package dev.ufork.images.cli;

import dev.ufork.images.bench.CompileBench;
import dev.ufork.images.bench.CompileBench.Phase;
import dev.ufork.images.bench.CompileBench.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the compiler. */
@Command(name = "compile", description = "Measure how long the compiler takes for a large program, once, in a JVM that has just started.")
final class BenchCompileCommand implements Callable<Integer> {
    @ParentCommand BenchCommand bench;

    @Option(names = "--lines", paramLabel = "N", defaultValue = "20000", description = "About how many. Default: ${DEFAULT-VALUE}.")
    String lines;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override public Integer call() throws CommandFailure, InterruptedException {
        if (!lines.matches("[1-9][0-9]{0,6}")) {
            throw CommandFailure.usage("--lines %s is no number of lines; write 1 to 9999999".formatted(lines));
        }
        Result result = measured();
        bench.ufork.out().print(json ? Json.of(object(result)) + "\n" : table(result));
        return Status.OK;
    }

    /** In a JVM of its own, started as the build starts one to make images, so that the figures are a build's. */
    private Result measured() throws CommandFailure, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        // The ufork script's cache of classes; the JVM takes it only with the modules' options that it was made with.
        String cache = System.getProperty("ufork.aot", "");
        if (!cache.isEmpty()) command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CompileBench.class.getName(), lines, Long.toString(System.currentTimeMillis())));
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw CommandFailure.noInput("the JVM of the measurement has failed; what it said stands above");
            return Result.of(text);
        } catch (IOException e) {
            throw CommandFailure.noInput("a JVM for the measurement cannot be started: " + e.getMessage());
        }
    }

    private static Map<String, Object> object(Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("target", "riscv64");
        all.put("lines", result.lines());
        all.put("files", result.files());
        all.put("functions", result.functions());
        all.put("phases", result.phases().stream().map(BenchCompileCommand::phase).toList());
        all.put("wallSeconds", result.wall());
        all.put("cpuSeconds", result.cpu());
        all.put("bytes", result.bytes());
        all.put("sha256", result.sha256());
        return all;
    }

    private static Map<String, Object> phase(Phase phase) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("phase", phase.name());
        fields.put("wallSeconds", phase.wall());
        fields.put("cpuSeconds", phase.cpu());
        return fields;
    }

    private static String table(Result result) {
        StringBuilder out = new StringBuilder("%d lines, %d files, %d functions for riscv64, %d bytes%n"
                .formatted(result.lines(), result.files(), result.functions(), result.bytes()));
        out.append("%-24s %8s %8s%n".formatted("phase", "wall s", "cpu s"));
        for (Phase p : result.phases()) out.append(row(p.name(), p.wall(), p.cpu()));
        return out.append(row("all", result.wall(), result.cpu())).toString();
    }

    private static String row(String name, double wall, double cpu) {
        return "%-24s %8.2f %8.2f%n".formatted(name, wall, cpu);
    }
}
