package dev.ufork.dsl.hosted;

import static java.lang.constant.ConstantDescs.CLASS_INIT_NAME;
import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.ufork.dsl.Kernel;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statics of kernel classes at the start of a hosted run: a method {@value #START} that gives them their start values again.
 *
 * <p>It is the class's own initialiser, without what it assigns to final fields; and the initialiser tells {@link Hosted} of the class.
 */
final class FreshStatics {
    static final String START = "ufork$start";
    private static final String KERNEL = "L" + Kernel.class.getName().replace('.', '/') + ";";
    private static final ClassDesc HOSTED = ClassDesc.of(Hosted.class.getName());

    private FreshStatics() {}

    static byte[] weave(byte[] classFile) {
        ClassModel model = HostedClasses.FORMAT.parse(classFile);
        boolean done = model.methods().stream().anyMatch(m -> m.methodName().equalsString(START));
        if (done || !isKernel(model) || scalars(model).isEmpty()) return classFile;
        return HostedClasses.FORMAT.transformClass(model, announced(model).andThen(ClassTransform.endHandler(c -> start(c, model))));
    }

    private static boolean isKernel(ClassModel model) { return isMarked(model) || model.methods().stream().anyMatch(FreshStatics::isMarked); }

    private static boolean isMarked(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
            .map(all -> all.annotations().stream().anyMatch(a -> a.classSymbol().descriptorString().equals(KERNEL))).orElse(false);
    }

    private static List<FieldModel> scalars(ClassModel model) {
        return model.fields().stream().filter(f -> f.flags().has(AccessFlag.STATIC) && !f.flags().has(AccessFlag.FINAL)).toList();
    }

    private static Optional<MethodModel> initialiser(ClassModel model) {
        return model.methods().stream().filter(m -> m.methodName().equalsString(CLASS_INIT_NAME)).findFirst();
    }

    private static ClassTransform announced(ClassModel model) {
        ClassDesc self = model.thisClass().asSymbol();
        if (initialiser(model).isEmpty())
            return ClassTransform.endHandler(c -> c.withMethodBody(CLASS_INIT_NAME, MTD_void, ClassFile.ACC_STATIC, b -> announce(b, self).return_()));
        return ClassTransform.transformingMethods(m -> m.methodName().equalsString(CLASS_INIT_NAME), (m, element) -> {
            if (element instanceof CodeModel code) m.withCode(b -> code.forEach(announce(b, self)::with));
            else m.with(element);
        });
    }

    private static CodeBuilder announce(CodeBuilder b, ClassDesc self) {
        return b.ldc(self).invokestatic(HOSTED, "began", MethodTypeDesc.of(CD_void, CD_Class));
    }

    private static void start(ClassBuilder c, ClassModel model) {
        ClassDesc self = model.thisClass().asSymbol();
        Set<String> kept = model.fields().stream().filter(f -> f.flags().has(AccessFlag.FINAL)).map(f -> f.fieldName().stringValue()).collect(Collectors.toSet());
        c.withMethodBody(START, MTD_void, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC, b -> {
            for (FieldModel f : scalars(model)) zero(b, self, f);
            Optional<CodeModel> code = initialiser(model).flatMap(MethodModel::code);
            if (code.isPresent()) b.transform(code.get(), withoutFinals(self, kept));
            else b.return_();
        });
    }

    private static void zero(CodeBuilder b, ClassDesc self, FieldModel field) {
        ClassDesc type = field.fieldTypeSymbol();
        switch (TypeKind.from(type).asLoadable()) {
            case LONG -> b.lconst_0();
            case REFERENCE -> b.aconst_null();
            default -> b.iconst_0();
        }
        b.putstatic(self, field.fieldName().stringValue(), type);
    }

    private static CodeTransform withoutFinals(ClassDesc self, Set<String> kept) {
        return (b, element) -> {
            boolean drops = element instanceof FieldInstruction f && f.opcode() == Opcode.PUTSTATIC && f.owner().asSymbol().equals(self) && kept.contains(f.name().stringValue());
            if (!drops) b.with(element);
            else if (TypeKind.from(((FieldInstruction) element).typeSymbol()).slotSize() == 2) b.pop2();
            else b.pop();
        };
    }
}
