package dev.ufork.boot;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands of a small Unix: each program's class, and the names by which it is called; they are the same on every architecture. */
public final class Commands {
    private Commands() {}

    /** In order of the classes. */
    public static final Map<String, List<String>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("dev.ufork.apps.Conform", List.of("conform")),
            Map.entry("dev.ufork.apps.ConformCalls", List.of("conform-calls")),
            Map.entry("dev.ufork.apps.ConformLimits", List.of("conform-limits")),
            Map.entry("dev.ufork.apps.ConformMemory", List.of("conform-memory")),
            Map.entry("dev.ufork.apps.ConformThreads", List.of("conform-threads")),
            Map.entry("dev.ufork.apps.ConformTime", List.of("conform-time")),
            Map.entry("dev.ufork.apps.Posixbench", List.of("posixbench")),
            Map.entry("dev.ufork.apps.True", List.of("true")),
            Map.entry("dev.ufork.apps.box.Box", List.of("cat", "chmod", "cp", "echo", "false", "free", "grep", "head", "kill", "ln", "ls", "mkdir", "mv", "ps", "rm",
                    "rmdir", "seq", "sleep", "sort", "tail", "time", "touch", "uname", "wc")),
            Map.entry("dev.ufork.apps.sh.Sh", List.of("sh"))));
}
