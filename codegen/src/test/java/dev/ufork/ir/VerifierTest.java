package dev.ufork.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ufork.ir.Attribute.None;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Verifier.Rule;
import dev.ufork.ir.Verifier.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One unsound function per rule. */
class VerifierTest {
    private final Module module = new Module("m");
    private final Function f = module.function("f", Linkage.EXPORT, Signature.of(Type.I32, Type.I32));
    private final Value x = f.params().getFirst();

    private List<Rule> broken() {
        return Verifier.verify(module).stream().map(Violation::rule).toList();
    }

    private Insn ret(Value v) {
        return f.terminator(Opcode.RETURN, None.NONE, Pos.NONE, List.of(), v);
    }

    private Insn jump(Block to, Value... args) {
        return f.terminator(Opcode.JUMP, None.NONE, Pos.NONE, List.of(Edge.to(to, args)));
    }

    @Test
    void soundIsSound() {
        f.entry().append(ret(x));
        assertThat(broken()).isEmpty();
    }

    @Test
    void terminator() {
        f.entry().append(f.insn(Opcode.ADD, Pos.NONE, x, x));
        assertThat(broken()).containsExactly(Rule.TERMINATOR);
        f.entry().append(ret(x));
        f.entry().append(ret(x));
        assertThat(broken()).containsExactly(Rule.TERMINATOR);
    }

    @Test
    void operands() {
        Insn i = f.insn(Opcode.ADD, Pos.NONE, x, x);
        f.entry().append(i);
        f.entry().append(ret(x));
        i.arg(1, f.constant(Type.I64, 1));
        assertThat(broken()).containsExactly(Rule.OPERANDS);
    }

    @Test
    void edges() {
        Block b = f.addBlock();
        b.addParam(Type.I64);
        f.entry().append(jump(b, x));
        b.append(ret(x));
        assertThat(broken()).containsExactly(Rule.EDGES);
    }

    @Test
    void entry() {
        Block b = f.addBlock();
        f.entry().append(jump(b));
        b.append(jump(f.entry(), x));
        assertThat(broken()).containsExactly(Rule.ENTRY);
    }

    @Test
    void result() {
        f.entry().append(ret(f.constant(Type.I64, 0)));
        assertThat(broken()).containsExactly(Rule.RESULT);
    }

    @Test
    void symbol() {
        Function elsewhere = new Module("n").external("g", Signature.of(Type.NONE));
        f.entry().append(f.insn(Opcode.CALL, elsewhere, Pos.NONE));
        f.entry().append(ret(x));
        assertThat(broken()).containsExactly(Rule.SYMBOL);
    }

    @Test
    void dominance() {
        Block left = f.addBlock();
        Block right = f.addBlock();
        f.entry().append(f.terminator(Opcode.BRANCH, None.NONE, Pos.NONE, List.of(Edge.to(left), Edge.to(right)), x));
        Insn only = f.insn(Opcode.ADD, Pos.NONE, x, x);
        left.append(only);
        left.append(jump(right));
        right.append(ret(only));
        assertThat(broken()).containsExactly(Rule.DOMINANCE);
    }

    @Test
    void dominanceWithinABlock() {
        Insn late = f.insn(Opcode.ADD, Pos.NONE, x, x);
        f.entry().append(f.insn(Opcode.ADD, Pos.NONE, late, x));
        f.entry().append(late);
        f.entry().append(ret(x));
        assertThat(broken()).containsExactly(Rule.DOMINANCE);
    }

    @Test
    void device() {
        Function g = Parser.parse("""
            func @g(cap) -> cap {
            b0(v0: cap):
              v1 = load.cap.device v0 + 0
              return v1
            }
            """).functions().getFirst();
        assertThat(Verifier.verify(g)).extracting(Violation::rule).containsExactly(Rule.DEVICE);
    }

    @Test
    void recursionAmongInlinedByDefinition() {
        Module m = Parser.parse("""
            func @a(i32) -> i32 inline {
            b0(v0: i32):
              v1 = call @b(v0)
              return v1
            }
            func @b(i32) -> i32 inline {
            b0(v0: i32):
              v1 = call @a(v0)
              return v1
            }
            """);
        assertThat(Verifier.verify(m)).extracting(Violation::rule).containsExactly(Rule.RECURSION);
    }

    @Test
    void allAtOnceAndInPlain() {
        Insn i = f.insn(Opcode.ADD, new Pos("A.java", 3), x, x);
        f.entry().append(i);
        i.arg(0, f.constant(Type.I64, 1));
        assertThat(Verifier.verify(f)).hasSize(2).first().asString()
            .isEqualTo("@f b0: a block ends in its only terminator: it has none");
        assertThat(Verifier.verify(f)).last().asString()
            .isEqualTo("@f b0 v1 add (A.java:3): operands are as the opcode's row says: add: operand 2 must be i64, and is i32");
    }
}
