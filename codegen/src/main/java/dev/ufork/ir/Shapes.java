package dev.ufork.ir;

import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Signature;

/** The reading of {@link Opcode}'s shapes: checks operands against a row and finds the result's type. */
final class Shapes {
    private Shapes() {}

    /** The type of the result, after checking the operands. */
    static Type resultType(Opcode op, Attribute attribute, Value... args) {
        String wrong = mismatch(op, attribute, args);
        if (wrong != null) throw new IrException(wrong);
        return switch (op.result()) {
            case 'i' -> Type.I32;
            case 'l' -> Type.I64;
            case 'c' -> Type.CAP;
            case 'T' -> args[0].type();
            case 'V' -> args[1].type();
            case 'M' -> ((Access) attribute).mem().type();
            case 'R' -> signature(attribute).result();
            default -> Type.NONE;
        };
    }

    /** What is wrong with attribute or operands, or null. A return's operand is the verifier's business. */
    static String mismatch(Opcode op, Attribute attribute, Value... args) {
        if (!op.carries().isInstance(attribute)) {
            return "%s carries %s, not %s".formatted(op.text(), op.carries().getSimpleName(), attribute);
        }
        String shape = op.operands();
        int fixed = shape.length();
        if (shape.equals("p")) {
            return args.length == 0 || args.length == 1 && args[0].type() == Type.I64 ? null : "panic takes one i64 or nothing";
        }
        if (shape.equals("r")) return args.length <= 1 ? null : "return takes at most one operand, not " + args.length;
        if (shape.endsWith("*")) {
            if (!(attribute instanceof Function) && attribute instanceof Attribute.Symbol g) {
                return "%s calls a function, and @%s is data".formatted(op.text(), g.name());
            }
            fixed--;
            Signature callee = signature(attribute);
            if (args.length != fixed + callee.params().size()) {
                return "%s %s takes %d operands, not %d".formatted(op.text(), attribute, fixed + callee.params().size(), args.length);
            }
            for (int k = fixed; k < args.length; k++) {
                Type want = callee.params().get(k - fixed);
                if (args[k].type() != want) return wrongType(op, k, want.text(), args[k]);
            }
        } else if (args.length != fixed) {
            return "%s takes %d operands, not %d".formatted(op.text(), fixed, args.length);
        }
        Type same = null;
        for (int k = 0; k < fixed; k++) {
            Type t = args[k].type();
            char letter = shape.charAt(k);
            if (letter == 'T' || letter == 'V') {
                if (same == null) same = t;
                if (t != same) return wrongType(op, k, same.text(), args[k]);
            }
            if (!fits(letter, t, attribute)) return wrongType(op, k, describe(letter, attribute), args[k]);
        }
        return null;
    }

    private static boolean fits(char letter, Type t, Attribute attribute) {
        return switch (letter) {
            case 'i' -> t == Type.I32;
            case 'l' -> t == Type.I64;
            case 'c' -> t == Type.CAP;
            case 'T' -> t.isInteger();
            case 'V' -> t != Type.NONE;
            case 'M' -> t == ((Access) attribute).mem().type();
            case 'S' -> ((Access) attribute).mem().accepts(t);
            default -> false;
        };
    }

    private static String describe(char letter, Attribute attribute) {
        return switch (letter) {
            case 'i' -> "i32";
            case 'l' -> "i64";
            case 'c' -> "cap";
            case 'T' -> "i32 or i64";
            case 'M' -> ((Access) attribute).mem().type().text();
            case 'S' -> "a value that " + ((Access) attribute).mem().text() + " can store";
            default -> "a value";
        };
    }

    private static String wrongType(Opcode op, int k, String want, Value got) {
        return "%s: operand %d must be %s, and is %s".formatted(op.text(), k + 1, want, got.type().text());
    }

    static Signature signature(Attribute a) {
        return switch (a) {
            case Function f -> f.signature();
            case Intrinsic i -> i.signature();
            case Signature s -> s;
            default -> throw new IrException(a + " cannot be called");
        };
    }
}
