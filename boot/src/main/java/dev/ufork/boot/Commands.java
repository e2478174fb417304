package dev.ufork.boot;

import java.util.Map;
import java.util.TreeMap;

/** The commands of a small Unix, by name, and the class of each one's {@code main}; they are the same on every architecture. */
public final class Commands {
    private Commands() {}

    /** In order of their names. */
    public static final Map<String, String> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("posixbench", "dev.ufork.apps.Posixbench"),
            Map.entry("true", "dev.ufork.apps.True")));
}
