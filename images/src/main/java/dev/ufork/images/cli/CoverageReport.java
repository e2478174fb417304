package dev.ufork.images.cli;

import dev.ufork.images.fuzz.Coverage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code fuzz --coverage} says: a line for each source file of the kernel, what was never executed, and a line for each system call. */
final class CoverageReport {
    private CoverageReport() {}

    static String text(Coverage coverage) {
        StringBuilder text = new StringBuilder("\nlines of the kernel reached\n");
        List<Coverage.File> files = coverage.files();
        for (Coverage.File f : files) text.append(line(f.name(), f.reached(), f.lines()));
        text.append(line("all", files.stream().mapToInt(Coverage.File::reached).sum(), files.stream().mapToInt(Coverage.File::lines).sum()));
        text.append("\nfunctions of the kernel that were never executed\n");
        coverage.missedFunctions().forEach(f -> text.append(f).append('\n'));
        if (coverage.calls().isEmpty()) return text.toString();
        text.append("\ncalls: made, well, and how often which error\n");
        for (Coverage.Call c : coverage.calls()) text.append("%-14s %8d %8d  %s%n".formatted(c.name(), made(c), c.ends().getOrDefault(0, 0L), errors(c)));
        return text.toString();
    }

    private static String line(String name, int reached, int lines) {
        return "%-44s %5d / %5d  %3d %%%n".formatted(name, reached, lines, lines == 0 ? 100 : 100L * reached / lines);
    }

    private static long made(Coverage.Call call) {
        return call.ends().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String errors(Coverage.Call call) {
        return call.ends().entrySet().stream().filter(e -> e.getKey() != 0)
                .map(e -> "%s:%d".formatted(e.getKey() == Coverage.Call.OTHERWISE ? "otherwise" : e.getKey(), e.getValue())).collect(Collectors.joining(" "));
    }

    static Map<String, Object> object(Coverage coverage) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("files", coverage.files().stream().map(CoverageReport::object).toList());
        all.put("missedFunctions", coverage.missedFunctions());
        all.put("calls", coverage.calls().stream().map(CoverageReport::object).toList());
        return all;
    }

    private static Map<String, Object> object(Coverage.File file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file", file.name());
        row.put("lines", file.lines());
        row.put("reached", file.reached());
        row.put("missed", file.missed());
        return row;
    }

    private static Map<String, Object> object(Coverage.Call call) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("call", call.name());
        row.put("made", made(call));
        Map<String, Object> ends = new LinkedHashMap<>();
        call.ends().forEach((way, times) -> ends.put(way == Coverage.Call.OTHERWISE ? "otherwise" : Integer.toString(way), times));
        row.put("ends", ends);
        return row;
    }
}
