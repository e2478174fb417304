package dev.ufork.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.ir.Block;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Module;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Parser;
import dev.ufork.ir.Printer;
import dev.ufork.ir.Verifier;
import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.isa.cap.CapFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs, and others that are aimed at the rules for faults, before and after passes, in the interpreter: where the original returns or panics, so must the other, with
 * the same value, memory, device accesses and calls; where it faults, the other faults, and has done the same until then.
 *
 * <p>{@code -Dufork.seeds=FIRST:COUNT} chooses the programs.
 */
class RefinementTest {
    private static final long DATA = 0x9000;
    private static final Object[][] INPUTS = {{0, 0L}, {1, -1L}, {5, 0x1234_5678_9abcL}, {-7, 42L}};

    /** Everything that can be seen of a run from outside. */
    private record Seen(String end, List<String> observed, List<String> device, List<Long> memory) {}

    private static long first() {
        String s = System.getProperty("ufork.seeds", "1:0");
        return Long.parseLong(s.substring(0, s.indexOf(':')));
    }

    private static long count(long usual) {
        String s = System.getProperty("ufork.seeds", "1:0");
        long n = Long.parseLong(s.substring(s.indexOf(':') + 1));
        return n == 0 ? usual : n;
    }

    private static List<Seen> runs(Module m) {
        List<Seen> all = new ArrayList<>();
        for (Object[] in : INPUTS) all.add(run(m, (Integer) in[0], (Long) in[1]));
        return all;
    }

    private static Seen run(Module m, long x, long l) {
        Interpreter machine = new Interpreter(m, CapFormat.CC128);
        machine.memory().map(DATA, RandomProgram.DATA_BYTES);
        for (int k = 0; k < RandomProgram.DATA_BYTES; k++) machine.memory().store(DATA + k, 1, k * 37 + 11);
        List<String> observed = new ArrayList<>();
        machine.define("observe", args -> {
            observed.add(args.toString());
            return (long) (int) ((Long) args.getFirst() * 7);
        });
        machine.stepLimit(60_000);
        Outcome end = machine.run("main", machine.data(DATA, RandomProgram.DATA_BYTES), x, l);
        String what = switch (end) {
            case Outcome.Returned(var v) -> "returned " + v;
            case Outcome.Panicked(var message, _) -> "panicked " + message;
            case Outcome.Faulted _ -> "faulted";
            case Outcome.Exhausted _ -> "exhausted";
        };
        List<Long> memory = new ArrayList<>();
        for (long at = DATA; at < DATA + RandomProgram.DATA_BYTES; at += 8) memory.add(machine.memory().load(at, 8));
        long shared = machine.symbol("shared").cursor();
        for (int at = 0; at < 128; at += 8) memory.add(machine.memory().tag(shared + (at & -16)) ? -at - 1L : machine.memory().load(shared + at, 8));
        return new Seen(what, observed, machine.deviceLog(), memory);
    }

    /** Optimises each program and compares. Capabilities in memory count by their tag only, for they hold addresses. */
    private static void check(long seed, String how, Consumer<Module> optimiser) {
        check(RandomProgram::of, seed, how, optimiser);
        check(FaultyProgram::of, seed, how, optimiser);
    }

    private static void check(LongFunction<Module> programs, long seed, String how, Consumer<Module> optimiser) {
        Module original = programs.apply(seed);
        assertThat(Verifier.verify(original)).as("seed %d", seed).isEmpty();
        List<Seen> before = runs(original);
        Module m = programs.apply(seed);
        try {
            optimiser.accept(m);
            assertThat(Verifier.verify(m)).isEmpty();
        } catch (RuntimeException e) {
            throw new AssertionError("seed %d, %s%n%s".formatted(seed, how, new Printer().print(original)), e);
        }
        List<Seen> after = runs(m);
        for (int k = 0; k < before.size(); k++) {
            if (before.get(k).end.equals("exhausted")) continue;
            assertThat(after.get(k)).as(() -> "seed %d, %s%n%s%nbecame%n%s".formatted(seed, how,
                new Printer().print(original), new Printer().print(m))).isEqualTo(before.get(k));
        }
    }

    private static void alone(Module m, String pass) {
        for (Function f : m.functions()) if (!f.isExternal()) Pipeline.runAlone(pass, f, Target.RISCV);
    }

    static List<String> passes() {
        List<String> all = new ArrayList<>(Pipeline.names());
        all.removeAll(List.of("inline", "drop"));
        all.add("expand");
        return all;
    }

    @ParameterizedTest
    @MethodSource("passes")
    void eachPassAlone(String pass) {
        for (long seed = first(); seed < first() + count(60); seed++) check(seed, pass, m -> alone(m, pass));
    }

    @Test
    void allTogether() {
        for (long seed = first(); seed < first() + count(150); seed++) {
            check(seed, "riscv", m -> new Pipeline(Target.RISCV).checked().run(m));
        }
    }

    @Test
    void forTheOtherTarget() {
        for (long seed = first(); seed < first() + count(60); seed++) {
            check(seed, "morello", m -> new Pipeline(Target.MORELLO).checked().run(m));
        }
    }

    @Test
    void withoutAnyOne() {
        List<String> names = Pipeline.names();
        for (long seed = first(); seed < first() + count(60); seed++) {
            String name = names.get((int) (seed % names.size()));
            check(seed, "without " + name, m -> new Pipeline(Target.RISCV).without(name).checked().run(m));
        }
    }

    @Test
    void unoptimised() {
        for (long seed = first(); seed < first() + count(30); seed++) {
            check(seed, "unoptimised", m -> new Pipeline(Target.RISCV).unoptimised().checked().run(m));
        }
    }

    @Test
    void inAnyOrder() {
        for (long seed = first(); seed < first() + count(60); seed++) {
            Random random = new Random(seed);
            List<String> order = new ArrayList<>();
            for (int k = 0; k < 12; k++) order.add(passes().get(random.nextInt(passes().size())));
            check(seed, "in order " + order, m -> order.forEach(p -> alone(m, p)));
        }
    }

    @Test
    void theTextFormLosesNothing() {
        for (long seed = first(); seed < first() + count(40); seed++) {
            Module m = RandomProgram.of(seed);
            String text = new Printer().print(m);
            Module again = Parser.parse(text);
            assertThat(new Printer().print(again)).as("seed %d", seed).isEqualTo(text);
            assertThat(runs(again)).as("seed %d", seed).isEqualTo(runs(m));
        }
    }

    /** That the programs are worth running: all ends occur, and most instructions of the table. */
    @Test
    void programsAreVaried() {
        varied(RandomProgram::of, 50);
        varied(FaultyProgram::of, 20);
    }

    private static void varied(LongFunction<Module> programs, int opcodes) {
        List<String> ends = new ArrayList<>();
        Set<Opcode> met = EnumSet.noneOf(Opcode.class);
        for (long seed = 1; seed < 120; seed++) {
            Module m = programs.apply(seed);
            for (Seen s : runs(m)) ends.add(s.end.split(" ")[0]);
            for (Function f : m.functions()) for (Block b : f.blocks()) for (Insn i : b) met.add(i.op());
        }
        assertThat(ends).contains("returned", "panicked", "faulted");
        assertThat(ends.stream().filter("returned"::equals).count()).isGreaterThan(ends.size() / 3);
        assertThat(met).hasSizeGreaterThan(opcodes);
    }
}
