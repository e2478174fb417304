package dev.ufork.boot.linux;

import java.util.List;

/** What a process runs: a program's name, its arguments and environment; or a function {@code CLASS#METHOD} of a program. */
record Program(String name, List<byte[]> arguments, List<byte[]> environment) {
    static Program function(String type, String method) {
        return new Program(type + "#" + method, List.of(), List.of());
    }
}
