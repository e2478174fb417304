package dev.ufork.dsl.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ufork.ir.interp.Interpreter;
import dev.ufork.ir.interp.Outcome;
import dev.ufork.isa.cap.CapFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packages that are written for one target each: which of them the compiler takes. */
class TwinsTest {
    private static final String NEUTRAL = """
        package k;
        @dev.ufork.dsl.Kernel public final class K {
            static final int NEXT = Bits.ONE + 1;
            static final int[] TABLE = {Bits.ONE, NEXT};
            static int f(int i) {
                final int local = NEXT;
                return switch (i) { case Bits.ONE -> local; default -> Bits.twice(TABLE[i]); };
            }
        }
        """;

    private static KernelProgram program(SourceFile... twins) {
        List<SourceFile> files = new ArrayList<>(Arrays.asList(twins));
        files.add(SourceFile.of("k/Bits.java", "package k; public abstract class Bits extends k.a.Bits { }"));
        files.add(SourceFile.of("k/K.java", NEUTRAL));
        return KernelProgram.read(files, List.of());
    }

    private static SourceFile mark(String name, String format) {
        return SourceFile.of("k/" + name + "/package-info.java", "@dev.ufork.dsl.Twin(\"" + format + "\") package k." + name + ";");
    }

    private static SourceFile twin(String name, int one, String more) {
        return SourceFile.of("k/" + name + "/Bits.java", "package k." + name + "; @dev.ufork.dsl.Kernel public abstract class Bits { public static final int ONE = " + one + "; "
            + "public static int other(int n) { return n; } " + more + " }");
    }

    @Test
    void eachTargetGetsItsOwn() {
        KernelProgram program = program(mark("a", "cc128"), mark("b", "cc128m"), twin("a", 3, "public static int twice(int n) { return n + 30; }"),
            twin("b", 5, "public static int twice(int n) { return n + 50; }"));
        assertThat(run(program, CapFormat.CC128, 3)).isEqualTo(4L);
        assertThat(run(program, CapFormat.CC128, 1)).isEqualTo(4L + 30);
        assertThat(run(program, CapFormat.CC128M, 5)).isEqualTo(6L);
        assertThat(run(program, CapFormat.CC128M, 0)).isEqualTo(5L + 50);
    }

    private static Object run(KernelProgram program, CapFormat format, int argument) {
        return new Interpreter(program.module("m", format, List.of("k.K.f")), format).run("k.K.f", (long) argument) instanceof Outcome.Returned(Object value) ? value : null;
    }

    @Test
    void aMemberThatIsMissingIsNamed() {
        KernelProgram program = program(mark("a", "cc128"), mark("b", "cc128m"), twin("a", 3, "public static int twice(int n) { return n; }"), twin("b", 5, ""));
        assertThat(catchThrowableOfType(KernelSourceException.class, () -> program.module("m", CapFormat.CC128M, List.of("k.K.f")))).hasMessageContaining("k.b.Bits has no twice(int)");
    }
}
