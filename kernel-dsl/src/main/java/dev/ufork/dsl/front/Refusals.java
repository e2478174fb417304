package dev.ufork.dsl.front;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.Set;
import javax.tools.Diagnostic;

/** Hands refusals to javac, which shows file, line, source and caret; the remedy follows on a line of its own. */
final class Refusals {
    private final Trees trees;
    private final Set<Tree> reported = new HashSet<>();

    Refusals(Trees trees) { this.trees = trees; }

    /** Refuses a piece of source, once. */
    void refuse(CompilationUnitTree unit, Tree at, String why, String remedy) {
        if (reported.add(at)) trees.printMessage(Diagnostic.Kind.ERROR, why + "\n  " + remedy, at, unit);
    }

    boolean isEmpty() { return reported.isEmpty(); }
}
