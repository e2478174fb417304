package dev.ufork.dsl.front;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.Domain;
import dev.ufork.dsl.External;
import dev.ufork.dsl.Inline;
import dev.ufork.dsl.Intrinsic;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Machine;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.FieldType;
import dev.ufork.dsl.layout.LayoutException;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.WordShape;
import java.lang.annotation.Annotation;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;

/** What is known about an attributed program: the kind of a type, the layout of a struct, whom a call calls. Answers are kept. */
final class Model {
    private final Trees trees;
    private final Elements elements;
    private final ElementTypes layouts;
    private final Map<Element, Kind> kinds = new IdentityHashMap<>();
    private final Map<Element, Callee> callees = new IdentityHashMap<>();
    private final Map<Element, Domain.Side> sides = new IdentityHashMap<>();
    private final Optional<Twins> twins;

    Model(JavacTask task) { this(Trees.instance(task), task.getElements(), Optional.empty()); }

    private Model(Trees trees, Elements elements, Optional<Twins> twins) {
        this.trees = trees;
        this.elements = elements;
        this.layouts = new ElementTypes(this, elements);
        this.twins = twins;
    }

    /** The same program as a target sees it, which chooses among twins. */
    Model seenBy(Twins target) { return new Model(trees, elements, Optional.of(target)); }

    /** Whether twins are chosen here: javac's own constants may then be those of another target. */
    boolean isOfTarget() { return twins.isPresent(); }

    Trees trees() { return trees; }

    Elements elements() { return elements; }

    // ---- trees

    /** The element that a tree of the unit names or declares. */
    Element element(CompilationUnitTree unit, Tree tree) {
        Element named = trees.getElement(path(unit, tree));
        return named == null || twins.isEmpty() ? named : twins.get().of(named);
    }

    TypeMirror type(CompilationUnitTree unit, Tree tree) { return trees.getTypeMirror(path(unit, tree)); }

    Kind kind(CompilationUnitTree unit, Tree tree) {
        TypeMirror type = type(unit, tree);
        return type == null ? Kind.NONE : kind(type);
    }

    /** javac answers from the leaf alone, so the way to it need not be known. */
    private static TreePath path(CompilationUnitTree unit, Tree tree) { return new TreePath(new TreePath(unit), tree); }

    // ---- types

    Kind kind(TypeMirror type) {
        return switch (type.getKind()) {
            case BOOLEAN -> Kind.BOOLEAN;
            case BYTE -> Kind.BYTE;
            case SHORT -> Kind.SHORT;
            case CHAR -> Kind.CHAR;
            case INT -> Kind.INT;
            case LONG -> Kind.LONG;
            case VOID -> Kind.VOID;
            case ARRAY -> kind(((ArrayType) type).getComponentType()).isValue() ? Kind.TABLE : Kind.NONE;
            case DECLARED -> kind(((DeclaredType) type).asElement());
            case TYPEVAR -> kind(((TypeVariable) type).getUpperBound());
            default -> Kind.NONE;
        };
    }

    /** The kind of a declared type. */
    Kind kind(Element type) {
        Kind known = kinds.get(type);
        if (known == null) kinds.put(type, known = classify((TypeElement) type));
        return known;
    }

    private Kind classify(TypeElement type) {
        switch (type.getQualifiedName().toString()) {
            case "dev.ufork.dsl.Cap": return Kind.CAP;
            case "dev.ufork.dsl.Ref": return Kind.STRUCT;
            case "dev.ufork.dsl.Word": return Kind.WORD;
            case "dev.ufork.dsl.Interrupts": return Kind.REGION;
            case "dev.ufork.dsl.Panic": return Kind.PANIC;
            case "java.lang.String": return Kind.TEXT;
            case "java.lang.Class": return Kind.CLASS;
            default: break;
        }
        if (type.getKind() == ElementKind.ENUM) return Kind.ENUM;
        if (isStruct(type)) return Kind.STRUCT;
        if (has(type, dev.ufork.dsl.Bits.class)) return Kind.WORD;
        if (has(type, dev.ufork.dsl.FnRef.class)) return Kind.FUNCTION;
        return Kind.NONE;
    }

    boolean isStruct(Element type) { return has(type, Struct.class) || has(type, Device.class); }

    static boolean has(Element element, Class<? extends Annotation> annotation) { return element.getAnnotation(annotation) != null; }

    /** The declared type behind a type or type variable. */
    static TypeElement declared(TypeMirror type) {
        if (type instanceof TypeVariable variable) return declared(variable.getUpperBound());
        return type instanceof DeclaredType declared ? (TypeElement) declared.asElement() : null;
    }

    String binaryName(TypeElement type) { return elements.getBinaryName(type).toString(); }

    // ---- layouts

    /** The layout of a struct. @throws LayoutException when it has none */
    Shape shape(TypeElement type) { return layouts.shape(type); }

    /** The bit fields of a word type. @throws LayoutException when they make no sense */
    WordShape word(TypeElement type) { return layouts.word(type); }

    /** The type with a binary name that a layout mentions. */
    TypeElement named(String binaryName) { return layouts.named(binaryName); }

    // ---- functions

    /** Whether the method is code of the kernel language. */
    static boolean isKernel(ExecutableElement method) {
        if (method.getKind() != ElementKind.METHOD || method.getModifiers().contains(Modifier.ABSTRACT)) return false;
        if (has(method, External.class) || has(method, Intrinsic.class) || has(method, Machine.class)) return false;
        return has(method, Kernel.class) || has(method.getEnclosingElement(), Kernel.class) && method.getModifiers().contains(Modifier.STATIC);
    }

    static boolean isInline(ExecutableElement method) { return has(method, Inline.class); }

    /** The side a package belongs to; a package that says nothing is the kernel's. */
    Domain.Side side(Element element) {
        PackageElement in = elements.getPackageOf(element);
        Domain.Side side = sides.get(in);
        if (side == null) {
            Domain domain = in.getAnnotation(Domain.class);
            boolean ours = in.getQualifiedName().contentEquals("dev.ufork.dsl");
            sides.put(in, side = domain != null ? domain.value() : ours ? Domain.Side.SHARED : Domain.Side.KERNEL);
        }
        return side;
    }

    /** What a call calls. */
    Callee callee(CompilationUnitTree unit, MethodInvocationTree call) {
        ExecutableElement method = (ExecutableElement) element(unit, call);
        if (method == null) return new Callee.Refused("a call that javac could not resolve", "correct the other errors first");
        Callee known = callees.get(method);
        if (known == null) callees.put(method, known = callee(method));
        return known;
    }

    Callee callee(ExecutableElement method) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        Intrinsic intrinsic = method.getAnnotation(Intrinsic.class);
        if (intrinsic != null) return new Callee.Operation(intrinsic.value());
        External external = method.getAnnotation(External.class);
        if (external != null) return new Callee.Stub(method, external.value());
        Machine machine = method.getAnnotation(Machine.class);
        if (machine != null) return new Callee.Instruction(method, machine.value(), machine.pure());
        if (isKernel(method)) return new Callee.KernelFunction(method);
        String name = method.getSimpleName().toString();
        boolean isAbstract = method.getModifiers().contains(Modifier.ABSTRACT);
        if (isAbstract && kind(owner) == Kind.STRUCT && isStruct(owner)) return field(owner, method, name);
        if (isAbstract && kind(owner) == Kind.WORD) return bits(owner, method, name);
        if (isAbstract && kind(owner) == Kind.FUNCTION) return new Callee.Reference(method);
        if (name.equals("ordinal") && owner.getQualifiedName().contentEquals("java.lang.Enum")) return new Callee.Ordinal();
        JavaCall java = JavaCall.named(owner.getQualifiedName() + "." + name);
        if (java != null && takesIntegers(method)) return new Callee.Java(java);
        return refused(owner, name);
    }

    private boolean takesIntegers(ExecutableElement method) {
        return method.getParameters().stream().allMatch(p -> kind(p.asType()).isIntegral());
    }

    private Callee field(TypeElement owner, ExecutableElement method, String name) {
        try {
            Shape shape = shape(owner);
            Field field = shape.fieldOrNull(name);
            if (field != null) return new Callee.FieldAccess(shape, field, method.getReturnType().getKind() != TypeKind.VOID);
            return new Callee.Refused("%s is no field".formatted(name), "declare its getter");
        } catch (LayoutException e) {
            return new Callee.Refused("the struct %s has no layout: %s".formatted(owner.getSimpleName(), e.getMessage()), e.remedy);
        }
    }

    private Callee bits(TypeElement owner, ExecutableElement method, String name) {
        try {
            var field = word(owner).fieldOrNull(name);
            if (field != null) return new Callee.BitAccess(field, method.getParameters().isEmpty());
            return new Callee.Refused("%s is no bit field".formatted(name), "declare its getter with @Bit");
        } catch (LayoutException e) {
            return new Callee.Refused("the bit fields of %s make no sense: %s".formatted(owner.getSimpleName(), e.getMessage()), e.remedy);
        }
    }

    private static Callee refused(TypeElement owner, String name) {
        String what = owner.getSimpleName() + "." + name;
        return switch (what) {
            case "Object.equals" -> new Callee.Refused("kernel code calls equals, but there are no objects", "compare with same(), or compare numbers with ==");
            case "Enum.name", "Object.toString" -> new Callee.Refused("kernel code calls " + name + ", but names do not exist at run time", "use a switch that yields string literals");
            default -> new Callee.Refused("kernel code calls %s, which does not exist at run time".formatted(what),
                "only @Kernel, @Intrinsic and @External methods exist there; annotate the callee @Kernel or compute it otherwise");
        };
    }

    // ---- fields

    /** The field type of the layout for a declared type, {@code null} when no field can have it. */
    FieldType fieldType(TypeElement type) {
        return switch (kind(type)) {
            case CAP -> FieldType.CAP;
            case STRUCT -> FieldType.REF;
            case WORD -> FieldType.WORD;
            case ENUM -> FieldType.ENUM;
            case FUNCTION -> FieldType.FUNCTION;
            case TEXT -> FieldType.TEXT;
            default -> null;
        };
    }

    static boolean isStatic(Element element) { return element.getModifiers().contains(Modifier.STATIC); }

    static boolean isConstantField(VariableElement field) {
        return isStatic(field) && field.getModifiers().contains(Modifier.FINAL);
    }
}
