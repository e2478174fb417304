package dev.ufork.images.bench;

import dev.ufork.ir.pass.Pipeline;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Twelve kernels, ours against gcc's: instructions executed by the embedded machine, and bytes of code.
 *
 * <p>Both must return the same sum. Where the C compiler is missing, our own counts are still there.
 */
public final class CodegenBench {
    private record Kernel(String name, long size) {}

    private static final List<Kernel> KERNELS = List.of(
        new Kernel("Quicksort", 4000),
        new Kernel("BinaryTree", 2000),
        new Kernel("HashMap", 4000),
        new Kernel("Crc32", 30_000),
        new Kernel("Sha256", 64),
        new Kernel("Base64", 12_000),
        new Kernel("Substring", 20_000),
        new Kernel("RespParser", 400),
        new Kernel("HttpParser", 200),
        new Kernel("MatrixProduct", 40),
        new Kernel("Dijkstra", 1000),
        new Kernel("Format", 500));

    /**
     * One kernel's counts.
     *
     * @param ours   instructions executed
     * @param c      gcc's; empty without a C compiler
     * @param bytes  of code
     * @param cBytes gcc's; empty without a C compiler
     */
    public record Row(String kernel, long ours, OptionalLong c, long bytes, OptionalLong cBytes) {
        public OptionalDouble ratio() {
            return c.isPresent() ? OptionalDouble.of((double) ours / c.getAsLong()) : OptionalDouble.empty();
        }

        public OptionalDouble sizeRatio() {
            return cBytes.isPresent() ? OptionalDouble.of((double) bytes / cBytes.getAsLong()) : OptionalDouble.empty();
        }
    }

    /** For which code is compiled. */
    public enum Architecture {
        RISCV(new BareRiscv()), MORELLO(new BareMorello());

        private final BareMachine machine;

        Architecture(BareMachine machine) {
            this.machine = machine;
        }

        BareMachine machine() {
            return machine;
        }

        /** Whether the C compiler that this one is compared with is on the PATH. */
        public boolean hasTwins() {
            return CTwin.available(machine);
        }

        /** The C compiler's name. */
        public String compiler() {
            return machine.compiler().getFirst();
        }
    }

    private CodegenBench() {}

    /** @throws IOException if a twin cannot be built */
    public static List<Row> run(Architecture architecture, Compiler.Options options) throws IOException, InterruptedException {
        BareMachine machine = architecture.machine();
        boolean twins = CTwin.available(machine);
        List<Row> rows = new ArrayList<>();
        for (Kernel k : KERNELS) rows.add(measure(machine, k, options, twins));
        return rows;
    }

    /** Our own counts alone. */
    static List<Row> counts(Architecture architecture, Compiler.Options options) throws IOException {
        try {
            List<Row> rows = new ArrayList<>();
            for (Kernel k : KERNELS) rows.add(measure(architecture.machine(), k, options, false));
            return rows;
        } catch (InterruptedException e) {
            throw new IllegalStateException("only twins are waited for", e);
        }
    }

    private static Row measure(BareMachine machine, Kernel k, Compiler.Options options, boolean twin) throws IOException, InterruptedException {
        var image = OurProgram.build(machine, k.name(), text(k.name() + ".java"), k.size(), options);
        BareMachine.Count ours = machine.run(k.name(), image.elf());
        long bytes = image.symbols().stream()
            .filter(s -> s.isFunction() && s.object().equals(k.name())).mapToLong(s -> s.size()).sum();
        if (!twin) return new Row(k.name(), ours.instructions(), OptionalLong.empty(), bytes, OptionalLong.empty());
        byte[] elf = CTwin.build(machine, k.name(), text(k.name() + ".c"), text("bench.h"), k.size());
        BareMachine.Count c = machine.run(k.name() + ".c", elf);
        if (c.result() != ours.result())
            throw new IllegalStateException("%s: ours returns %d, the twin in C %d".formatted(k.name(), ours.result(), c.result()));
        return new Row(k.name(), ours.instructions(), OptionalLong.of(c.instructions()), bytes, OptionalLong.of(CTwin.codeBytes(k.name(), elf)));
    }

    /** The passes of the optimiser that can be left out. */
    public static List<String> passes() {
        return Pipeline.names();
    }

    /** The kernels' names, in the table's order. */
    public static List<String> names() {
        return KERNELS.stream().map(Kernel::name).toList();
    }

    /** The geometric mean of a ratio; empty without a C compiler. */
    public static OptionalDouble geomean(List<Row> rows, Function<Row, OptionalDouble> ratio) {
        if (rows.stream().anyMatch(r -> ratio.apply(r).isEmpty())) return OptionalDouble.empty();
        return OptionalDouble.of(Math.exp(rows.stream().mapToDouble(r -> Math.log(ratio.apply(r).getAsDouble())).average().orElse(0)));
    }

    static String text(String name) throws IOException {
        try (InputStream in = CodegenBench.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException("the benchmark's file " + name + " is missing from this build");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
