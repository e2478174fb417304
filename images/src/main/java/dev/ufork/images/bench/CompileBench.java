package dev.ufork.images.bench;

import dev.ufork.asm.ObjectFile;
import dev.ufork.dsl.front.KernelProgram;
import dev.ufork.dsl.front.SourceFile;
import dev.ufork.ir.Module;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.target.Compiler;
import dev.ufork.target.riscv.RiscvTarget;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * How long the compiler takes for a large program: the twelve kernels of {@link CodegenBench}, again and again in packages of their own, until there are
 * enough lines.
 *
 * <p>Everything is done once, as a build does it: the figures are those of a JVM that has just started.
 */
public final class CompileBench {
    /**
     * One phase.
     *
     * @param wall seconds on the clock
     * @param cpu  seconds of all processors together, the JVM's own compiler included
     */
    public record Phase(String name, double wall, double cpu) {}

    /**
     * What was compiled, and how long it took.
     *
     * @param bytes  of code and constants
     * @param sha256 of them
     */
    public record Result(int files, int lines, int functions, List<Phase> phases, int bytes, String sha256) {
        public double wall() {
            return phases.stream().mapToDouble(Phase::wall).sum();
        }

        public double cpu() {
            return phases.stream().mapToDouble(Phase::cpu).sum();
        }
    }

    private final List<Phase> phases = new ArrayList<>();

    private CompileBench() {}

    /** @throws IOException if a source is missing from this build */
    public static Result run(int lines, Compiler.Options options) throws IOException {
        CompileBench bench = new CompileBench();
        bench.start();
        List<SourceFile> sources = new ArrayList<>();
        int count = sources(lines, sources);
        return bench.run(sources, count, options);
    }

    /** What has passed since this JVM was started. */
    private void start() {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        phases.add(new Phase("start", Duration.between(began, Instant.now()).toNanos() / 1e9, cpuNanos() / 1e9));
    }

    /** Copies of the kernels until there are so many lines; returns how many there are. */
    private static int sources(int wanted, List<SourceFile> sources) throws IOException {
        int lines = 0;
        for (int copy = 0; lines < wanted; copy++)
            for (String kernel : CodegenBench.names()) {
                if (lines >= wanted) break;
                String text = CodegenBench.text(kernel + ".java").replaceFirst("package \\w+;", "package copy%d;".formatted(copy));
                sources.add(SourceFile.of("copy%d/%s.java".formatted(copy, kernel), text));
                lines += (int) text.lines().count();
            }
        return lines;
    }

    private Result run(List<SourceFile> sources, int lines, Compiler.Options options) {
        KernelProgram program = timed("javac and checks", () -> KernelProgram.read(sources, KernelProgram.language()));
        List<String> roots = program.functions().stream().filter(name -> name.endsWith(".run")).toList();
        Module module = timed("IR", () -> program.module("bench", CapFormat.CC128, roots));
        int functions = module.functions().size();
        LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
        ObjectFile object = timed("passes and back end", () -> Compiler.compile(module, new RiscvTarget(), options));
        return digest(sources.size(), lines, functions, object);
    }

    private Result digest(int files, int lines, int functions, ObjectFile object) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            int bytes = 0;
            for (ObjectFile.Section section : object.sections()) {
                sum.update(section.content());
                bytes += section.content().length;
            }
            return new Result(files, lines, functions, List.copyOf(phases), bytes, HexFormat.of().formatHex(sum.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private <T> T timed(String name, Supplier<T> work) {
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        T result = work.get();
        phases.add(new Phase(name, (System.nanoTime() - wall) / 1e9, (cpuNanos() - cpu) / 1e9));
        return result;
    }

    /** Of this process; 0 where the JVM cannot say. */
    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}
