package dev.ufork.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ufork.ir.Attribute.Signature;
import org.junit.jupiter.api.Test;

class FunctionBuilderTest {
    private final Module module = new Module("m");

    /** The example of the package's description, so that it stays true. */
    @Test
    void sumOfInts() {
        Function f = module.function("sum", Linkage.EXPORT, Signature.of(Type.I32, Type.CAP, Type.I32));
        FunctionBuilder b = new FunctionBuilder(f);
        Variable i = b.variable(Type.I32, "i");
        Variable sum = b.variable(Type.I32, "sum");
        b.set(i, b.i32(0));
        b.set(sum, b.i32(0));
        Block head = b.block();
        Block body = b.block();
        Block done = b.block();
        b.jump(head);
        b.at(head);
        b.branch(b.op(Opcode.LTS, b.get(i), b.param(1)), body, done);
        b.seal(body);
        b.at(body);
        Value at = b.op(Opcode.CAP_ADD, b.param(0), b.op(Opcode.SHL, b.op(Opcode.SEXT, b.get(i)), b.i32(2)));
        b.set(sum, b.op(Opcode.ADD, b.get(sum), b.load(Mem.I32, at, 0)));
        b.set(i, b.op(Opcode.ADD, b.get(i), b.i32(1)));
        b.jump(head);
        b.seal(head);
        b.at(done);
        b.ret(b.get(sum));
        b.finish();

        assertThat(Verifier.verify(module)).isEmpty();
        assertThat(new Printer().print(f)).isEqualTo("""
            export func @sum(cap, i32) -> i32 {
            b0(v0: cap, v1: i32):
              jump b1(0, 0)
            b1(v2: i32, v3: i32):
              v4 = lts v2, v1
              branch v4, b2, b3
            b2:
              v5 = sext v2
              v6 = shl v5, 2
              v7 = cap.add v0, v6
              v8 = load.i32 v7 + 0
              v9 = add v3, v8
              v10 = add v2, 1
              jump b1(v10, v9)
            b3:
              return v3
            }
            """);
    }

    @Test
    void aVariableThatALoopOnlyReadsNeedsNoParameter() {
        Function f = module.function("f", Linkage.EXPORT, Signature.of(Type.I64, Type.I64, Type.I32));
        FunctionBuilder b = new FunctionBuilder(f);
        Variable kept = b.variable(Type.I64, "kept");
        b.set(kept, b.param(0));
        Block outer = b.block();
        Block inner = b.block();
        Block done = b.block();
        b.jump(outer);
        b.at(outer);
        b.jump(inner);
        b.at(inner);
        b.intrinsic(new Attribute.Intrinsic("use", Signature.of(Type.NONE, Type.I64), java.util.List.of(Effect.WRITES)), b.get(kept));
        Block again = b.block();
        b.branch(b.param(1), inner, again);
        b.at(again);
        b.branch(b.param(1), outer, done);
        b.at(done);
        b.ret(b.get(kept));
        b.finish();

        assertThat(Verifier.verify(module)).isEmpty();
        for (Block block : f.blocks().subList(1, f.blocks().size())) assertThat(block.params()).isEmpty();
    }

    @Test
    void mistakesAreRefusedWhereTheyAreMade() {
        FunctionBuilder b = new FunctionBuilder(module.function("f", Linkage.EXPORT, Signature.of(Type.I32, Type.CAP)));
        assertThatThrownBy(() -> b.op(Opcode.ADD, b.i32(1), b.i64(1))).hasMessage("add: operand 2 must be i32, and is i64");
        assertThatThrownBy(() -> b.op(Opcode.CAP_ADD, b.i64(1), b.i64(1))).hasMessage("cap.add: operand 1 must be cap, and is i64");
        assertThatThrownBy(() -> b.get(b.variable(Type.I32, "x"))).hasMessage("@f: variable x is read before it is set");
        assertThatThrownBy(() -> b.set(b.variable(Type.I32, "x"), b.i64(0)))
            .hasMessage("variable x is i32, and cannot hold a value of type i64");
        b.ret(b.i32(1));
        assertThatThrownBy(() -> b.op(Opcode.ADD, b.i32(1), b.i32(1)))
            .hasMessage("@f: b0 already ends in return; go to another block before adding add");
    }

    @Test
    void aConstantIsNoCapability() {
        FunctionBuilder b = new FunctionBuilder(module.function("f", Linkage.EXPORT, Signature.of(Type.NONE)));
        assertThatThrownBy(() -> b.function().constant(Type.CAP, 16)).hasMessage("the only capability constant is null, not 16");
    }
}
