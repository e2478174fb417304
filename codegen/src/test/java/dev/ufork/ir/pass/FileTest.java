package dev.ufork.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.ir.Function;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Module;
import dev.ufork.ir.Parser;
import dev.ufork.ir.Printer;
import dev.ufork.ir.Verifier;
import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.isa.cap.CapFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the files {@code *.ir} beside this class. Each begins with a module; every line {@code === WHAT} begins what is to
 * become of it:
 * <pre>
 *   === pass fold dead            these passes on each function, one after the other; the text that follows is the result
 *   === pipeline riscv            the whole optimiser for a target
 *   === run f(1, 2L) == 3         the interpreter's answer, before and after all passes; also "panicked TEXT", "faulted KIND"
 * </pre>
 * {@code -Dufork.bless=true} rewrites the results in the sources to what they are now.
 */
class FileTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/ufork/ir/pass");

    private record Section(String title, String text) {}

    @TestFactory
    Stream<DynamicTest> files() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(f -> f.toString().endsWith(".ir")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), f.toUri(), () -> check(f)));
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        List<Section> sections = sections(text);
        String module = sections.getFirst().text;
        StringBuilder now = new StringBuilder(module);
        for (Section s : sections.subList(1, sections.size())) {
            now.append("=== ").append(s.title).append('\n').append(result(module, s.title));
        }
        if (Boolean.getBoolean("ufork.bless")) Files.writeString(file, now.toString());
        else assertThat(now.toString()).as("%s; if the change is meant, run the tests with -Dufork.bless=true", file).isEqualTo(text);
    }

    private static List<Section> sections(String text) {
        List<Section> all = new ArrayList<>();
        String title = "";
        StringBuilder body = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("=== ")) {
                all.add(new Section(title, body.toString()));
                title = line.substring(4);
                body.setLength(0);
            } else {
                body.append(line).append('\n');
            }
        }
        all.add(new Section(title, body.toString()));
        return all;
    }

    private static String result(String text, String title) {
        String[] words = title.split(" ", 2);
        switch (words[0]) {
            case "run" -> {
                run(text, words[1]);
                return "";
            }
            case "pass" -> {
                Module m = parse(text);
                for (String pass : words[1].split(" ")) {
                    for (Function f : m.functions()) if (!f.isExternal()) Pipeline.runAlone(pass, f, Target.RISCV);
                    Verifier.require(m);
                }
                return functions(m);
            }
            case "pipeline" -> {
                Module m = parse(text);
                new Pipeline(words[1].equals("riscv") ? Target.RISCV : Target.MORELLO).checked().run(m);
                return functions(m);
            }
            default -> throw new IrException("there is no test " + title);
        }
    }

    private static Module parse(String text) {
        Module m = Parser.parse(text);
        Verifier.require(m);
        return m;
    }

    private static String functions(Module m) {
        StringBuilder out = new StringBuilder();
        for (Function f : m.functions()) if (!f.isExternal()) out.append(new Printer().print(f));
        return out.toString();
    }

    private static void run(String text, String line) {
        String[] sides = line.split(" == ", 2);
        String call = sides[0];
        String name = call.substring(0, call.indexOf('('));
        String inside = call.substring(call.indexOf('(') + 1, call.lastIndexOf(')'));
        Object[] args = inside.isBlank() ? new Object[0] : Stream.of(inside.split(", ")).map(s -> (Object) Long.valueOf(s.replace("L", ""))).toArray();
        assertThat(outcome(parse(text), name, args)).as(line).isEqualTo(sides[1]);
        Module optimised = parse(text);
        new Pipeline(Target.RISCV).checked().run(optimised);
        assertThat(outcome(optimised, name, args)).as("optimised, " + line).isEqualTo(sides[1]);
    }

    private static String outcome(Module m, String function, Object... args) {
        return switch (new Interpreter(m, CapFormat.CC128).run(function, args)) {
            case Outcome.Returned(var v) -> v.toString();
            case Outcome.Panicked(var message, _) -> "panicked " + message;
            case Outcome.Faulted(var fault, _) -> "faulted " + fault.kind();
            case Outcome.Exhausted _ -> "exhausted";
        };
    }
}
