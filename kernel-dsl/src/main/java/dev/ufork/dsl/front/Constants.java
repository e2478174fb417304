package dev.ufork.dsl.front;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.layout.LayoutException;
import dev.ufork.isa.cap.CapFormat;
import dev.ufork.isa.cap.Permission;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/**
 * Computes constant expressions: {@code Long}, {@code Boolean} or {@code String}, {@code null} for what is none.
 *
 * <p>More is constant here than in Java: sizes and offsets of structs, permissions of the target, and finals made of these.
 */
final class Constants {
    /** Told of an operation on constants whose exact result does not fit its type. */
    interface OverflowListener {
        void overflow(CompilationUnitTree unit, Tree at, String why);
    }

    private static final Permission[] DATA = {Permission.GLOBAL, Permission.LOAD, Permission.STORE, Permission.LOAD_CAP, Permission.STORE_CAP, Permission.STORE_LOCAL,
        Permission.MUTABLE_LOAD};
    private static final Permission[] CODE = {Permission.GLOBAL, Permission.LOAD, Permission.LOAD_CAP, Permission.EXECUTE, Permission.MUTABLE_LOAD};
    private static final Permission[] CONSTANT = {Permission.GLOBAL, Permission.LOAD, Permission.LOAD_CAP, Permission.MUTABLE_LOAD};

    private final Model model;
    private final CapFormat format;
    private final OverflowListener listener;
    private final Map<Element, Object> fields = new HashMap<>();
    private final Set<Element> open = new HashSet<>();

    Constants(Model model, CapFormat format, OverflowListener listener) {
        this.model = model;
        this.format = format;
        this.listener = listener;
    }

    /** The value, as Java would have it, or {@code null}. */
    Object value(CompilationUnitTree unit, ExpressionTree tree) {
        return switch (tree) {
            case LiteralTree l -> literal(l.getValue());
            case ParenthesizedTree p -> value(unit, p.getExpression());
            case UnaryTree u -> unary(unit, u);
            case BinaryTree b -> binary(unit, b);
            case TypeCastTree c -> value(unit, c.getExpression()) instanceof Long v ? (Object) narrow(model.kind(unit, c), v) : null;
            case ConditionalExpressionTree c -> value(unit, c.getCondition()) instanceof Boolean b
                ? value(unit, b ? c.getTrueExpression() : c.getFalseExpression()) : null;
            case MethodInvocationTree m -> layout(unit, m);
            default -> model.element(unit, tree) instanceof VariableElement field ? field(field) : null;
        };
    }

    /** The value of an integral constant, or {@code null}. */
    Long integer(CompilationUnitTree unit, ExpressionTree tree) { return value(unit, tree) instanceof Long v ? v : null; }

    private static Object literal(Object value) {
        return switch (value) {
            case Character c -> (long) c;
            case Integer i -> (long) i;
            case Long l -> l;
            case Short s -> (long) s;
            case Byte b -> (long) b;
            case Boolean b -> b;
            case String s -> s;
            case null, default -> null;
        };
    }

    /** The value of a {@code static final} field or a constant local. For a target it is found from the source, which may name twins. */
    Object field(VariableElement field) {
        if (fields.containsKey(field)) return fields.get(field);
        Object value = model.isOfTarget() ? null : literal(field.getConstantValue());
        if (value == null && Model.isConstantField(field)) value = initializer(field);
        if (value == null && field.getKind() == ElementKind.FIELD) value = literal(field.getConstantValue());
        fields.put(field, value);
        return value;
    }

    private Object initializer(VariableElement field) {
        TypeElement owner = (TypeElement) field.getEnclosingElement();
        if (owner.getQualifiedName().contentEquals("dev.ufork.dsl.Perms")) return permissions(field.getSimpleName().toString());
        Kind kind = model.kind(field.asType());
        if (!kind.isIntegral() && kind != Kind.BOOLEAN && kind != Kind.TEXT) return null;
        TreePath path = model.trees().getPath(field);
        if (path == null || !(path.getLeaf() instanceof VariableTree v) || v.getInitializer() == null || !open.add(field)) return null;
        Object value = value(path.getCompilationUnit(), v.getInitializer());
        open.remove(field);
        return value instanceof Long n ? (Object) narrow(kind, n) : value;
    }

    private Long permissions(String name) {
        return switch (name) {
            case "DATA" -> (long) Permission.mask(format, DATA);
            case "CODE" -> (long) Permission.mask(format, CODE);
            case "CONSTANT" -> (long) Permission.mask(format, CONSTANT);
            default -> (long) Permission.valueOf(name).in(format);
        };
    }

    private Object layout(CompilationUnitTree unit, MethodInvocationTree call) {
        if (!(model.callee(unit, call) instanceof Callee.Operation(Op op)) || op != Op.SIZE_OF && op != Op.OFFSET_OF) return null;
        TypeElement type = classLiteral(unit, call.getArguments().getFirst());
        if (type == null) return null;
        try {
            if (op == Op.SIZE_OF) return (long) model.shape(type).size();
            return value(unit, call.getArguments().get(1)) instanceof String name ? (Object) (long) model.shape(type).field(name).offset() : null;
        } catch (LayoutException e) {
            return null;
        }
    }

    /** The type that {@code X.class} names, or {@code null}. */
    TypeElement classLiteral(CompilationUnitTree unit, ExpressionTree tree) {
        if (!(tree instanceof MemberSelectTree m) || !m.getIdentifier().contentEquals("class")) return null;
        return model.element(unit, m.getExpression()) instanceof TypeElement type && type.getKind() != ElementKind.TYPE_PARAMETER ? type : null;
    }

    private Object unary(CompilationUnitTree unit, UnaryTree tree) {
        Object operand = value(unit, tree.getExpression());
        return switch (tree.getKind()) {
            case LOGICAL_COMPLEMENT -> operand instanceof Boolean b ? !b : null;
            case UNARY_PLUS -> operand instanceof Long v ? v : null;
            case UNARY_MINUS -> operand instanceof Long v ? (Object) exact(unit, tree, model.kind(unit, tree) == Kind.LONG, big(v).negate()) : null;
            case BITWISE_COMPLEMENT -> operand instanceof Long v ? (Object) ~v : null;
            default -> null;
        };
    }

    private Object binary(CompilationUnitTree unit, BinaryTree tree) {
        Object left = value(unit, tree.getLeftOperand());
        if (left == null) return null;
        Object right = value(unit, tree.getRightOperand());
        if (left instanceof Long a && right instanceof Long b) return integers(unit, tree, a, b);
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return switch (tree.getKind()) {
                case CONDITIONAL_AND, AND -> a && b;
                case CONDITIONAL_OR, OR -> a || b;
                case XOR, NOT_EQUAL_TO -> a ^ b;
                case EQUAL_TO -> a == b;
                default -> null;
            };
        }
        return null;
    }

    private Object integers(CompilationUnitTree unit, BinaryTree tree, long a, long b) {
        boolean isLong = model.kind(unit, tree) == Kind.LONG;
        int width = isLong ? 64 : 32;
        return switch (tree.getKind()) {
            case PLUS -> exact(unit, tree, isLong, big(a).add(big(b)));
            case MINUS -> exact(unit, tree, isLong, big(a).subtract(big(b)));
            case MULTIPLY -> exact(unit, tree, isLong, big(a).multiply(big(b)));
            case DIVIDE -> b == 0 ? null : exact(unit, tree, isLong, big(a).divide(big(b)));
            case REMAINDER -> b == 0 ? null : (Object) (a % b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case LEFT_SHIFT -> {
                if (b < 0 || b >= width) listener.overflow(unit, tree, "a shift by %d of a value of %d bits".formatted(b, width));
                else if (losesBits(big(a).shiftLeft((int) b), width)) listener.overflow(unit, tree, "the constant %s does not fit %d bits".formatted(big(a).shiftLeft((int) b), width));
                yield isLong ? (Object) (a << b) : (Object) (long) ((int) a << b);
            }
            case RIGHT_SHIFT -> isLong ? a >> b : (long) ((int) a >> b);
            case UNSIGNED_RIGHT_SHIFT -> isLong ? a >>> b : (long) ((int) a >>> b);
            case EQUAL_TO -> a == b;
            case NOT_EQUAL_TO -> a != b;
            case LESS_THAN -> a < b;
            case LESS_THAN_EQUAL -> a <= b;
            case GREATER_THAN -> a > b;
            case GREATER_THAN_EQUAL -> a >= b;
            default -> null;
        };
    }

    /** The sign bit may be set on purpose: 1 << 31. */
    private static boolean losesBits(BigInteger shifted, int width) { return shifted.bitLength() > (shifted.signum() < 0 ? width - 1 : width); }

    private static BigInteger big(long value) { return BigInteger.valueOf(value); }

    private Long exact(CompilationUnitTree unit, Tree at, boolean isLong, BigInteger result) {
        long wrapped = isLong ? result.longValue() : result.intValue();
        if (!result.equals(big(wrapped))) listener.overflow(unit, at, "the constant %s does not fit %s".formatted(result, isLong ? "long" : "int"));
        return wrapped;
    }

    /** What a cast or assignment to a type makes of a number. */
    static Long narrow(Kind kind, long value) {
        return switch (kind) {
            case BYTE -> (long) (byte) value;
            case SHORT -> (long) (short) value;
            case CHAR -> (long) (char) value;
            case INT -> (long) (int) value;
            default -> value;
        };
    }
}
