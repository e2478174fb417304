package dev.ufork.ci.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.asm.ObjectFile;
import dev.ufork.ci.compiled.CompiledProgram.Argument;
import dev.ufork.ir.Module;
import dev.ufork.ir.interp.Fault;
import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.ir.pass.FaultyProgram;
import dev.ufork.ir.pass.LowerPanics;
import dev.ufork.ir.pass.Pipeline;
import dev.ufork.ir.pass.RandomProgram;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.target.Compiler;
import dev.ufork.target.riscv.RiscvTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs, compiled, on the embedded machine, against the interpreter's view of the original: the same end, the same
 * calls and the same memory; where the original faults, a fault, and the same until then.
 *
 * <p>{@code -Dufork.seeds=FIRST:COUNT} chooses the programs.
 */
class RandomProgramsIT {
    private static final long[][] INPUTS = {{0, 0}, {1, -1}, {5, 0x1234_5678_9abcL}, {-7, 42}};
    private static final long USUAL = 150;
    private static final long ELSEWHERE = 0x8212_3000L;

    /** Everything that can be seen of a run from outside. Capabilities in memory count by their tags only. */
    private record Seen(String end, String observed, List<String> memory) {}

    @ParameterizedTest(name = "optimised: {0}")
    @ValueSource(booleans = {true, false})
    void compiledProgramsDoWhatTheInterpreterDoes(boolean optimise) {
        compare(RandomProgram::of, _ -> new Compiler.Options(optimise, List.of(), true));
    }

    /** Scenes in which a pass could add, lose or move a fault, with all passes. */
    @Test
    void programsThatFaultDoSoWhenTheInterpreterDoes() {
        compare(FaultyProgram::of, _ -> Compiler.Options.CHECKED);
    }

    /** Each seed leaves out another pass. */
    @Test
    void programsDoTheSameWithoutAnyOnePass() {
        List<String> passes = Pipeline.names();
        LongFunction<Compiler.Options> options = seed -> new Compiler.Options(true, List.of(passes.get((int) (seed % passes.size()))), true);
        compare(RandomProgram::of, options);
        compare(FaultyProgram::of, options);
    }

    private static void compare(LongFunction<Module> programs, LongFunction<Compiler.Options> options) {
        String[] seeds = System.getProperty("ufork.seeds", "1:" + USUAL).split(":");
        long first = Long.parseLong(seeds[0]);
        int compared = 0;
        for (long seed = first; seed < first + Long.parseLong(seeds[1]); seed++) {
            Module module = programs.apply(seed);
            LowerPanics.run(module, module.external("panic", LowerPanics.PLAIN), module.external("panic_number", LowerPanics.NUMBERED));
            ObjectFile object = Compiler.compile(module, new RiscvTarget(), options.apply(seed));
            CompiledProgram program = new CompiledProgram(object, "main");
            CompiledProgram moved = new CompiledProgram(object, "main", ELSEWHERE);
            for (long[] input : INPUTS) {
                Optional<Seen> expected = interpreted(programs.apply(seed), input);
                if (expected.isEmpty()) continue;
                compared++;
                Seen actual = compiled(program, input);
                // A capability that was stored and is loaded as a number shows where things are, which is nobody's business.
                if (!actual.equals(expected.get()) && !actual.equals(compiled(moved, input))) continue;
                assertThat(actual).as("seed %d of %s, without %s, input %d, %d", seed, module.name(), options.apply(seed).without(), input[0], input[1]).isEqualTo(expected.get());
            }
        }
        assertThat(compared).isGreaterThan(0);
    }

    private static Seen compiled(CompiledProgram program, long[] input) {
        CompiledProgram.Run run = program.run(m -> m.load(CompiledProgram.DATA, CompiledProgram.pattern(RandomProgram.DATA_BYTES)),
            new Argument.Data(CompiledProgram.DATA, RandomProgram.DATA_BYTES), new Argument.Number(input[0]), new Argument.Number(input[1]));
        List<String> memory = new ArrayList<>();
        for (long at = CompiledProgram.DATA; at < CompiledProgram.DATA + RandomProgram.DATA_BYTES; at += 8)
            memory.add(run.memory().tag(at & -16) ? "capability" : Long.toHexString(run.memory().load(at, 8)));
        return new Seen(run.end(), run.observed(), memory);
    }

    /** Empty where there is nothing to compare. */
    private static Optional<Seen> interpreted(Module m, long[] input) {
        Interpreter machine = new Interpreter(m, CapFormat.CC128);
        machine.memory().map(CompiledProgram.DATA, RandomProgram.DATA_BYTES);
        byte[] data = CompiledProgram.pattern(RandomProgram.DATA_BYTES);
        for (int k = 0; k < data.length; k++) machine.memory().store(CompiledProgram.DATA + k, 1, data[k]);
        StringBuilder observed = new StringBuilder();
        machine.define("observe", args -> {
            observed.append('[').append(args.getFirst()).append(']');
            return (long) (int) ((Long) args.getFirst() * 7);
        });
        machine.stepLimit(60_000);
        Outcome end = machine.run("main", machine.data(CompiledProgram.DATA, RandomProgram.DATA_BYTES), input[0], input[1]);
        String what = switch (end) {
            case Outcome.Returned(var value) -> "returned " + value;
            case Outcome.Panicked _ -> "panicked";
            case Outcome.Faulted(Fault fault, _) -> depends(fault) ? "" : "faulted";
            case Outcome.Exhausted _ -> "";
        };
        if (what.isEmpty()) return Optional.empty();
        List<String> memory = new ArrayList<>();
        for (long at = CompiledProgram.DATA; at < CompiledProgram.DATA + RandomProgram.DATA_BYTES; at += 8)
            memory.add(machine.memory().tag(at & -16) ? "capability" : Long.toHexString(machine.memory().load(at, 8)));
        return Optional.of(new Seen(what, observed.toString(), memory));
    }

    /**
     * A misaligned integer access is performed by this machine, and a compare-and-swap that does not store needs no
     * permission to.
     */
    private static boolean depends(Fault fault) {
        return switch (fault.kind()) {
            case ALIGNMENT, PERMIT_STORE, PERMIT_STORE_CAP, PERMIT_STORE_LOCAL -> true;
            default -> false;
        };
    }
}
