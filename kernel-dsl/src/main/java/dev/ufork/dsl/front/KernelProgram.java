package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import dev.ufork.dsl.Domain;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.Kernel;
import dev.ufork.ir.Module;
import dev.ufork.isa.cap.CapFormat;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A checked program of the kernel language, ready to be written as IR for any target.
 *
 * {@snippet :
 *   KernelProgram program = KernelProgram.read(SourceFile.under(folder), classPath);
 *   Module module = program.module("kernel", CapFormat.CC128, program.exports(Domain.Side.KERNEL, Domain.Side.SHARED));
 * }
 *
 * <p>Sources are attributed and checked once; {@link #module} writes what its roots reach. Threads may share a program; it serves one at
 * a time, for javac's trees are not made for more. The modules are their owners' alone.
 */
public final class KernelProgram {
    private final Checking checking;
    private final Sources sources;
    private final DiagnosticCollector<JavaFileObject> diagnostics;
    private final Map<String, ExecutableElement> methods;
    private final Set<PackageElement> packages = new LinkedHashSet<>();

    private KernelProgram(Checking checking, Sources sources, DiagnosticCollector<JavaFileObject> diagnostics, Map<String, ExecutableElement> methods) {
        this.checking = checking;
        this.sources = sources;
        this.diagnostics = diagnostics;
        this.methods = methods;
        for (ExecutableElement method : methods.values()) packages.add(checking.model().elements().getPackageOf(method));
    }

    /**
     * The class path of programs that import nothing but the language: looking through that of this JVM takes longer than reading a small program.
     *
     * @throws IllegalStateException if the classes of the language come from no file
     */
    public static List<Path> language() {
        List<Path> path = new ArrayList<>();
        for (Class<?> type : List.of(Kernel.class, CapFormat.class)) {
            try {
                path.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException("the classes of the language are nowhere", e);
            }
        }
        return path;
    }

    /**
     * Reads, attributes and checks sources.
     *
     * @param classPath where the types that the sources import are found; empty for the class path of this JVM
     * @throws KernelSourceException with everything that is wrong
     */
    public static KernelProgram read(List<SourceFile> files, List<Path> classPath) {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        if (javac == null) throw new IllegalStateException("this Java has no compiler: run with a JDK, not a JRE");
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        String path = classPath.isEmpty() ? System.getProperty("java.class.path") : classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> options = List.of("-proc:none", "-implicit:none", "-Xlint:none", "-nowarn", "-classpath", path);
        StandardJavaFileManager manager = javac.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8);
        JavacTask task = (JavacTask) javac.getTask(null, manager, diagnostics, options, null, files);
        try {
            List<CompilationUnitTree> units = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) units.add(unit);
            task.analyze();
            refuseIfAny(diagnostics);
            return check(task, units, diagnostics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KernelProgram check(JavacTask task, List<CompilationUnitTree> units, DiagnosticCollector<JavaFileObject> diagnostics) {
        Model model = new Model(task);
        Checking checking = new Checking(model, CapFormat.CC128);
        Sources sources = new Sources(model);
        Map<String, ExecutableElement> methods = new LinkedHashMap<>();
        for (CompilationUnitTree unit : units) {
            for (Tree tree : unit.getTypeDecls()) {
                if (!(tree instanceof ClassTree type)) continue;
                checking.check(unit, type);
                sources.add(unit, type);
                if (model.element(unit, type) instanceof TypeElement element) collect(element, methods);
            }
        }
        refuseIfAny(diagnostics);
        return new KernelProgram(checking, sources, diagnostics, methods);
    }

    private static void collect(TypeElement type, Map<String, ExecutableElement> methods) {
        for (ExecutableElement m : ElementFilter.methodsIn(type.getEnclosedElements())) if (Model.isKernel(m)) methods.putIfAbsent(type.getQualifiedName() + "." + m.getSimpleName(), m);
        for (TypeElement inner : ElementFilter.typesIn(type.getEnclosedElements())) collect(inner, methods);
    }

    private static void refuseIfAny(DiagnosticCollector<JavaFileObject> diagnostics) {
        var errors = diagnostics.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).toList();
        if (errors.isEmpty()) return;
        long files = errors.stream().map(Diagnostic::getSource).distinct().count();
        throw new KernelSourceException(errors.stream().map(Object::toString).toList(), files);
    }

    /** The names of all {@code @Export} functions of the given sides, in source order; roots for {@link #module}. */
    public synchronized List<String> exports(Domain.Side... sides) {
        List<String> names = new ArrayList<>();
        methods.forEach((name, method) -> {
            if (Model.has(method, Export.class) && Arrays.asList(sides).contains(checking.model().side(method))) names.add(name);
        });
        return names;
    }

    /** The names of all kernel functions, in source order: {@code package.Class.method}. */
    public List<String> functions() { return List.copyOf(methods.keySet()); }

    /**
     * Writes the functions that the roots reach.
     *
     * @param format the capability format of the target, for permissions and exact sizes
     * @param roots  names like {@code dev.ufork.kernel.KernelMain.main}; they are exported
     * @throws KernelSourceException when a source is missing, a symbol is defined twice, or a bounded stack is not bounded
     */
    public synchronized Module module(String name, CapFormat format, List<String> roots) {
        List<ExecutableElement> elements = new ArrayList<>();
        for (String root : roots) {
            ExecutableElement method = methods.get(root);
            if (method == null) throw new IllegalArgumentException("there is no kernel function %s; write package.Class.method of a @Kernel method".formatted(root));
            elements.add(method);
        }
        Model model = checking.model().seenBy(new Twins(checking.model().elements(), format, packages));
        Constants constants = new Constants(model, format, (unit, at, why) -> { });
        ModuleWriter writer = new ModuleWriter(name, model, constants, sources, checking.refusals());
        try {
            Module module = writer.write(elements);
            new StackRules(writer).check(module);
            refuseIfAny(diagnostics);
            return module;
        } catch (ModuleWriter.Stop stop) {
            complain(stop.at, stop.getMessage(), stop.remedy);
            refuseIfAny(diagnostics);
            throw new KernelSourceException(List.of(stop.getMessage() + "\n  " + stop.remedy), 1);
        }
    }

    private void complain(Element at, String why, String remedy) {
        Sources.Source source = sources.find(at);
        if (source != null) checking.refusals().refuse(source.unit(), source.tree(), why, remedy);
    }
}
