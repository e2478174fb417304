package dev.ufork.dsl.front;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import dev.ufork.dsl.Bits;
import dev.ufork.dsl.Device;
import dev.ufork.dsl.External;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Machine;
import dev.ufork.dsl.MayFault;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.Variant;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.LayoutException;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.ir.Type;
import dev.ufork.isa.cap.CapFormat;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.util.ElementFilter;

/** Checks the declarations of a class: structs, bit fields, function types, statics, kernel methods; bodies go to {@link Checker}. */
final class Declarations {
    private final Model model;
    private final Constants constants;
    private final Refusals refusals;
    private final CompilationUnitTree unit;

    Declarations(Model model, Constants constants, Refusals refusals, CompilationUnitTree unit) {
        this.model = model;
        this.constants = constants;
        this.refusals = refusals;
        this.unit = unit;
    }

    /** Checks a class and the classes inside it. */
    void check(ClassTree tree) {
        TypeElement type = (TypeElement) model.element(unit, tree);
        if (type == null) return;
        if (model.isStruct(type)) struct(tree, type);
        if (Model.has(type, Bits.class)) words(tree, type);
        if (Model.has(type, FnRef.class)) function(tree, type);
        boolean kernel = Model.has(type, Kernel.class);
        for (Tree member : tree.getMembers()) {
            switch (member) {
                case ClassTree inner -> check(inner);
                case MethodTree m -> kernel |= method(m);
                default -> { }
            }
        }
        if (!kernel || type.getKind() == ElementKind.ENUM) return;
        for (Tree member : tree.getMembers()) if (member instanceof VariableTree v) field(v);
    }

    private void refuse(Tree at, String why, String remedy) { refusals.refuse(unit, at, why, remedy); }

    // ---- methods

    /** Checks a method; says whether it is kernel code. */
    private boolean method(MethodTree tree) {
        if (!(model.element(unit, tree) instanceof ExecutableElement method) || method.getKind() != ElementKind.METHOD) return false;
        boolean marked = Model.has(method, Kernel.class);
        if (Model.has(method, Machine.class) || Model.has(method, External.class)) {
            if (!Model.isStatic(method)) refuse(tree, "a stub with a receiver", "make it static");
            return false;
        }
        if (!Model.isKernel(method)) {
            if (marked) refuse(tree, "@Kernel on a method without a body of its own", "mark methods with a body; stubs are @External");
            if (Model.has(method, MayFault.class)) refuse(tree, "@MayFault on a method that is not @Kernel", "mark it @Kernel too");
            return false;
        }
        boolean receiver = !Model.isStatic(method);
        if (receiver && !model.isStruct(method.getEnclosingElement()) && !Model.has(method.getEnclosingElement(), Bits.class)) {
            refuse(tree, "@Kernel on a method with a receiver", "make it static; only default methods of @Struct and @Bits interfaces have a receiver");
            return false;
        }
        if (method.getModifiers().contains(Modifier.NATIVE)) {
            refuse(tree, "a native method without a stub", "say @External(\"symbol\") with the assembler's symbol");
            return false;
        }
        if (method.getModifiers().contains(Modifier.SYNCHRONIZED)) refuse(tree, "a synchronized method: there are no monitors", "use an interrupts-off region, or a lock made of Atomic");
        if (method.isVarArgs()) refuse(tree, "a variable number of arguments", "pass a Cap and a length");
        for (var parameter : method.getTypeParameters()) {
            boolean ref = parameter.getBounds().stream().anyMatch(b -> model.kind(b) == Kind.STRUCT);
            if (!ref) refuse(tree, "type parameter %s is not bounded by Ref".formatted(parameter.getSimpleName()), "write <%s extends Ref>: only references are generic for free".formatted(parameter.getSimpleName()));
        }
        mayFault(tree, method);
        if (tree.getBody() != null) new Checker(model, constants, refusals, unit, method).check(tree);
        return true;
    }

    private void mayFault(MethodTree tree, ExecutableElement method) {
        MayFault recovery = method.getAnnotation(MayFault.class);
        if (recovery == null) return;
        Kind result = model.kind(method.getReturnType());
        if (Model.isInline(method)) refuse(tree, "@MayFault on an @Inline method: the caller's frame cannot be abandoned", "drop one of them");
        boolean fits = switch (result) {
            case BOOLEAN -> recovery.returns() >> 1 == 0;
            case BYTE, SHORT, CHAR, INT, LONG -> Constants.narrow(result, recovery.returns()) == recovery.returns();
            case CAP, STRUCT, VOID -> recovery.returns() == 0;
            default -> false;
        };
        if (!fits) refuse(tree, "@MayFault(returns = %d) on a method that returns %s".formatted(recovery.returns(), method.getReturnType()),
            result.ir() == Type.CAP || result == Kind.VOID ? "say returns = 0, which is null" : "return an integer type that holds it");
    }

    // ---- types

    private void struct(ClassTree tree, TypeElement type) {
        if (type.getKind() != ElementKind.INTERFACE) {
            refuse(tree, "@Struct on something else than an interface", "declare: interface %s extends Ref".formatted(type.getSimpleName()));
            return;
        }
        boolean ref = type.getInterfaces().size() == 1 && Model.declared(type.getInterfaces().getFirst()).getQualifiedName().contentEquals("dev.ufork.dsl.Ref");
        if (!ref) refuse(tree, "a struct extends Ref and nothing else", "write: interface %s extends Ref; nest the common part as a field".formatted(type.getSimpleName()));
        if (!type.getTypeParameters().isEmpty()) refuse(tree, "a generic struct", "use Cap, or one struct for each type");
        try {
            Shape shape = model.shape(type);
            for (Field f : shape.fields()) if (f.isVariant()) variant(tree, type, shape, f);
        } catch (LayoutException e) {
            refuse(member(tree, e.field), e.getMessage(), e.remedy);
        }
        defaults(tree, type);
    }

    private void variant(ClassTree tree, TypeElement type, Shape shape, Field field) {
        ExecutableElement tag = ElementFilter.methodsIn(type.getEnclosedElements()).stream()
            .filter(m -> m.getSimpleName().contentEquals(shape.tag().name()) && m.getParameters().isEmpty()).findFirst().orElseThrow();
        List<String> constants = enumConstants(Model.declared(tag.getReturnType()));
        if (!constants.contains(field.spec().variant()))
            refuse(member(tree, field.name()), "@%s(\"%s\"): the tag has no such constant".formatted(Variant.class.getSimpleName(), field.spec().variant()), "its constants are " + String.join(", ", constants));
    }

    /** The names of the constants of an enum, by ordinal. */
    static List<String> enumConstants(TypeElement type) {
        return type.getEnclosedElements().stream().filter(e -> e.getKind() == ElementKind.ENUM_CONSTANT).map(e -> e.getSimpleName().toString()).toList();
    }

    private void words(ClassTree tree, TypeElement type) {
        boolean word = type.getKind() == ElementKind.INTERFACE && type.getInterfaces().size() == 1
            && Model.declared(type.getInterfaces().getFirst()).getQualifiedName().contentEquals("dev.ufork.dsl.Word");
        if (!word) {
            refuse(tree, "a bit-field type is an interface that extends Word and nothing else", "write: interface %s extends Word".formatted(type.getSimpleName()));
            return;
        }
        try {
            model.word(type);
        } catch (LayoutException e) {
            refuse(member(tree, e.field), e.getMessage(), e.remedy);
        }
        defaults(tree, type);
    }

    /** A default method that is not kernel code would exist hosted only. */
    private void defaults(ClassTree tree, TypeElement type) {
        for (ExecutableElement m : ElementFilter.methodsIn(type.getEnclosedElements())) {
            if (!m.getModifiers().contains(Modifier.ABSTRACT) && !Model.has(m, Kernel.class) && !Model.isStatic(m))
                refuse(member(tree, m.getSimpleName().toString()), "a method with a body that is not @Kernel", "mark it @Kernel");
        }
    }

    private void function(ClassTree tree, TypeElement type) {
        List<ExecutableElement> methods = ElementFilter.methodsIn(type.getEnclosedElements()).stream().filter(m -> m.getModifiers().contains(Modifier.ABSTRACT)).toList();
        if (type.getKind() != ElementKind.INTERFACE || methods.size() != 1 || !type.getInterfaces().isEmpty() || !type.getTypeParameters().isEmpty()) {
            refuse(tree, "a function type is an interface with exactly one method, and not generic", "declare one method with the parameters and the result");
            return;
        }
        ExecutableElement m = methods.getFirst();
        for (VariableElement p : m.getParameters())
            if (!model.kind(p.asType()).isValue()) refuse(member(tree, m.getSimpleName().toString()), "parameter type %s is none of the language".formatted(p.asType()), "use integers, Cap, structs");
        Kind result = model.kind(m.getReturnType());
        if (!result.isValue() && result != Kind.VOID) refuse(member(tree, m.getSimpleName().toString()), "result type %s is none of the language".formatted(m.getReturnType()), "use integers, Cap, structs or void");
    }

    private Tree member(ClassTree tree, String name) {
        for (Tree member : tree.getMembers()) if (member instanceof MethodTree m && m.getName().contentEquals(name)) return m;
        return tree;
    }

    // ---- statics

    private void field(VariableTree tree) {
        if (!(model.element(unit, tree) instanceof VariableElement field) || field.getKind() != ElementKind.FIELD) return;
        if (!Model.isStatic(field)) {
            refuse(tree, "a field of an object in kernel code", "make it static; there are no objects");
            return;
        }
        Kind kind = model.kind(field.asType());
        ExpressionTree value = tree.getInitializer();
        if (kind == Kind.TABLE) table(tree, field, value);
        else if (!kind.isValue()) refuse(tree, "a static of type %s".formatted(field.asType()), "statics are integers, enums, Cap, structs, strings, function references and tables of these");
        else if (isMemory(value)) memory(tree, field, (MethodInvocationTree) value);
        else if (value == null && kind.ir() == Type.CAP || value == null && kind == Kind.ENUM || value == null && kind == Kind.WORD)
            refuse(tree, "a static that would begin as Java's null", kind == Kind.CAP ? "start it with Cap.NULL" : kind == Kind.STRUCT ? "start it with Cap.NULL.as(X.class)" : "give it a start value");
        else if (value != null && !isStartValue(kind, value))
            refuse(value, "the start value is not constant", "statics begin with constants, Cap.NULL, Cap.NULL.as(X.class), string literals or method references; compute it in the program's start");
    }

    private boolean isMemory(ExpressionTree value) {
        return value instanceof MethodInvocationTree call && model.callee(unit, call) instanceof Callee.Operation(Op op) && (op == Op.GLOBAL || op == Op.GLOBAL_BYTES || op == Op.PER_CPU);
    }

    private void memory(VariableTree tree, VariableElement field, MethodInvocationTree call) {
        if (!Model.isConstantField(field)) refuse(tree, "a global that could be replaced", "declare it static final");
        Op op = ((Callee.Operation) model.callee(unit, call)).op();
        if (op == Op.GLOBAL_BYTES) {
            Long size = constants.integer(unit, call.getArguments().get(0)), align = constants.integer(unit, call.getArguments().get(1));
            if (size == null || size <= 0) refuse(call, "the size of a global is not a positive constant", "write the number of bytes");
            if (align == null || align <= 0 || Long.bitCount(align) != 1) refuse(call, "the alignment of a global is not a power of two", "use 1, 2, 4, ...");
            return;
        }
        TypeElement type = constants.classLiteral(unit, call.getArguments().getFirst());
        if (type == null || !model.isStruct(type) || Model.has(type, Device.class)) refuse(call, "a global of something else than a struct", "name a @Struct interface");
        else if (op == Op.PER_CPU && !isExact(type)) refuse(call, "bounds of this struct cannot be exact", "change its size");
    }

    private boolean isExact(TypeElement type) {
        try {
            int size = model.shape(type).size();
            return CapFormat.CC128.representableLength(size) == size;
        } catch (LayoutException e) {
            return true;        // the struct itself is refused
        }
    }

    private void table(VariableTree tree, VariableElement field, ExpressionTree value) {
        if (!Model.isConstantField(field)) refuse(tree, "a table that is not constant", "declare it static final, or use a global struct with an array field");
        if (!(value instanceof NewArrayTree array) || array.getInitializers() == null) {
            refuse(tree, "a table without its elements", "list them in braces");
            return;
        }
        Kind element = model.kind(((ArrayType) field.asType()).getComponentType());
        for (ExpressionTree e : array.getInitializers()) if (!isStartValue(element, e)) refuse(e, "an element that is not constant", "tables hold constants, string literals and method references");
    }

    /** Whether a static or table element of a kind can begin with the expression. */
    private boolean isStartValue(Kind kind, ExpressionTree value) {
        if (constants.value(unit, value) != null) return true;
        return switch (kind) {
            case FUNCTION -> value instanceof MemberReferenceTree;
            case ENUM -> model.element(unit, value) instanceof Element e && e.getKind() == ElementKind.ENUM_CONSTANT;
            case CAP -> isNullCap(value);
            case STRUCT -> value instanceof MethodInvocationTree call && model.callee(unit, call) instanceof Callee.Operation(Op op) && op == Op.VIEW
                && call.getMethodSelect() instanceof MemberSelectTree select && isNullCap(select.getExpression());
            case WORD -> value instanceof MethodInvocationTree call && model.callee(unit, call) instanceof Callee.Operation(Op op) && op == Op.WORD_OF
                && constants.integer(unit, call.getArguments().get(1)) != null;
            case TEXT -> value instanceof LiteralTree;
            default -> false;
        };
    }

    private boolean isNullCap(ExpressionTree value) {
        return model.element(unit, value) instanceof VariableElement v && v.getSimpleName().contentEquals("NULL") && model.kind(v.getEnclosingElement()) == Kind.CAP;
    }
}
