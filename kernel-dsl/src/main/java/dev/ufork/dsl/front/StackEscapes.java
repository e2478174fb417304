package dev.ufork.dsl.front;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.layout.FieldType;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;

/** Refuses to return or store what points into the frame: {@code Stack.of}, {@code Stack.bytes}, and what is derived from them. */
final class StackEscapes extends TreeScanner<Void, Void> {
    private static final Set<Op> DERIVING = EnumSet.of(Op.VIEW, Op.VIEW_CAP, Op.VIEW_NARROW, Op.VIEW_FIELD, Op.CAP_PLUS, Op.CAP_AT, Op.CAP_BOUNDED,
        Op.CAP_BOUNDED_AT_LEAST, Op.CAP_RESTRICT, Op.CAP_SEAL_ENTRY, Op.CAP_SEALED_BY, Op.CAP_UNSEALED_BY);
    private static final Set<Op> STORING = EnumSet.of(Op.STORE_CAP, Op.ATOMIC_STORE_CAP, Op.ATOMIC_SWAP_CAP, Op.ATOMIC_CAS_CAP);

    private final Model model;
    private final Refusals refusals;
    private final CompilationUnitTree unit;
    private final Set<Element> locals = new HashSet<>();
    private boolean judging;

    StackEscapes(Model model, Refusals refusals, CompilationUnitTree unit) {
        this.model = model;
        this.refusals = refusals;
        this.unit = unit;
    }

    /** Loops carry values back to what was read before, so variables are gathered until there are no more; then uses are judged. */
    void check(MethodTree method) {
        for (int before = -1; before != locals.size(); ) {
            before = locals.size();
            scan(method.getBody(), null);
        }
        judging = true;
        scan(method.getBody(), null);
    }

    @Override
    public Void visitVariable(VariableTree tree, Void p) {
        if (tree.getInitializer() != null && pointsIntoFrame(tree.getInitializer())) locals.add(model.element(unit, tree));
        return super.visitVariable(tree, p);
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, Void p) {
        if (pointsIntoFrame(tree.getExpression())) {
            Element target = model.element(unit, tree.getVariable());
            if (target != null && target.getKind() == ElementKind.FIELD) refuse(tree.getExpression(), "is assigned to a static, which outlives it");
            else locals.add(target);
        }
        return super.visitAssignment(tree, p);
    }

    @Override
    public Void visitReturn(ReturnTree tree, Void p) {
        if (tree.getExpression() != null && pointsIntoFrame(tree.getExpression())) refuse(tree.getExpression(), "is returned, but dies with this call");
        return super.visitReturn(tree, p);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void p) {
        boolean stores = switch (model.callee(unit, tree)) {
            case Callee.Operation(Op op) -> STORING.contains(op);
            case Callee.FieldAccess access -> !access.isGetter();
            default -> false;
        };
        if (stores) for (ExpressionTree a : tree.getArguments()) if (isStoredOperand(tree, a) && pointsIntoFrame(a)) refuse(a, "is stored in memory, which may outlive it");
        return super.visitMethodInvocation(tree, p);
    }

    /** The first argument of an atomic operation is where it stores, not what. */
    private boolean isStoredOperand(MethodInvocationTree call, ExpressionTree argument) {
        boolean atomic = model.callee(unit, call) instanceof Callee.Operation(Op op) && op != Op.STORE_CAP;
        return !atomic || argument != call.getArguments().getFirst();
    }

    private void refuse(Tree at, String what) {
        if (judging) refusals.refuse(unit, at, "a local with an address " + what, "pass it to calls only; for longer life use Global.of or an allocator");
    }

    private boolean pointsIntoFrame(ExpressionTree tree) {
        return switch (tree) {
            case ParenthesizedTree t -> pointsIntoFrame(t.getExpression());
            case ConditionalExpressionTree t -> pointsIntoFrame(t.getTrueExpression()) || pointsIntoFrame(t.getFalseExpression());
            case AssignmentTree t -> pointsIntoFrame(t.getExpression());
            case SwitchExpressionTree t -> t.getCases().stream().anyMatch(c -> c.getBody() instanceof ExpressionTree value && pointsIntoFrame(value));
            case IdentifierTree t -> locals.contains(model.element(unit, t));
            case MethodInvocationTree t -> switch (model.callee(unit, t)) {
                case Callee.Operation(Op op) when op == Op.STACK || op == Op.STACK_BYTES -> true;
                case Callee.Operation(Op op) when DERIVING.contains(op) -> receiver(t);
                case Callee.FieldAccess access when access.field().type() == FieldType.NESTED || access.field().type() == FieldType.BYTES -> receiver(t);
                default -> false;
            };
            default -> false;
        };
    }

    private boolean receiver(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree select && pointsIntoFrame(select.getExpression());
    }
}
