package dev.ufork.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    static String resource(String name) {
        try (InputStream in = TextTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everythingReadsBackAsWritten() {
        String text = resource("everything.ir");
        Module m = Parser.parse(text);
        assertThat(new Printer().print(m)).isEqualTo(text);
        assertThat(Verifier.verify(m)).isEmpty();
    }

    @Test
    void everythingHasEveryOperation() {
        Set<Opcode> missing = EnumSet.allOf(Opcode.class);
        for (Function f : Parser.parse(resource("everything.ir")).functions()) {
            for (Block b : f.blocks()) for (Insn i : b) missing.remove(i.op());
        }
        assertThat(missing).as("operations that the round trip does not meet").containsExactlyInAnyOrder(
            Opcode.ADD, Opcode.SUB, Opcode.AND, Opcode.SHL, Opcode.SEXT, Opcode.ZEXT, Opcode.TRUNC, Opcode.ATOMIC_AND,
            Opcode.ATOMIC_OR, Opcode.ATOMIC_XOR, Opcode.JUMP);
    }

    @Test
    void positionsReadBack() {
        String text = """
            module m

            func @f(i32) -> i32 !Fork.java:40 {
            b0(v0: i32):
              v1 = add v0, 1 !Fork.java:41
              return v1 !Fork.java:42
            }
            """;
        assertThat(new Printer().withPositions().print(Parser.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "v1 = plus v0, 1         | line 4: there is no operation plus",
        "v1 = add v0, 1L         | add: operand 2 must be i32, and is i64",
        "v1 = add v0             | expected ','",
        "v1 = add v0, v9         | v9 is not known here",
        "add v0, 1               | the result of add needs a name",
        "v1 = load.i32 v0 + 0    | load: operand 1 must be cap, and is i32",
        "v1 = load.i12 v0 + 0    | there is no access 'i12'",
        "jump b7                 | there is no block b7",
        "v1 = call @g()          | there is no symbol @g",
        "v1 = stack $s           | there is no slot $s",
        "v1 = add v0, 1 rubbish  | expected a position such as !File.java:12",
    })
    void mistakesAreShownInPlace(String line, String complaint) {
        String text = "module m\nfunc @f(i32) -> i32 {\nb0(v0: i32):\n  " + line + "\n  return v0\n}\n";
        assertThatThrownBy(() -> Parser.parse(text)).isInstanceOf(IrException.class)
            .hasMessageContaining("line 4: ").hasMessageContaining(complaint).hasMessageContaining("^");
    }
}
