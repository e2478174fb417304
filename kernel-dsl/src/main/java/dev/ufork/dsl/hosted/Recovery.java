package dev.ufork.dsl.hosted;

import dev.ufork.dsl.CapFault;
import dev.ufork.dsl.MayFault;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.OptionalLong;

/**
 * The hosted meaning of {@link MayFault}: its methods get a handler for {@link CapFault} that returns the value.
 *
 * <p>In a class whose file {@link HostedClasses} has not seen, the fault goes on to the caller.
 */
final class Recovery {
    private static final ClassDesc FAULT = ClassDesc.of(CapFault.class.getName());
    private static final ClassDesc CAP = ClassDesc.of("dev.ufork.dsl.Cap");

    private Recovery() {}

    /** The class file with handlers; the same bytes when it has no {@code @MayFault} method. */
    static byte[] weave(byte[] classFile) {
        ClassModel model = HostedClasses.FORMAT.parse(classFile);
        if (model.methods().stream().noneMatch(Recovery::isToDo)) return classFile;
        return HostedClasses.FORMAT.transformClass(model, (builder, element) -> weave(builder, element));
    }

    private static void weave(java.lang.classfile.ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel m && isToDo(m)) builder.transformMethod(m, handler(m, returns(m).getAsLong()));
        else builder.with(element);
    }

    /** Kernel code itself catches nothing, so a handler for faults is ours. */
    private static boolean isToDo(MethodModel m) {
        return returns(m).isPresent() && m.code().isPresent()
            && m.code().get().exceptionHandlers().stream().noneMatch(h -> h.catchType().isPresent() && h.catchType().get().asSymbol().equals(FAULT));
    }

    private static MethodTransform handler(MethodModel method, long value) {
        return (builder, element) -> {
            if (element instanceof CodeModel code) builder.withCode(b -> guarded(b, code, method.methodTypeSymbol(), value));
            else builder.with(element);
        };
    }

    private static void guarded(CodeBuilder b, CodeModel code, MethodTypeDesc type, long value) {
        Label begin = b.newBoundLabel();
        code.forEach(b::with);
        Label end = b.newBoundLabel();
        b.exceptionCatch(begin, end, end, FAULT).pop();
        TypeKind kind = TypeKind.from(type.returnType());
        switch (kind) {
            case VOID -> { }
            case LONG -> b.loadConstant(value);
            case REFERENCE -> {
                b.getstatic(CAP, "NULL", CAP);
                if (!type.returnType().equals(CAP)) {
                    b.ldc(type.returnType()).invokevirtual(CAP, "as", MethodTypeDesc.of(ClassDesc.of("dev.ufork.dsl.Ref"), ClassDesc.of("java.lang.Class")));
                    b.checkcast(type.returnType());
                }
            }
            default -> b.loadConstant((int) value);
        }
        b.return_(kind);
    }

    private static OptionalLong returns(MethodModel m) {
        var visible = m.findAttribute(Attributes.runtimeVisibleAnnotations());
        if (visible.isEmpty()) return OptionalLong.empty();
        for (Annotation a : visible.get().annotations()) {
            if (!a.classSymbol().descriptorString().equals("L" + MayFault.class.getName().replace('.', '/') + ";")) continue;
            for (AnnotationElement e : a.elements()) if (e.value() instanceof AnnotationValue.OfLong value) return OptionalLong.of(value.longValue());
        }
        return OptionalLong.empty();
    }
}
