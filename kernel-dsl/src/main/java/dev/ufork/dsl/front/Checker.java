package dev.ufork.dsl.front;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import dev.ufork.dsl.InterruptsOff;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Op;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;

/** Refuses what is outside the language in the body of one kernel method. */
final class Checker extends TreeScanner<Void, Void> {
    private final Model model;
    private final Constants constants;
    private final Refusals refusals;
    private final CompilationUnitTree unit;
    private final ExecutableElement method;
    private final StackEscapes escapes;
    private final CallRules rules;
    private int regions;

    Checker(Model model, Constants constants, Refusals refusals, CompilationUnitTree unit, ExecutableElement method) {
        this.model = model;
        this.constants = constants;
        this.refusals = refusals;
        this.unit = unit;
        this.method = method;
        this.escapes = new StackEscapes(model, refusals, unit);
        this.rules = new CallRules(model, refusals, unit, method);
        if (Model.has(method, InterruptsOff.class)) regions = 1;
    }

    void check(MethodTree tree) {
        checkType(method.getReturnType().getKind() == TypeKind.VOID ? null : tree.getReturnType(), "a function cannot return");
        for (VariableTree p : tree.getParameters()) checkType(p, "a parameter cannot have type");
        scan(tree.getBody(), null);
        escapes.check(tree);
    }

    private void refuse(Tree at, String why, String remedy) { refusals.refuse(unit, at, why, remedy); }

    private void checkType(Tree typed, String what) {
        if (typed == null) return;
        Kind kind = model.kind(unit, typed);
        if (kind.isValue() || kind == Kind.REGION) return;
        refuse(typed, "%s %s".formatted(what, model.type(unit, typed)), switch (kind) {
            case TABLE -> "arrays are constant tables only: static final fields that are read by index; use Cap for memory";
            case CLASS -> "class literals are only written directly as arguments of intrinsic methods";
            case PANIC -> "write throw Panic.of(...) directly";
            default -> "the types are boolean, byte, short, char, int, long, Cap, String, enums, and @Struct, @Bits and @FnRef interfaces";
        });
    }

    // ---- statements

    @Override
    public Void visitVariable(VariableTree tree, Void p) {
        checkType(tree, "a local cannot have type");
        return scan(tree.getInitializer(), p);
    }

    @Override
    public Void visitTry(TryTree tree, Void p) {
        boolean region = tree.getResources().size() == 1 && tree.getCatches().isEmpty() && tree.getFinallyBlock() == null
            && tree.getResources().getFirst() instanceof VariableTree v && isOperation(v.getInitializer(), Op.INTERRUPTS_OFF);
        if (!region) {
            refuse(tree, "a general try", "faults are recovered by a method @MayFault(returns = ...); the only try is try (var _ = Interrupts.off()) { ... }");
            return null;
        }
        if (Model.has(method, MayFault.class)) refuse(tree, "an interrupts-off region in a @MayFault method, which a fault would abandon", "open the region in the caller");
        regions++;
        scan(tree.getBlock(), p);
        regions--;
        return null;
    }

    private boolean isOperation(ExpressionTree tree, Op op) {
        return tree instanceof MethodInvocationTree call && model.callee(unit, call) instanceof Callee.Operation(Op o) && o == op;
    }

    @Override
    public Void visitThrow(ThrowTree tree, Void p) {
        if (isOperation(tree.getExpression(), Op.PANIC)) {
            MethodInvocationTree panic = (MethodInvocationTree) tree.getExpression();
            new ArgumentRules(model, constants, refusals, unit).check(panic, model.callee(unit, panic));
            return panic.getArguments().size() > 1 ? scan(panic.getArguments().get(1), p) : null;
        }
        refuse(tree, "kernel code throws something else than a panic", "throw Panic.of(\"...\"), or return an error number");
        return null;
    }

    @Override
    public Void visitSynchronized(SynchronizedTree tree, Void p) { return refused(tree, "synchronized: there are no monitors", "use an interrupts-off region, or a lock made of Atomic"); }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree tree, Void p) { return refused(tree, "a for-each loop: there are no collections", "count an index: for (int i = 0; i < TABLE.length; i++)"); }

    @Override
    public Void visitSwitch(SwitchTree tree, Void p) {
        checkSelector(tree.getExpression());
        checkComplete(tree);
        return super.visitSwitch(tree, p);
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree tree, Void p) {
        checkSelector(tree.getExpression());
        return super.visitSwitchExpression(tree, p);
    }

    /** Of switch expressions javac demands as much by itself. */
    private void checkComplete(SwitchTree tree) {
        if (model.kind(unit, tree.getExpression()) != Kind.ENUM) return;
        List<String> missing = new ArrayList<>(Declarations.enumConstants(Model.declared(model.type(unit, tree.getExpression()))));
        for (CaseTree c : tree.getCases()) {
            for (CaseLabelTree label : c.getLabels()) {
                if (!(label instanceof ConstantCaseLabelTree constant)) return;
                missing.remove(model.element(unit, constant.getConstantExpression()).getSimpleName().toString());
            }
        }
        if (!missing.isEmpty()) refuse(tree, "a switch on %s without %s".formatted(model.type(unit, tree.getExpression()), String.join(", ", missing)), "write their cases, or default -> { } if nothing is to be done");
    }

    private void checkSelector(ExpressionTree selector) {
        Kind kind = model.kind(unit, selector);
        boolean ok = kind == Kind.ENUM || kind.isIntegral() && kind != Kind.LONG;
        if (!ok) refuse(selector, "switch on %s".formatted(model.type(unit, selector)), kind.hasIdentity()
            ? "compare with same() or isNull(), or switch on a number or an enum" : "switch on an int, char, short, byte or an enum");
    }

    @Override
    public Void visitPatternCaseLabel(PatternCaseLabelTree tree, Void p) { return refused(tree, "a pattern in a switch: values have no class at run time", "switch on an enum field, with @Tag and @Variant"); }

    @Override
    public Void visitClass(ClassTree tree, Void p) { return refused(tree, "a class inside a method", "declare it outside"); }

    // ---- expressions

    @Override
    public Void visitLiteral(LiteralTree tree, Void p) {
        if (tree.getValue() == null) return refused(tree, "null, which kernel code does not have", "write Cap.NULL, or Cap.NULL.as(X.class), and ask with isNull()");
        if (tree.getValue() instanceof Float || tree.getValue() instanceof Double) return refused(tree, "a floating-point number", "use integers; registers of the floating-point unit belong to processes");
        return null;
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void p) { return refused(tree, "kernel code makes an object", "there is no heap of objects: use Global.of, Stack.of or memory of your own, viewed with as()"); }

    @Override
    public Void visitNewArray(NewArrayTree tree, Void p) { return refused(tree, "kernel code makes an array", "use Stack.bytes, Global.bytes or a struct with an array field; tables are static final fields"); }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree tree, Void p) { return refused(tree, "a lambda", "write a @Kernel method and refer to it: Type::method"); }

    @Override
    public Void visitInstanceOf(InstanceOfTree tree, Void p) { return refused(tree, "instanceof: values have no class at run time", "use an enum field, with @Tag and @Variant"); }

    private Void refused(Tree at, String why, String remedy) {
        refuse(at, why, remedy);
        return null;
    }

    @Override
    public Void visitTypeCast(TypeCastTree tree, Void p) {
        Kind to = model.kind(unit, tree), from = model.kind(unit, tree.getExpression());
        boolean same = to == from && !to.hasIdentity();
        if (!same && !(to.isIntegral() && from.isIntegral()))
            refuse(tree, "a cast from %s to %s".formatted(model.type(unit, tree.getExpression()), model.type(unit, tree)),
                to == Kind.STRUCT || from == Kind.STRUCT ? "view memory with cap.as(X.class)" : "only integers are cast");
        return scan(tree.getExpression(), p);
    }

    @Override
    public Void visitBinary(BinaryTree tree, Void p) {
        Kind left = model.kind(unit, tree.getLeftOperand()), right = model.kind(unit, tree.getRightOperand());
        switch (tree.getKind()) {
            case EQUAL_TO, NOT_EQUAL_TO -> {
                if (left.hasIdentity() || right.hasIdentity())
                    refuse(tree, "%s on %s compares objects of the host, not values".formatted(tree.getKind() == Tree.Kind.EQUAL_TO ? "==" : "!=", model.type(unit, tree.getLeftOperand())),
                        left == Kind.WORD ? "compare bits()" : left == Kind.TEXT ? "compare the bytes of Text.utf8" : "use same(), isNull(), or compare address()");
            }
            case PLUS -> {
                if (left == Kind.TEXT || right == Kind.TEXT)
                    if (!(constants.value(unit, tree) instanceof String)) refuse(tree, "a string is built", "print the parts one after the other");
            }
            default -> { }
        }
        constants.value(unit, tree);        // reports overflow
        return super.visitBinary(tree, p);
    }

    @Override
    public Void visitUnary(UnaryTree tree, Void p) {
        switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT -> checkTarget(tree.getExpression());
            default -> { }
        }
        return super.visitUnary(tree, p);
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, Void p) {
        checkTarget(tree.getVariable());
        return super.visitAssignment(tree, p);
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void p) {
        checkTarget(tree.getVariable());
        return super.visitCompoundAssignment(tree, p);
    }

    private void checkTarget(ExpressionTree target) {
        if (target instanceof ArrayAccessTree) refuse(target, "a constant table is written", "use a struct with an array field, or memory behind a Cap");
    }

    @Override
    public Void visitArrayAccess(ArrayAccessTree tree, Void p) {
        Element table = model.element(unit, tree.getExpression());
        if (!(table instanceof VariableElement v) || !Model.isConstantField(v)) return refused(tree, "an array that is not a constant table", "make it a static final field with an initial value, or use Cap for memory");
        scan(tree.getExpression(), p);
        return scan(tree.getIndex(), p);
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void p) {
        name(tree, model.element(unit, tree));
        return null;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void p) {
        Element element = model.element(unit, tree);
        if (tree.getIdentifier().contentEquals("length") && model.kind(unit, tree.getExpression()) == Kind.TABLE) return scan(tree.getExpression(), p);
        if (element instanceof VariableElement v && v.getKind() == ElementKind.FIELD && !Model.isStatic(v)) return refused(tree, "a field of an object", "there are no objects; use a @Struct interface");
        name(tree, element);
        return null;
    }

    private void name(Tree tree, Element element) {
        if (!(element instanceof VariableElement v) || v.getKind() != ElementKind.FIELD || !Model.isStatic(v)) return;
        TypeElement owner = (TypeElement) v.getEnclosingElement();
        String name = owner.getSimpleName() + "." + v.getSimpleName();
        Kind kind = model.kind(v.asType());
        if (!kind.isValue() && kind != Kind.TABLE) refuse(tree, "%s has type %s".formatted(name, v.asType()), "statics are integers, enums, Cap, structs, strings, function references and tables of these");
        else if (constants.field(v) == null) rules.checkStatic(tree, v, name);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void p) {
        if (model.kind(unit, tree) != Kind.FUNCTION) return refused(tree, "a method reference of type %s".formatted(model.type(unit, tree)), "annotate the interface @FnRef");
        if (!(model.element(unit, tree) instanceof ExecutableElement target)) return null;
        rules.checkReference(tree, target);
        return null;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void p) {
        Callee callee = model.callee(unit, tree);
        if (isOperation(tree, Op.PANIC)) refuse(tree, "a panic that is not thrown", "write throw in front of it");
        rules.checkCall(tree, callee, regions > 0);
        new ArgumentRules(model, constants, refusals, unit).check(tree, callee);
        boolean classArgument = callee instanceof Callee.Operation;
        if (tree.getMethodSelect() instanceof MemberSelectTree select && !(model.element(unit, select.getExpression()) instanceof TypeElement)) scan(select.getExpression(), p);
        for (ExpressionTree a : tree.getArguments()) {
            if (classArgument && model.kind(unit, a) == Kind.CLASS) continue;
            scan(a, p);
        }
        return null;
    }
}
