package dev.ufork.target.morello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.asm.CodeElement;
import dev.ufork.asm.CodePrinter;
import dev.ufork.ir.Parser;
import dev.ufork.target.Compiler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a few functions become: IR in {@code NAME.ir}, code in {@code NAME.s}. After a wanted change,
 * {@code mvn test -pl codegen -Dtest=GoldenCodeTest -Dufork.bless=true} writes the code anew; the difference is to be read.
 */
class GoldenCodeTest {
    private static final Path SOURCES = Path.of("src/test/resources/dev/ufork/target/morello");

    static Stream<String> programs() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(GoldenCodeTest.class.getResource("calls.ir").toURI()).getParent())) {
            List<String> names = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".ir")).sorted().toList();
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void codeIsAsRecorded(String name) throws IOException {
        CodePrinter printer = new CodePrinter(new MorelloCode());
        Compiler.compile(Parser.parse(Files.readString(SOURCES.resolve(name))), new MorelloTarget(), Compiler.Options.CHECKED,
            element -> shortest(element, printer));
        Path expected = SOURCES.resolve(name.replace(".ir", ".s"));
        if (Boolean.getBoolean("ufork.bless")) Files.writeString(expected, printer.toString());
        assertThat(printer).as("code of %s; bless it with -Dufork.bless=true if it is better", name)
            .hasToString(Files.readString(expected));
    }

    private static void shortest(CodeElement element, CodePrinter printer) {
        if (element instanceof CodeElement.Choice(var forms)) forms.getFirst().forEach(printer::accept);
        else printer.accept(element);
    }
}
