package dev.ufork.dsl.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ufork.isa.cap.CapFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java of {@code docs/language.md} and of the package's documentation is kernel code. */
class DocumentedExamplesTest {
    /** What the examples speak of and do not show. */
    private static final String PRELUDE = """
        import dev.ufork.dsl.*;
        @Kernel class Page {
            static final int EAGAIN = 11, ENOMEM = 12, EFAULT = 14;
            enum State { RUNNABLE, WAITING, DEAD }
            @Struct interface Frame extends Ref { long returnValue(); void returnValue(long v); }
            @Kernel static class UprocTable { static Uproc claim() { return Cap.NULL.as(Uproc.class); } static void release(Uproc p) { } }
            @Kernel static class Regions { static Cap claim(long bytes) { return Cap.NULL; } }
            @Kernel static class Copy { static void pages(Cap from, Cap to) { } }
            @Kernel static class Relocate { static void image(Cap image, Cap from, long by) { } }
            static int run(Uproc p) { return 1; }
        """;
    private static final String TUTORIAL_PRELUDE = """
        import dev.ufork.dsl.*;
        @Kernel class Tutorial {
            enum Kind { NONE, KEY, MOVE }
            @Struct interface Key extends Ref { int code(); }
            @Struct interface Point extends Ref { int x(); }
        """;

    private static void compiles(String prelude, Stream<String> blocks, int atLeast) {
        List<String> kernel = blocks.filter(b -> !b.contains("Test")).map(b -> b.replace("State.RUNNABLE", "Page.State.RUNNABLE")).toList();
        assertThat(kernel).hasSizeGreaterThanOrEqualTo(atLeast);
        String source = prelude + String.join("\n", kernel) + "\n}\n";
        String name = prelude.contains("class Page") ? "Page.java" : "Tutorial.java";
        assertThatCode(() -> {
            KernelProgram program = KernelProgram.read(List.of(SourceFile.of(name, source)), List.of());
            program.module("examples", CapFormat.CC128, program.functions());
        }).as(source).doesNotThrowAnyException();
    }

    @Test
    void thePageOfTheLanguage() throws IOException {
        String page = Files.readString(Path.of("../docs/language.md"));
        compiles(PRELUDE, Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(page).results().map(m -> m.group(1)), 6);
    }

    @Test
    void theTutorial() throws IOException {
        String text = Files.readString(Path.of("src/main/java/dev/ufork/dsl/package-info.java")).replaceAll("(?m)^ \\* ?", "");
        compiles(TUTORIAL_PRELUDE, Pattern.compile("<pre>\\{@code\\n(.*?)\\n}</pre>", Pattern.DOTALL).matcher(text).results().map(m -> m.group(1)), 4);
    }
}
