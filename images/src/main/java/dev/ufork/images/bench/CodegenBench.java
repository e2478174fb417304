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
     * @param c empty without a C compiler
     */
    public record Row(String kernel, long ours, OptionalLong c, int bytes) {
        public OptionalDouble ratio() {
            return c.isPresent() ? OptionalDouble.of((double) ours / c.getAsLong()) : OptionalDouble.empty();
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

    private static Row measure(BareMachine machine, Kernel k, Compiler.Options options, boolean twin) throws IOException, InterruptedException {
        var image = OurProgram.build(machine, k.name(), text(k.name() + ".java"), k.size(), options);
        BareMachine.Count ours = machine.run(k.name(), image.elf());
        long bytes = image.symbols().stream()
            .filter(s -> s.isFunction() && s.object().equals(k.name())).mapToLong(s -> s.size()).sum();
        if (!twin) return new Row(k.name(), ours.instructions(), OptionalLong.empty(), (int) bytes);
        BareMachine.Count c = machine.run(k.name() + ".c", CTwin.build(machine, k.name(), text(k.name() + ".c"), text("bench.h"), k.size()));
        if (c.result() != ours.result())
            throw new IllegalStateException("%s: ours returns %d, the twin in C %d".formatted(k.name(), ours.result(), c.result()));
        return new Row(k.name(), ours.instructions(), OptionalLong.of(c.instructions()), (int) bytes);
    }

    /** The passes of the optimiser that can be left out. */
    public static List<String> passes() {
        return Pipeline.names();
    }

    /** The kernels' names, in the table's order. */
    static List<String> names() {
        return KERNELS.stream().map(Kernel::name).toList();
    }

    /** The geometric mean of the ratios; empty without a C compiler. */
    public static OptionalDouble geomean(List<Row> rows) {
        if (rows.stream().anyMatch(r -> r.ratio().isEmpty())) return OptionalDouble.empty();
        return OptionalDouble.of(Math.exp(rows.stream().mapToDouble(r -> Math.log(r.ratio().getAsDouble())).average().orElse(0)));
    }

    static String text(String name) throws IOException {
        try (InputStream in = CodegenBench.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException("the benchmark's file " + name + " is missing from this build");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
