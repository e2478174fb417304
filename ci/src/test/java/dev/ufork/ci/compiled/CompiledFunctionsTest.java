package dev.ufork.ci.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.ci.compiled.CompiledProgram.Argument;
import dev.ufork.ir.Module;
import dev.ufork.ir.Parser;
import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.target.Compiler;
import dev.ufork.target.riscv.RiscvTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Functions in {@code functions.ir}, compiled with and without optimisation, against the IR interpreter.
 *
 * <p>A line {@code ; run @NAME(1, -2, data)} in front of a function is a case; {@code data} is a capability for 256 bytes.
 */
class CompiledFunctionsTest {
    private static final int DATA_BYTES = 256;

    private static String text() throws IOException {
        try (InputStream in = CompiledFunctionsTest.class.getResourceAsStream("functions.ir")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (String line : text().lines().filter(l -> l.startsWith("; run ")).toList())
            for (boolean optimise : new boolean[] {false, true}) cases.add(Arguments.of(line.substring(6), optimise));
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} optimised: {1}")
    @MethodSource("cases")
    void resultIsTheInterpreters(String run, boolean optimise) throws IOException {
        String name = run.substring(1, run.indexOf('('));
        String[] arguments = run.substring(run.indexOf('(') + 1, run.indexOf(')')).split(",");
        List<Object> interpreted = new ArrayList<>();
        List<Argument> compiled = new ArrayList<>();
        Interpreter interpreter = new Interpreter(Parser.parse(text()), CapFormat.CC128);
        interpreter.memory().map(CompiledProgram.DATA, DATA_BYTES);
        byte[] data = CompiledProgram.pattern(DATA_BYTES);
        for (int k = 0; k < DATA_BYTES; k++) interpreter.memory().store(CompiledProgram.DATA + k, 1, data[k]);
        for (String argument : arguments) {
            String a = argument.strip();
            if (a.isEmpty()) continue;
            interpreted.add(a.equals("data") ? interpreter.data(CompiledProgram.DATA, DATA_BYTES) : Long.decode(a));
            compiled.add(a.equals("data") ? new Argument.Data(CompiledProgram.DATA, DATA_BYTES) : new Argument.Number(Long.decode(a)));
        }
        Outcome expected = interpreter.run(name, interpreted.toArray());

        Module module = Parser.parse(text());
        CompiledProgram program = new CompiledProgram(
            Compiler.compile(module, new RiscvTarget(), new Compiler.Options(optimise, List.of(), true)), name);
        CompiledProgram.Run end = program.run(m -> m.load(CompiledProgram.DATA, data), compiled.toArray(Argument[]::new));
        assertThat(end.end()).isEqualTo(switch (expected) {
            case Outcome.Returned(var value) -> "returned " + value;
            case Outcome.Faulted _ -> "faulted";
            case Outcome.Panicked _ -> "panicked";
            case Outcome.Exhausted _ -> "endless";
        });
    }
}
