package dev.ufork.images.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The twin in C, compiled by Debian's cross compiler and linked with what starts it. */
final class CTwin {
    static final String COMPILER = "riscv64-linux-gnu-gcc";
    private static final List<String> FLAGS =
        List.of("-O2", "-ffreestanding", "-march=rv64imac", "-mabi=lp64", "-mcmodel=medany");

    private static final String START = """
            .section .text.start, "ax"
            .global _start
            _start:
                li      sp, %d
                li      a0, %d
                li      a1, %d
                rdinstret s2
                call    run
                rdinstret s3
                sub     s3, s3, s2
                li      t0, %d
                sd      a0, 0(t0)
                sd      s3, 8(t0)
                li      t0, 0x100000
                li      t1, 0x5555
                sw      t1, 0(t0)
            1:  j       1b
            """;

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

    private CTwin() {}

    static boolean available() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            if (Files.isExecutable(Path.of(folder, COMPILER))) return true;
        return false;
    }

    static byte[] build(String kernel, String source, String header, long size) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("ufork-bench");
        try {
            Files.writeString(folder.resolve("bench.h"), header);
            Files.writeString(folder.resolve("kernel.c"), source);
            Files.writeString(folder.resolve("runtime.c"), RUNTIME);
            Files.writeString(folder.resolve("start.s"), START.formatted(
                BareMachine.STACK + BareMachine.STACK_BYTES, BareMachine.DATA, size, BareMachine.MAILBOX));
            List<String> command = new ArrayList<>(List.of(COMPILER));
            command.addAll(FLAGS);
            // The start code needs rdinstret, which is no part of what is measured.
            command.addAll(List.of("-Wa,-march=rv64imac_zicsr", "-fno-tree-loop-distribute-patterns", "-nostdlib", "-static",
                "-Wl,--build-id=none,-N,-Ttext=0x80000000", "start.s", "kernel.c", "runtime.c", "-o", "program"));
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) throw new IOException("%s refuses the twin of %s: %s".formatted(COMPILER, kernel, said));
            return Files.readAllBytes(folder.resolve("program"));
        } finally {
            try (var files = Files.list(folder)) {
                for (Path f : files.toList()) Files.delete(f);
            }
            Files.delete(folder);
        }
    }
}
