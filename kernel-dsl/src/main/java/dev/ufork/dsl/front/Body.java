package dev.ufork.dsl.front;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.tree.YieldTree;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Attribute.Signature;
import dev.ufork.ir.Block;
import dev.ufork.ir.Effect;
import dev.ufork.ir.Function;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.IrException;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;

/** Writes the body of one function: its statements; expressions are written by {@link Expressions}. */
final class Body {
    /** Turns interrupts off and returns the state before, for {@link #INTERRUPTS_RESTORE}. */
    static final Intrinsic INTERRUPTS_OFF = new Intrinsic("interrupts.off", Signature.of(Type.I64), List.of(Effect.READS, Effect.WRITES));
    /** Puts the state of interrupts back. */
    static final Intrinsic INTERRUPTS_RESTORE = new Intrinsic("interrupts.restore", Signature.of(Type.NONE, Type.I64), List.of(Effect.READS, Effect.WRITES));

    /**
     * Where a {@code break}, {@code continue} or {@code yield} may go.
     *
     * @param isPlain whether a break without label goes there
     * @param result  what a yield sets, or {@code null}
     * @param kind    of the result
     * @param regions how many regions surround the place
     */
    private record Exit(Name label, Block onBreak, Block onContinue, boolean isPlain, Variable result, Kind kind, int regions) {}

    private final ModuleWriter module;
    private final CompilationUnitTree unit;
    private final FunctionBuilder b;
    private final ExecutableElement method;
    private final Expressions expressions;
    private final Map<Element, Variable> locals = new IdentityHashMap<>();
    private final List<Exit> exits = new ArrayList<>();
    private final List<Variable> regions = new ArrayList<>();
    private Name label;

    Body(ModuleWriter module, CompilationUnitTree unit, Function function, ExecutableElement method) {
        this.module = module;
        this.unit = unit;
        this.method = method;
        this.b = new FunctionBuilder(function);
        this.expressions = new Expressions(this);
    }

    ModuleWriter module() { return module; }

    Model model() { return module.model(); }

    CompilationUnitTree unit() { return unit; }

    FunctionBuilder builder() { return b; }

    Expressions expressions() { return expressions; }

    /** The type that declares the function. */
    Element enclosingType() { return method.getEnclosingElement(); }

    /** Writes everything. */
    void write(MethodTree tree) {
        int next = Model.isStatic(method) ? 0 : 1;
        for (var p : method.getParameters()) b.set(local(p), b.param(next++));
        statement(tree.getBody());
        if (!b.terminated()) {
            if (model().kind(method.getReturnType()) == Kind.VOID) b.ret();
            else b.unreachable();
        }
        b.finish();
    }

    /** The variable of a local or parameter. */
    Variable local(Element element) {
        return locals.computeIfAbsent(element, e -> b.variable(model().kind(e.asType()).ir(), e.getSimpleName().toString()));
    }

    void position(Tree tree) { b.position(module.sources().position(unit, tree)); }

    /** Ends the program with a message unless the condition holds. */
    void panicUnless(Value condition, String message) {
        Block ok = b.block(), bad = b.block();
        b.branch(condition, ok, bad);
        b.seal(ok);
        b.seal(bad);
        b.at(bad);
        b.panic(message);
        b.at(ok);
    }

    // ---- statements

    void statement(StatementTree tree) {
        if (b.terminated()) return;      // behind a condition that the front end knows
        position(tree);
        Name own = label;
        label = null;
        switch (tree) {
            case BlockTree t -> t.getStatements().forEach(this::statement);
            case VariableTree t -> variable(t);
            case ExpressionStatementTree t -> expressions.effect(t.getExpression());
            case IfTree t -> branch(t);
            case WhileLoopTree t -> loop(own, t.getCondition(), t.getStatement(), List.of(), false);
            case DoWhileLoopTree t -> loop(own, t.getCondition(), t.getStatement(), List.of(), true);
            case ForLoopTree t -> {
                t.getInitializer().forEach(this::statement);
                loop(own, t.getCondition(), t.getStatement(), t.getUpdate(), false);
            }
            case LabeledStatementTree t -> labelled(t);
            case SwitchTree t -> new Switches(this).statement(t, own);
            case BreakTree t -> leave(find(t.getLabel(), false), false);
            case ContinueTree t -> leave(find(t.getLabel(), true), true);
            case YieldTree t -> yieldValue(t.getValue());
            case ReturnTree t -> giveBack(t);
            case AssertTree t -> check(t);
            case ThrowTree t -> panic((MethodInvocationTree) t.getExpression());
            case TryTree t -> region(t.getBlock());
            case EmptyStatementTree _ -> { }
            default -> throw unexpected(tree);
        }
    }

    /** What the checker should have refused. */
    IrException unexpected(Tree tree) {
        module.refusals().refuse(unit, tree, "the front end does not know this (%s)".formatted(tree.getKind()), "please report it; write it in another way meanwhile");
        return new IrException("unexpected " + tree.getKind());
    }

    private void variable(VariableTree tree) {
        Variable v = local(model().element(unit, tree));
        if (tree.getInitializer() != null) b.set(v, expressions.value(tree.getInitializer(), model().kind(unit, tree)));
    }

    private void branch(IfTree tree) {
        Object constant = module.constants().value(unit, tree.getCondition());
        if (constant instanceof Boolean taken) {
            if (taken) statement(tree.getThenStatement());
            else if (tree.getElseStatement() != null) statement(tree.getElseStatement());
            return;
        }
        Block then = b.block(), end = b.block(), otherwise = tree.getElseStatement() == null ? end : b.block();
        expressions.condition(tree.getCondition(), then, otherwise);
        arm(then, tree.getThenStatement(), end);
        if (otherwise != end) arm(otherwise, tree.getElseStatement(), end);
        b.seal(end);
        b.at(end);
    }

    private void arm(Block at, StatementTree body, Block end) {
        b.seal(at);
        b.at(at);
        statement(body);
        if (!b.terminated()) b.jump(end);
    }

    private void loop(Name own, ExpressionTree condition, StatementTree body, List<? extends ExpressionStatementTree> update, boolean bodyFirst) {
        Block head = b.block(), inside = b.block(), next = b.block(), end = b.block();
        b.jump(bodyFirst ? inside : head);
        if (!bodyFirst) {
            b.at(head);
            test(condition, inside, end);
            b.seal(inside);
        }
        exits.add(new Exit(own, end, next, true, null, null, regions.size()));
        b.at(inside);
        statement(body);
        if (!b.terminated()) b.jump(next);
        exits.removeLast();
        b.seal(next);
        b.at(next);
        update.forEach(this::statement);
        b.jump(head);
        b.seal(head);
        if (bodyFirst) {
            b.at(head);
            test(condition, inside, end);
            b.seal(inside);
        }
        b.seal(end);
        b.at(end);
    }

    private void test(ExpressionTree condition, Block inside, Block end) {
        boolean always = condition == null || Boolean.TRUE.equals(module.constants().value(unit, condition));
        if (always) b.jump(inside);
        else expressions.condition(condition, inside, end);
    }

    private void labelled(LabeledStatementTree tree) {
        boolean isLoop = switch (tree.getStatement()) {
            case WhileLoopTree _, DoWhileLoopTree _, ForLoopTree _, SwitchTree _ -> true;
            default -> false;
        };
        if (isLoop) {
            label = tree.getLabel();
            statement(tree.getStatement());
            return;
        }
        Block end = b.block();
        exits.add(new Exit(tree.getLabel(), end, null, false, null, null, regions.size()));
        statement(tree.getStatement());
        exits.removeLast();
        if (!b.terminated()) b.jump(end);
        b.seal(end);
        b.at(end);
    }

    // ---- leaving

    /** Lets a plain {@code break} go to {@code end} while the body of a switch is written. */
    void withinSwitch(Name own, Block end, Runnable body) { within(new Exit(own, end, null, true, null, null, regions.size()), body); }

    /** Lets {@code yield} set the result and go to {@code end} while the body of a switch is written. */
    void withinSwitch(Block end, Variable result, Kind kind, Runnable body) { within(new Exit(null, end, null, false, result, kind, regions.size()), body); }

    private void within(Exit exit, Runnable body) {
        exits.add(exit);
        body.run();
        exits.removeLast();
    }

    private Exit find(Name wanted, boolean isContinue) {
        for (Exit e : exits.reversed()) {
            if (wanted != null ? wanted.equals(e.label) : isContinue ? e.onContinue != null : e.isPlain) return e;
        }
        throw new IrException("a jump without target");
    }

    private void leave(Exit exit, boolean isContinue) {
        restore(exit.regions);
        b.jump(isContinue ? exit.onContinue : exit.onBreak);
    }

    /** Gives a value to the innermost switch expression. */
    void yieldValue(ExpressionTree value) {
        Exit exit = exits.reversed().stream().filter(e -> e.result != null).findFirst().orElseThrow();
        b.set(exit.result, expressions.value(value, exit.kind));
        restore(exit.regions);
        b.jump(exit.onBreak);
    }

    private void giveBack(ReturnTree tree) {
        if (tree.getExpression() == null) {
            restore(0);
            b.ret();
            return;
        }
        Value value = expressions.value(tree.getExpression(), model().kind(method.getReturnType()));
        restore(0);
        b.ret(value);
    }

    /** Ends the regions deeper than {@code depth}: the outermost knows what was before all of them. */
    private void restore(int depth) {
        if (regions.size() > depth) b.intrinsic(INTERRUPTS_RESTORE, b.get(regions.get(depth)));
    }

    private void region(BlockTree body) {
        Variable before = b.variable(Type.I64, "interrupts");
        b.set(before, b.intrinsic(INTERRUPTS_OFF));
        regions.add(before);
        statement(body);
        if (!b.terminated()) restore(regions.size() - 1);
        regions.removeLast();
    }

    // ---- the end of the program

    private void check(AssertTree tree) {
        Block ok = b.block(), bad = b.block();
        expressions.condition(tree.getCondition(), ok, bad);
        b.seal(ok);
        b.seal(bad);
        b.at(bad);
        Object message = tree.getDetail() == null ? null : module.constants().value(unit, tree.getDetail());
        b.panic(message == null ? "assertion failed" : message.toString());
        b.at(ok);
    }

    void panic(MethodInvocationTree tree) {
        String message = (String) module.constants().value(unit, tree.getArguments().getFirst());
        if (tree.getArguments().size() == 1) {
            b.panic(message);
            return;
        }
        Value number = expressions.value(tree.getArguments().get(1), Kind.LONG);
        position(tree);
        b.panic(message, number);
    }
}
