package dev.ufork.images.bench;

import dev.ufork.elf.Elf;
import dev.ufork.elf.ElfReader;
import dev.ufork.elf.ElfSymbol;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The twin in C, compiled by Debian's cross compiler and linked with what starts it. */
final class CTwin {
    private static final List<String> FLAGS = List.of("-O2", "-ffreestanding", "-fno-tree-loop-distribute-patterns", "-nostdlib", "-static",
        "-Wl,--build-id=none,-N");

    /** What the compiler may call; the count includes it. */
    private static final String RUNTIME = """
            typedef unsigned long size_t;
            void *memcpy(void *to, const void *from, size_t n) {
                char *t = to;
                const char *f = from;
                while (n--) *t++ = *f++;
                return to;
            }
            void *memset(void *to, int c, size_t n) {
                char *t = to;
                while (n--) *t++ = c;
                return to;
            }
            """;

    private static final Set<String> RUNTIME_FUNCTIONS = Set.of("memcpy", "memset");

    private CTwin() {}

    /** Bytes of the twin's own functions, without what starts it and what the compiler may call. */
    static long codeBytes(String kernel, byte[] elf) {
        return ElfReader.read(kernel, elf).symbols().stream()
            .filter(s -> s.type() == Elf.STT_FUNC && !RUNTIME_FUNCTIONS.contains(s.name())).mapToLong(ElfSymbol::size).sum();
    }

    /** Is the compiler on the PATH? */
    static boolean available(BareMachine machine) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            if (Files.isExecutable(Path.of(folder, machine.compiler().getFirst()))) return true;
        return false;
    }

    static byte[] build(BareMachine machine, String kernel, String source, String header, long size) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("ufork-bench");
        try {
            Files.writeString(folder.resolve("bench.h"), header);
            Files.writeString(folder.resolve("kernel.c"), source);
            Files.writeString(folder.resolve("runtime.c"), RUNTIME);
            Files.writeString(folder.resolve("start.s"), machine.startOfTwin(size));
            List<String> command = new ArrayList<>(machine.compiler());
            command.addAll(FLAGS);
            command.addAll(List.of("start.s", "kernel.c", "runtime.c", "-o", "program"));
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) throw new IOException("%s refuses the twin of %s: %s".formatted(machine.compiler().getFirst(), kernel, said));
            return Files.readAllBytes(folder.resolve("program"));
        } finally {
            try (var files = Files.list(folder)) {
                for (Path f : files.toList()) Files.delete(f);
            }
            Files.delete(folder);
        }
    }
}
