package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import dev.ufork.ir.Pos;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.lang.model.element.Element;

/** Finds the source of methods and fields, and the line of a tree. */
final class Sources {
    /** A declaration and the unit it stands in. */
    record Source(CompilationUnitTree unit, Tree tree) {}

    private final Model model;
    private final SourcePositions positions;
    private final Map<Element, Source> declarations = new IdentityHashMap<>();
    private final Map<CompilationUnitTree, String> files = new IdentityHashMap<>();

    Sources(Model model) {
        this.model = model;
        this.positions = model.trees().getSourcePositions();
    }

    /** Takes in a class and the classes inside it. */
    void add(CompilationUnitTree unit, ClassTree type) {
        for (Tree member : type.getMembers()) {
            switch (member) {
                case ClassTree inner -> add(unit, inner);
                case MethodTree m -> declarations.put(model.element(unit, m), new Source(unit, m));
                case VariableTree v -> declarations.put(model.element(unit, v), new Source(unit, v));
                default -> { }
            }
        }
    }

    /** The source of a method or field, or {@code null} when it is not among the sources. */
    Source find(Element element) { return declarations.get(element); }

    /** Package path, file and line of a tree. */
    Pos position(CompilationUnitTree unit, Tree tree) {
        long start = positions.getStartPosition(unit, tree);
        return start < 0 ? Pos.NONE : new Pos(file(unit), (int) unit.getLineMap().getLineNumber(start));
    }

    private String file(CompilationUnitTree unit) {
        String known = files.get(unit);
        if (known != null) return known;
        String path = unit.getSourceFile().getName().replace('\\', '/');
        String in = unit.getPackageName() == null ? "" : unit.getPackageName().toString().replace('.', '/') + "/";
        String file = in + path.substring(path.lastIndexOf('/') + 1);
        files.put(unit, file);
        return file;
    }
}
