package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import dev.ufork.isa.cap.CapFormat;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.lang.model.element.TypeElement;

/**
 * Checks kernel code in the ordinary compile: {@code javac -Xplugin:ufork}.
 *
 * <p>Every class is checked when javac has attributed it, so what is refused appears among javac's own errors, and the build fails.
 */
public final class UforkPlugin implements Plugin {
    @Override
    public String getName() { return "ufork"; }

    @Override
    public void init(JavacTask task, String... args) { task.addTaskListener(new Listener(task)); }

    private static final class Listener implements TaskListener {
        private final JavacTask task;
        private final Set<TypeElement> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private Checking checking;

        Listener(JavacTask task) { this.task = task; }

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() != TaskEvent.Kind.ANALYZE || event.getTypeElement() == null) return;
            if (checking == null) checking = new Checking(new Model(task), CapFormat.CC128);
            CompilationUnitTree unit = event.getCompilationUnit();
            for (Tree tree : unit.getTypeDecls()) {
                boolean named = tree instanceof ClassTree && checking.model().element(unit, tree) == event.getTypeElement();
                if (named && seen.add(event.getTypeElement())) checking.check(unit, (ClassTree) tree);
            }
        }
    }
}
