package dev.ufork.ir.pass;

import static dev.ufork.ir.Opcode.ADD;
import static dev.ufork.ir.Opcode.CAP_ADD;
import static dev.ufork.ir.Opcode.CAP_ADDR;
import static dev.ufork.ir.Opcode.CAP_ANDPERM;
import static dev.ufork.ir.Opcode.CAP_CLEARTAG;
import static dev.ufork.ir.Opcode.FUNCTION;
import static dev.ufork.ir.pass.Rules.madeWithConstant;
import static dev.ufork.ir.pass.Rules.number;

import dev.ufork.ir.Attribute;
import dev.ufork.ir.Const;
import dev.ufork.ir.Global;
import dev.ufork.ir.Insn;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.analysis.Place;

/**
 * Operations on capabilities.
 *
 * <p>Moving a capability can cost its tag, and the format alone knows when. So two moves become one only within an object
 * whose bounds are known; what is asked of a moved capability is asked of the original only if moving cannot change it.
 */
final class CapRules {
    private CapRules() {}

    static Value simplify(Insn i, Rewriter r) {
        Value c = i.arg(0);
        return switch (i.op()) {
            case CAP_ADD -> add(c, i.arg(1), r);
            case CAP_ADDR -> address(c, r);
            case CAP_TAG -> tag(c, r);
            case CAP_SAME -> c == i.arg(1) ? r.constant(Type.I32, 1) : null;
            case CAP_CLEARTAG -> c instanceof Const || Rules.made(c, i.op()) != null ? c : null;
            case CAP_ANDPERM -> andPerm(c, i.arg(1), r);
            case CAP_SEALED -> isObject(c) ? r.constant(Type.I32, 0) : null;
            case CAP_LENGTH -> length(c, r);
            case CAP_OFFSET -> isObject(c) ? r.constant(Type.I64, 0) : null;
            case CAP_BASE -> isObject(c) ? r.op(CAP_ADDR, c) : null;
            default -> null;
        };
    }

    private static Value add(Value c, Value n, Rewriter r) {
        if (n.isConst(0) && isNeverSealed(c)) return c;
        if (n instanceof Const k && madeWithConstant(c, CAP_ADD) instanceof Insn in) {
            Place from = Place.of(in.arg(0));
            boolean stays = from.holds(0, 0) && from.holds(number(in.arg(1)), 0) && from.holds(number(in.arg(1)) + k.value(), 0);
            if (stays) return r.op(CAP_ADD, in.arg(0), number(in.arg(1)) + k.value());
        }
        return null;
    }

    /** Whether the capability cannot be valid and sealed: to move one that is, even by nothing, takes its tag. */
    private static boolean isNeverSealed(Value c) {
        if (c instanceof Const || isObject(c)) return true;
        return c instanceof Insn in && switch (in.op()) {
            case CAP_ADD, CAP_SETADDR, CAP_BOUND, CAP_BOUNDX, CAP_ANDPERM, CAP_CLEARTAG, CAP_UNSEAL -> true;
            default -> false;
        };
    }

    private static Value address(Value c, Rewriter r) {
        if (c instanceof Const) return r.constant(Type.I64, 0);
        if (!(c instanceof Insn in)) return null;
        return switch (in.op()) {
            case CAP_ADD -> r.op(ADD, r.op(CAP_ADDR, in.arg(0)), in.arg(1));
            case CAP_SETADDR -> in.arg(1);
            case CAP_BOUND, CAP_BOUNDX, CAP_ANDPERM, CAP_CLEARTAG, CAP_SENTRY, CAP_SEAL, CAP_UNSEAL -> r.op(CAP_ADDR, in.arg(0));
            default -> null;
        };
    }

    private static Value tag(Value c, Rewriter r) {
        if (c instanceof Const || Rules.made(c, CAP_CLEARTAG) != null) return r.constant(Type.I32, 0);
        boolean valid = isObject(c) || Rules.made(c, FUNCTION) != null;
        return valid ? r.constant(Type.I32, 1) : null;
    }

    private static Value andPerm(Value c, Value mask, Rewriter r) {
        if (!(mask instanceof Const k)) return null;
        if (madeWithConstant(c, CAP_ANDPERM) instanceof Insn in) return r.op(CAP_ANDPERM, in.arg(0), number(in.arg(1)) & k.value());
        return null;
    }

    private static Value length(Value c, Rewriter r) {
        if (!(c instanceof Insn in)) return null;
        return switch (in.attribute()) {
            case Attribute.Slot(var slot) -> r.constant(Type.I64, slot.size());
            case Global g -> r.constant(Type.I64, g.size());
            default -> null;
        };
    }

    /** Whether this is the capability of a stack slot or global itself: valid, exactly bounded, address at its base. */
    private static boolean isObject(Value c) {
        return c instanceof Insn in && (in.attribute() instanceof Attribute.Slot || in.attribute() instanceof Global);
    }
}
