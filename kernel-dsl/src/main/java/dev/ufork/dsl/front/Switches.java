package dev.ufork.dsl.front;

import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import dev.ufork.ir.Block;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Value;
import dev.ufork.ir.Variable;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Name;

/** Writes switches: both forms, as statement and as expression. */
final class Switches {
    private final Body body;
    private final FunctionBuilder b;

    Switches(Body body) {
        this.body = body;
        this.b = body.builder();
    }

    void statement(SwitchTree tree, Name label) {
        Block end = b.block();
        body.withinSwitch(label, end, () -> cases(tree.getExpression(), tree.getCases(), end, false));
        b.seal(end);
        b.at(end);
    }

    Value expression(SwitchExpressionTree tree) {
        Kind kind = body.model().kind(body.unit(), tree);
        Variable result = b.variable(kind.ir(), "switch");
        Block end = b.block();
        body.withinSwitch(end, result, kind, () -> cases(tree.getExpression(), tree.getCases(), end, true));
        b.seal(end);
        b.at(end);
        return b.get(result);
    }

    private void cases(ExpressionTree selector, List<? extends CaseTree> cases, Block end, boolean yields) {
        Value value = body.expressions().value(selector);
        List<Long> keys = new ArrayList<>();
        List<Block> targets = new ArrayList<>();
        List<Block> bodies = new ArrayList<>();
        Block otherwise = null;
        for (CaseTree c : cases) {
            Block at = b.block();
            bodies.add(at);
            for (CaseLabelTree l : c.getLabels()) {
                switch (l) {
                    case DefaultCaseLabelTree _ -> otherwise = at;
                    case ConstantCaseLabelTree k -> {
                        keys.add(key(k.getConstantExpression()));
                        targets.add(at);
                    }
                    default -> throw body.unexpected(l);
                }
            }
        }
        Block none = otherwise != null ? otherwise : yields ? b.block() : end;
        b.switchOn(value, none, keys, targets);
        if (otherwise == null && yields) {
            b.seal(none);
            b.at(none);
            b.panic("no case matches");
        }
        for (int i = 0; i < cases.size(); i++) write(cases.get(i), bodies.get(i), i + 1 < bodies.size() ? bodies.get(i + 1) : end, end, yields);
    }

    private long key(ExpressionTree constant) {
        Long number = body.module().constants().integer(body.unit(), constant);
        return number != null ? number : body.module().ordinal(body.model().element(body.unit(), constant));
    }

    private void write(CaseTree tree, Block at, Block next, Block end, boolean yields) {
        b.seal(at);
        b.at(at);
        if (tree.getCaseKind() == CaseTree.CaseKind.STATEMENT) {
            for (StatementTree s : tree.getStatements()) body.statement(s);
            if (!b.terminated()) b.jump(next);
            return;
        }
        Tree rule = tree.getBody();
        if (rule instanceof StatementTree s) {
            body.statement(s);
            if (!b.terminated()) b.jump(end);
        } else {
            body.position(rule);
            if (yields) {
                body.yieldValue((ExpressionTree) rule);
            } else {
                body.expressions().effect((ExpressionTree) rule);
                b.jump(end);
            }
        }
    }
}
