package dev.ufork.boot;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The commands of a small Unix: each program's class, and the names by which it is called; they are the same on every architecture. */
public final class Commands {
    private Commands() {}

    /** In order of the classes. */
    public static final Map<String, List<String>> ALL = new TreeMap<>(Map.of(
            "dev.ufork.apps.Conform", List.of("conform"),
            "dev.ufork.apps.ConformCalls", List.of("conform-calls"),
            "dev.ufork.apps.ConformMemory", List.of("conform-memory"),
            "dev.ufork.apps.ConformThreads", List.of("conform-threads"),
            "dev.ufork.apps.Posixbench", List.of("posixbench"),
            "dev.ufork.apps.True", List.of("true"),
            "dev.ufork.apps.box.Box", List.of("cat", "chmod", "cp", "echo", "false", "free", "grep", "head", "kill", "ls", "mkdir", "mv", "ps", "rm", "rmdir",
                    "seq", "sleep", "sort", "tail", "time", "touch", "uname", "wc"),
            "dev.ufork.apps.sh.Sh", List.of("sh")));
}
