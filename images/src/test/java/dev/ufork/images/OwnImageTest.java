package dev.ufork.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the whole image shows to be wrong: said with its place, and no stack trace. */
class OwnImageTest {
    private static final String KERNEL = """
        package bad;
        import dev.ufork.dsl.*;
        @Kernel final class Main {
            @External("nowhere") static native int missing();
            %s
        }
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        @Export("kernel_main") static int main() { return missing(); }                                          | nowhere is not defined; it is used at kernel_main+0x | Main.java:5
        @Export("put") static void put(int c) { } @Export("kernel_main") static int main() { return 0; }         | symbol put is defined in                             | Main.java:5
        @Export("kernel_main") @StackBound(64) static int main() { Cap c = Stack.bytes(400); return missing() + c.load8(missing()); } | promises at most 64             | Main.java:5: error
        @Export("kernel_main") @StackBound(64) static int main() { return main(); }                              | kernel_main recurs                                   | Main.java:5: error
        @Export("start") static int main() { return 0; }                                                         | kernel_main is not defined                           | used at
        static Cap c; @Export("kernel_main") static int main() { return 0; }                                     | Java's null                                          | Main.java:5: error
        """)
    void mistakesHaveAPlace(String members, String why, String place, @TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("src/bad")).resolve("Main.java"), KERNEL.formatted(members));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = OwnImage.run(new String[] {"bad", folder.resolve("src").toString(), folder.resolve("image").toString()}, new PrintStream(err));
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(why, place).doesNotContain("at dev.ufork", "Exception");
    }
}
