package dev.ufork.ir.pass;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Function;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;

/** Makes the operations that stand in for one instruction, in front of it and with its position, simplified at once. */
final class Rewriter {
    private final Function function;
    private final Target target;
    private Insn at;

    Rewriter(Function function, Target target) {
        this.function = function;
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** What follows stands in front of {@code i}. */
    Rewriter at(Insn i) {
        at = i;
        return this;
    }

    Const constant(Type type, long value) {
        return function.constant(type, value);
    }

    /** An operation, or the simpler value that it comes to. */
    Value op(Opcode op, Value... args) {
        return op(op, Attribute.None.NONE, args);
    }

    Value op(Opcode op, Attribute attribute, Value... args) {
        Insn i = function.insn(op, attribute, at.pos(), args);
        Value simpler = Rules.simplify(i, this);
        if (simpler != null) return simpler;
        i.moveBefore(at);
        return i;
    }

    /** The operation with its second operand a constant of the first one's type (i32 for a shift amount). */
    Value op(Opcode op, Value a, long n) {
        boolean amount = op == Opcode.SHL || op == Opcode.SHRU || op == Opcode.SHRS;
        Type type = amount ? Type.I32 : a.type() == Type.CAP ? Type.I64 : a.type();
        return op(op, a, constant(type, n));
    }
}
