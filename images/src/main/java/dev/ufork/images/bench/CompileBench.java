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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long the compiler takes for a large program: the twelve kernels of {@link CodegenBench}, again and again in packages of their own, until there are
 * enough lines.
 *
 * <p>Everything is done once, as a build does it: the figures are those of a JVM that has just started. {@link #main} is for that
 * JVM, and {@link Result#text} what it prints.
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

        /** One line for the program, and one for each phase, whose name is last. */
        String text() {
            StringBuilder text = new StringBuilder("%d %d %d %d %s\n".formatted(files, lines, functions, bytes, sha256));
            for (Phase p : phases) text.append(p.wall).append(' ').append(p.cpu).append(' ').append(p.name).append('\n');
            return text.toString();
        }

        /** @throws IllegalArgumentException if this is no {@link #text} */
        public static Result of(String text) {
            String[] lines = text.split("\n");
            String[] program = lines[0].split(" ");
            if (program.length != 5) throw new IllegalArgumentException("this is no result of a measurement: " + lines[0]);
            List<Phase> phases = new ArrayList<>();
            for (String line : Arrays.asList(lines).subList(1, lines.length)) {
                String[] fields = line.split(" ", 3);
                phases.add(new Phase(fields[2], Double.parseDouble(fields[0]), Double.parseDouble(fields[1])));
            }
            return new Result(Integer.parseInt(program[0]), Integer.parseInt(program[1]), Integer.parseInt(program[2]), phases, Integer.parseInt(program[3]), program[4]);
        }
    }

    private final List<Phase> phases = new ArrayList<>();

    private CompileBench() {}

    /**
     * Measures this JVM and prints {@link Result#text}.
     *
     * @param args how many lines about, and when the JVM was asked for: milliseconds since 1970
     */
    public static void main(String[] args) throws IOException {
        System.out.print(run(Integer.parseInt(args[0]), Compiler.Options.DEFAULT, Long.parseLong(args[1])).text());
    }

    /**
     * Compiles so many lines in this JVM, whatever its age.
     *
     * @param began when it was asked for, in milliseconds since 1970
     * @throws IOException if a source is missing from this build
     */
    public static Result run(int lines, Compiler.Options options, long began) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        int count = sources(lines, sources);
        CompileBench bench = new CompileBench();
        bench.phases.add(new Phase("start, reading", (System.currentTimeMillis() - began) / 1e3, cpuNanos() / 1e9));
        return bench.run(sources, count, options);
    }

    /** Copies of the kernels until there are so many lines; returns how many there are. */
    private static int sources(int wanted, List<SourceFile> sources) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String kernel : CodegenBench.names()) texts.put(kernel, CodegenBench.text(kernel + ".java"));
        int lines = 0;
        for (int copy = 0; lines < wanted; copy++)
            for (var kernel : texts.entrySet()) {
                if (lines >= wanted) break;
                String text = kernel.getValue();
                int end = text.indexOf(';', text.indexOf("package "));
                sources.add(SourceFile.of("copy" + copy + "/" + kernel.getKey() + ".java", "package copy" + copy + text.substring(end)));
                lines += (int) text.lines().count();
            }
        return lines;
    }

    private Result run(List<SourceFile> sources, int lines, Compiler.Options options) {
        KernelProgram program = timed("javac and checks", () -> KernelProgram.read(sources, KernelProgram.language()));
        List<String> roots = program.functions().stream().filter(name -> name.endsWith(".run")).toList();
        Module module = timed("IR", () -> program.module("bench", CapFormat.CC128, roots));
        int functions = module.functions().size();
        ObjectFile object = timed("passes and back end", () -> {
            LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
            return Compiler.compile(module, new RiscvTarget(), options);
        });
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
