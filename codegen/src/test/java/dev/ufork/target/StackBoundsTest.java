package dev.ufork.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ufork.ir.IrException;
import dev.ufork.ir.Module;
import dev.ufork.ir.Parser;
import dev.ufork.ir.Printer;
import dev.ufork.target.riscv.RiscvTarget;
import org.junit.jupiter.api.Test;

class StackBoundsTest {
    /** {@code top} keeps its return address (16 bytes), {@code leaf} a buffer of 64 that it passes to a stub, and so 16 more. */
    private static final String PROGRAM = """
        module m
        extern func @fill(cap)
        export func @top(i32) -> i32 stack %d !own/Main.java:7 {
        b0(v0: i32):
          v1 = call @leaf(v0)
          v2 = add v1, v0
          return v2
        }
        func @leaf(i32) -> i32 noinline {
          slot $buffer 64 align 16
        b0(v0: i32):
          v1 = stack $buffer
          call @fill(v1)
          return v0
        }
        """;

    private static void compile(long bound) { Compiler.compile(Parser.parse(PROGRAM.formatted(bound)), new RiscvTarget(), Compiler.Options.CHECKED, _ -> { }); }

    @Test
    void framesAreCompared() {
        assertThatExceptionOfType(IrException.class).isThrownBy(() -> compile(64)).withMessageStartingWith("own/Main.java:7: error: top needs ")
            .withMessageContaining("promises at most 64: top (").withMessageContaining(" > leaf (").withMessageContaining("raise the bound");
        assertThatCode(() -> compile(1000)).doesNotThrowAnyException();
    }

    @Test
    void theBoundIsPartOfTheText() {
        Module module = Parser.parse(PROGRAM.formatted(96));
        assertThat(new Printer().print(module)).contains("stack 96");
    }
}
