package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.Trees;
import dev.ufork.dsl.hosted.HostedClasses;
import dev.ufork.isa.cap.CapFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/**
 * Checks kernel code in the ordinary compile: {@code javac -Xplugin:ufork}.
 *
 * <p>Every class is checked when javac has attributed it, so what is refused appears among javac's own errors, and the build fails.
 * For constants that one class takes from another, javac must attribute all classes first: {@code -XDcompilePolicy=simple}. With the folder of the class files, {@code "-Xplugin:ufork target/classes"}, these are made ready for {@linkplain HostedClasses hosted runs}.
 */
public final class UforkPlugin implements Plugin {
    @Override
    public String getName() { return "ufork"; }

    @Override
    public void init(JavacTask task, String... args) {
        task.addTaskListener(new Listener(task));
        if (args.length > 0) task.addTaskListener(new Weaver(task, Path.of(String.join(" ", args))));
    }

    /** Rewrites each class file when javac has written it. */
    private record Weaver(JavacTask task, Path folder) implements TaskListener {
        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() != TaskEvent.Kind.GENERATE || event.getTypeElement() == null) return;
            Path file = folder.resolve(task.getElements().getBinaryName(event.getTypeElement()).toString().replace('.', '/') + ".class");
            try {
                HostedClasses.weave(file);
            } catch (IOException | IllegalArgumentException e) {
                Trees.instance(task).printMessage(Diagnostic.Kind.ERROR, "%s cannot be made ready for hosted runs (%s); what follows -Xplugin:ufork must be the folder that javac writes to"
                    .formatted(file, e), event.getCompilationUnit(), event.getCompilationUnit());
            }
        }
    }

    private static final class Listener implements TaskListener {
        private final JavacTask task;
        private final Set<TypeElement> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private int entered;
        private int attributed;
        private Checking checking;

        Listener(JavacTask task) { this.task = task; }

        @Override
        public void started(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.ANALYZE) attributed++;
        }

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.ENTER) entered += (int) event.getCompilationUnit().getTypeDecls().stream().filter(ClassTree.class::isInstance).count();
            if (event.getKind() != TaskEvent.Kind.ANALYZE || event.getTypeElement() == null) return;
            if (checking == null) begin(event.getCompilationUnit());
            CompilationUnitTree unit = event.getCompilationUnit();
            for (Tree tree : unit.getTypeDecls()) {
                boolean named = tree instanceof ClassTree && checking.model().element(unit, tree) == event.getTypeElement();
                if (named && seen.add(event.getTypeElement())) checking.check(unit, (ClassTree) tree);
            }
        }

        private void begin(CompilationUnitTree unit) {
            checking = new Checking(new Model(task), CapFormat.CC128);
            if (attributed < entered) {
                Trees.instance(task).printMessage(Diagnostic.Kind.NOTE, "kernel code is checked class by class, and constants of later classes are not known yet; "
                    + "give javac -XDcompilePolicy=simple beside -Xplugin:ufork", unit, unit);
            }
        }
    }
}
