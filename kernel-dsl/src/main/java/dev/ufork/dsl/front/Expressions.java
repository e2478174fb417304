package dev.ufork.dsl.front;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.front.Sources.Source;
import dev.ufork.ir.Block;
import dev.ufork.ir.Const;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Mem;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;

/** Writes expressions: arithmetic, names, assignments, choices; calls are written by {@link Calls}. */
final class Expressions {
    private final Body body;
    private final FunctionBuilder b;
    private final Calls calls;

    Expressions(Body body) {
        this.body = body;
        this.b = body.builder();
        this.calls = new Calls(body, this);
    }

    private CompilationUnitTree unit() { return body.unit(); }

    private Kind kind(Tree tree) { return body.model().kind(unit(), tree); }

    // ---- values

    /** The value, converted as an assignment to {@code to} converts it. */
    Value value(ExpressionTree tree, Kind to) { return convert(value(tree), kind(tree), to); }

    /** The value of an expression, in the type it has by itself. */
    Value value(ExpressionTree tree) {
        Value constant = constant(tree);
        if (constant != null) return constant;
        return switch (tree) {
            case ParenthesizedTree t -> value(t.getExpression());
            case UnaryTree t -> unary(t);
            case BinaryTree t -> binary(t);
            case AssignmentTree t -> assign(t);
            case CompoundAssignmentTree t -> compound(t);
            case ConditionalExpressionTree t -> choice(t);
            case TypeCastTree t -> convert(value(t.getExpression()), kind(t.getExpression()), kind(t));
            case SwitchExpressionTree t -> new Switches(body).expression(t);
            case MethodInvocationTree t -> calls.value(t);
            case ArrayAccessTree t -> element(t);
            case MemberReferenceTree t -> b.sentry(body.module().function((ExecutableElement) body.model().element(unit(), t)));
            case MemberSelectTree t when t.getIdentifier().contentEquals("length") && kind(t.getExpression()) == Kind.TABLE -> length(t.getExpression());
            default -> name(tree);
        };
    }

    /** Writes an expression for what it does. */
    void effect(ExpressionTree tree) {
        switch (tree) {
            case ParenthesizedTree t -> effect(t.getExpression());
            case MethodInvocationTree t -> calls.effect(t);
            default -> value(tree);
        }
    }

    private Value constant(ExpressionTree tree) {
        Object value = body.module().constants().value(unit(), tree);
        return switch (value) {
            case Long v -> kind(tree) == Kind.LONG ? b.i64(v) : b.i32((int) (long) v);
            case Boolean v -> b.i32(v ? 1 : 0);
            case String s -> b.global(body.module().text(s));
            case null, default -> null;
        };
    }

    private Value name(ExpressionTree tree) {
        Element element = body.model().element(unit(), tree);
        if (element.getSimpleName().contentEquals("this")) return b.param(0);
        if (element.getKind() == ElementKind.ENUM_CONSTANT) return b.i32(body.module().ordinal(element));
        if (element instanceof VariableElement v && v.getKind() == ElementKind.FIELD) return field(v);
        return b.get(body.local(element));
    }

    private Value field(VariableElement field) {
        Kind kind = body.model().kind(field.asType());
        if (kind == Kind.CAP && field.getSimpleName().contentEquals("NULL") && body.model().kind(field.getEnclosingElement()) == Kind.CAP) return b.nullCap();
        Source source = body.module().sources().find(field);
        boolean isFinal = Model.isConstantField(field) && source != null;
        if (isFinal && ((VariableTree) source.tree()).getInitializer() instanceof MethodInvocationTree call
                && body.model().callee(source.unit(), call) instanceof Callee.Operation(Op op) && ModuleWriter.isMemory(op)) return b.global(body.module().global(field));
        return b.load(kind.mem(), b.global(body.module().global(field)), 0);
    }

    private Value element(ArrayAccessTree tree) {
        VariableElement table = (VariableElement) body.model().element(unit(), tree.getExpression());
        Kind element = body.model().kind(((ArrayType) table.asType()).getComponentType());
        Value index = value(tree.getIndex(), Kind.INT);
        Mem mem = element.mem();
        Value at = b.global(body.module().global(table));
        if (index instanceof Const c && c.value() >= 0) return b.load(mem, at, c.value() * mem.bytes());
        return b.load(mem, b.op(Opcode.CAP_ADD, at, scaled(index, mem.bytes())), 0);
    }

    /** An int index times a size, as a long. */
    Value scaled(Value index, int size) {
        Value wide = b.op(Opcode.SEXT, index);
        if (size == 1) return wide;
        if (Integer.bitCount(size) == 1) return b.op(Opcode.SHL, wide, b.i32(Integer.numberOfTrailingZeros(size)));
        return b.op(Opcode.MUL, wide, b.i64(size));
    }

    private Value length(ExpressionTree table) {
        Source source = body.module().sources().find(body.model().element(unit(), table));
        return b.i32(((NewArrayTree) ((VariableTree) source.tree()).getInitializer()).getInitializers().size());
    }

    // ---- conversions

    /** What a cast or assignment makes of a value. */
    Value convert(Value v, Kind from, Kind to) {
        if (from == to || !from.isIntegral() || !to.isIntegral()) return v;
        if (to == Kind.LONG) return v instanceof Const c ? b.i64(c.value()) : b.op(Opcode.SEXT, v);
        if (v instanceof Const c) return b.i32((int) (long) Constants.narrow(to, c.value()));
        Value narrow = from == Kind.LONG ? b.op(Opcode.TRUNC, v) : v;
        return switch (to) {
            case BYTE -> b.op(Opcode.SEXT8, narrow);
            case SHORT -> from == Kind.BYTE ? narrow : b.op(Opcode.SEXT16, narrow);
            case CHAR -> b.op(Opcode.AND, narrow, b.i32(0xffff));
            default -> narrow;
        };
    }

    /** The type that both operands of a binary operator get. */
    private static Kind promoted(Kind a, Kind b) {
        if (!a.isIntegral() || !b.isIntegral()) return a;
        return a == Kind.LONG || b == Kind.LONG ? Kind.LONG : Kind.INT;
    }

    // ---- operators

    private Value unary(UnaryTree tree) {
        Kind type = kind(tree);
        return switch (tree.getKind()) {
            case LOGICAL_COMPLEMENT -> b.op(Opcode.XOR, value(tree.getExpression()), b.i32(1));
            case UNARY_PLUS -> value(tree.getExpression(), type);
            case UNARY_MINUS -> b.op(Opcode.SUB, number(type, 0), value(tree.getExpression(), type));
            case BITWISE_COMPLEMENT -> b.op(Opcode.XOR, value(tree.getExpression(), type), number(type, -1));
            case PREFIX_INCREMENT -> step(tree, 1, false);
            case PREFIX_DECREMENT -> step(tree, -1, false);
            case POSTFIX_INCREMENT -> step(tree, 1, true);
            case POSTFIX_DECREMENT -> step(tree, -1, true);
            default -> throw body.unexpected(tree);
        };
    }

    Const number(Kind kind, long value) { return kind.ir() == Type.I64 ? b.i64(value) : b.i32((int) value); }

    private Value step(UnaryTree tree, int by, boolean yieldsOld) {
        Kind kind = kind(tree.getExpression());
        Value old = value(tree.getExpression());
        Value sum = b.op(Opcode.ADD, old, number(kind, by));
        Value stepped = kind == Kind.LONG ? sum : convert(sum, Kind.INT, kind);
        store(tree.getExpression(), stepped);
        return yieldsOld ? old : stepped;
    }

    private Value binary(BinaryTree tree) {
        Kind left = kind(tree.getLeftOperand()), right = kind(tree.getRightOperand());
        switch (tree.getKind()) {
            case CONDITIONAL_AND, CONDITIONAL_OR -> {
                return truth(tree);
            }
            case LEFT_SHIFT, RIGHT_SHIFT, UNSIGNED_RIGHT_SHIFT -> {
                Kind type = kind(tree);
                Value shifted = value(tree.getLeftOperand(), type);
                return b.op(opcode(tree.getKind()), shifted, distance(tree.getRightOperand(), right));
            }
            default -> { }
        }
        Kind type = promoted(left, right);
        Value a = value(tree.getLeftOperand(), type), c = value(tree.getRightOperand(), type);
        return arithmetic(tree.getKind(), a, c);
    }

    private Value distance(ExpressionTree tree, Kind kind) { return convert(value(tree), kind, Kind.INT); }

    private Value arithmetic(Tree.Kind operator, Value a, Value c) {
        return switch (operator) {
            case GREATER_THAN -> b.op(Opcode.LTS, c, a);
            case GREATER_THAN_EQUAL -> b.op(Opcode.LES, c, a);
            case DIVIDE -> divide(Opcode.DIVS, a, c);
            case REMAINDER -> divide(Opcode.REMS, a, c);
            default -> b.op(opcode(operator), a, c);
        };
    }

    /** Division that panics when the divisor is 0. */
    Value divide(Opcode op, Value a, Value divisor) {
        if (!(divisor instanceof Const c) || c.value() == 0) {
            Value zero = divisor.type() == Type.I64 ? b.i64(0) : b.i32(0);
            body.panicUnless(b.op(Opcode.NE, divisor, zero), "division by zero");
        }
        return b.op(op, a, divisor);
    }

    private static Opcode opcode(Tree.Kind operator) {
        return switch (operator) {
            case PLUS, PLUS_ASSIGNMENT -> Opcode.ADD;
            case MINUS, MINUS_ASSIGNMENT -> Opcode.SUB;
            case MULTIPLY, MULTIPLY_ASSIGNMENT -> Opcode.MUL;
            case AND, AND_ASSIGNMENT -> Opcode.AND;
            case OR, OR_ASSIGNMENT -> Opcode.OR;
            case XOR, XOR_ASSIGNMENT -> Opcode.XOR;
            case LEFT_SHIFT, LEFT_SHIFT_ASSIGNMENT -> Opcode.SHL;
            case RIGHT_SHIFT, RIGHT_SHIFT_ASSIGNMENT -> Opcode.SHRS;
            case UNSIGNED_RIGHT_SHIFT, UNSIGNED_RIGHT_SHIFT_ASSIGNMENT -> Opcode.SHRU;
            case EQUAL_TO -> Opcode.EQ;
            case NOT_EQUAL_TO -> Opcode.NE;
            case LESS_THAN -> Opcode.LTS;
            case LESS_THAN_EQUAL -> Opcode.LES;
            default -> throw new IllegalArgumentException(operator.name());
        };
    }

    // ---- assignments

    private Value assign(AssignmentTree tree) {
        Value v = value(tree.getExpression(), kind(tree.getVariable()));
        store(tree.getVariable(), v);
        return v;
    }

    private Value compound(CompoundAssignmentTree tree) {
        Kind target = kind(tree.getVariable()), operand = kind(tree.getExpression());
        boolean shift = switch (tree.getKind()) {
            case LEFT_SHIFT_ASSIGNMENT, RIGHT_SHIFT_ASSIGNMENT, UNSIGNED_RIGHT_SHIFT_ASSIGNMENT -> true;
            default -> false;
        };
        Kind type = shift ? promoted(target, Kind.INT) : promoted(target, operand);
        Value old = convert(value(tree.getVariable()), target, type);
        Value by = shift ? distance(tree.getExpression(), operand) : value(tree.getExpression(), type);
        Value result = switch (tree.getKind()) {
            case DIVIDE_ASSIGNMENT -> divide(Opcode.DIVS, old, by);
            case REMAINDER_ASSIGNMENT -> divide(Opcode.REMS, old, by);
            default -> b.op(opcode(tree.getKind()), old, by);
        };
        Value stored = convert(result, type, target);
        store(tree.getVariable(), stored);
        return stored;
    }

    private void store(ExpressionTree target, Value v) {
        if (target instanceof ParenthesizedTree p) {
            store(p.getExpression(), v);
            return;
        }
        Element element = body.model().element(unit(), target);
        if (element.getKind() == ElementKind.FIELD) b.store(kind(target).mem(), b.global(body.module().global((VariableElement) element)), 0, v);
        else b.set(body.local(element), v);
    }

    // ---- choices

    private Value choice(ConditionalExpressionTree tree) {
        Object constant = body.module().constants().value(unit(), tree.getCondition());
        if (constant instanceof Boolean taken) return value(taken ? tree.getTrueExpression() : tree.getFalseExpression(), kind(tree));
        Kind kind = kind(tree);
        Variable result = b.variable(kind.ir(), "choice");
        Block yes = b.block(), no = b.block(), end = b.block();
        condition(tree.getCondition(), yes, no);
        arm(yes, result, tree.getTrueExpression(), kind, end);
        arm(no, result, tree.getFalseExpression(), kind, end);
        b.seal(end);
        b.at(end);
        return b.get(result);
    }

    private void arm(Block at, Variable result, ExpressionTree value, Kind kind, Block end) {
        b.seal(at);
        b.at(at);
        b.set(result, value(value, kind));
        b.jump(end);
    }

    /** A boolean expression with jumps, as 0 or 1. */
    private Value truth(ExpressionTree tree) {
        Variable result = b.variable(Type.I32, "truth");
        Block yes = b.block(), no = b.block(), end = b.block();
        condition(tree, yes, no);
        for (Block at : new Block[] {yes, no}) {
            b.seal(at);
            b.at(at);
            b.set(result, b.i32(at == yes ? 1 : 0));
            b.jump(end);
        }
        b.seal(end);
        b.at(end);
        return b.get(result);
    }

    /** Goes to {@code yes} or {@code no}; neither is sealed. */
    void condition(ExpressionTree tree, Block yes, Block no) {
        switch (tree.getKind()) {
            case PARENTHESIZED -> condition(((ParenthesizedTree) tree).getExpression(), yes, no);
            case LOGICAL_COMPLEMENT -> condition(((UnaryTree) tree).getExpression(), no, yes);
            case CONDITIONAL_AND, CONDITIONAL_OR -> {
                BinaryTree t = (BinaryTree) tree;
                Block next = b.block();
                boolean and = tree.getKind() == Tree.Kind.CONDITIONAL_AND;
                condition(t.getLeftOperand(), and ? next : yes, and ? no : next);
                b.seal(next);
                b.at(next);
                condition(t.getRightOperand(), yes, no);
            }
            default -> b.branch(value(tree), yes, no);
        }
    }
}
