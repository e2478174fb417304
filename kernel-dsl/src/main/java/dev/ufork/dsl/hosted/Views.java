package dev.ufork.dsl.hosted;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.FieldType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Makes the hosted classes of {@code @Struct} and {@code @Device} interfaces: hidden classes whose accessors load and store
 * through the capability.
 *
 * <p>Plain integer and capability fields become one call of {@link Cap}; everything else goes to {@link Access}.
 */
public final class Views {
    private static final ClassDesc VIEW = ClassDesc.of(View.class.getName());
    private static final ClassDesc CAP = ClassDesc.of(Cap.class.getName());
    private static final ClassDesc ACCESS = ClassDesc.of(Access.class.getName());

    private static final ClassValue<MethodHandle> MAKERS = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) { return maker(type); }
    };

    private Views() {}

    /** The memory behind {@code cap} seen as {@code type}. */
    public static <T extends Ref> T of(Class<T> type, Cap cap) {
        try {
            return type.cast((Ref) MAKERS.get(type).invokeExact(cap));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle maker(Class<?> type) {
        Shapes.of(type);        // complains about the layout before a class is made of it
        ClassDesc self = ClassDesc.of(type.getName() + "View");
        byte[] bytes = ClassFile.of().build(self, c -> {
            c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
            c.withSuperclass(VIEW);
            c.withInterfaceSymbols(describe(type));
            c.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void, CAP), 0, b -> b.aload(0).aload(1).ldc(describe(type))
                .invokespecial(VIEW, INIT_NAME, MethodTypeDesc.of(CD_void, CAP, CD_Class)).return_());
            for (Method m : type.getMethods()) {
                if (Modifier.isAbstract(m.getModifiers()) && m.getDeclaringClass() != Ref.class) accessor(c, type, m);
            }
        });
        try {
            Lookup in = defineIn(type, bytes);
            return in.findConstructor(in.lookupClass(), MethodType.methodType(void.class, Cap.class))
                .asType(MethodType.methodType(Ref.class, Cap.class));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("no view of " + type.getName() + " can be made: " + e.getMessage(), e);
        }
    }

    /** Defines a generated class beside the interface it implements: hidden, unless the interface is in another module (or class loader). */
    static Lookup defineIn(Class<?> type, byte[] bytes) throws IllegalAccessException {
        Lookup in = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        return in.hasFullPrivilegeAccess() ? in.defineHiddenClass(bytes, true) : in.in(in.defineClass(bytes));
    }

    private static void accessor(ClassBuilder c, Class<?> type, Method m) {
        Field field = Shapes.of(m.getDeclaringClass()).field(m.getName());
        MethodTypeDesc shape = MethodType.methodType(m.getReturnType(), m.getParameterTypes()).describeConstable().orElseThrow();
        c.withMethodBody(m.getName(), shape, ClassFile.ACC_PUBLIC, b -> {
            boolean getter = m.getReturnType() != void.class;
            if (!field.isArray() && simple(field.type()) != null) plain(b, field, getter);
            else if (getter) get(b, type, m, field);
            else set(b, type, m, field);
        });
    }

    /** Suffix of {@link Cap}'s load and store for field types that need no more. */
    private static String simple(FieldType type) {
        return switch (type) {
            case INT -> "32";
            case LONG -> "64";
            case CAP -> "Cap";
            default -> null;
        };
    }

    private static void plain(CodeBuilder b, Field field, boolean getter) {
        ClassDesc type = field.type() == FieldType.INT ? CD_int : field.type() == FieldType.LONG ? CD_long : CAP;
        b.aload(0).invokevirtual(VIEW, "cap", MethodTypeDesc.of(CAP)).loadConstant((long) field.offset());
        if (getter) {
            b.invokevirtual(CAP, "load" + simple(field.type()), MethodTypeDesc.of(type, CD_long)).return_(TypeKind.from(type));
        } else {
            b.loadLocal(TypeKind.from(type), 1).invokevirtual(CAP, "store" + simple(field.type()), MethodTypeDesc.of(CD_void, CD_long, type)).return_();
        }
    }

    private static void get(CodeBuilder b, Class<?> type, Method m, Field field) {
        ClassDesc result = describe(m.getReturnType());
        b.aload(0).ldc(describe(type));
        if (m.getReturnType().isPrimitive()) b.aconst_null();
        else b.ldc(result);
        b.ldc(m.getName());
        if (field.isArray()) b.iload(1);
        else b.iconst_0();
        b.invokestatic(ACCESS, "get", MethodTypeDesc.of(CD_Object, VIEW, CD_Class, CD_Class, CD_String, CD_int));
        if (m.getReturnType().isPrimitive()) {
            Class<?> box = MethodType.methodType(m.getReturnType()).wrap().returnType();
            b.checkcast(describe(box)).invokevirtual(describe(box), m.getReturnType().getName() + "Value", MethodTypeDesc.of(result));
        } else {
            b.checkcast(result);
        }
        b.return_(TypeKind.from(result));
    }

    private static void set(CodeBuilder b, Class<?> type, Method m, Field field) {
        Class<?> value = m.getParameterTypes()[m.getParameterCount() - 1];
        b.aload(0).ldc(describe(type)).ldc(m.getName());
        if (field.isArray()) b.iload(1);
        else b.iconst_0();
        b.loadLocal(TypeKind.from(value), field.isArray() ? 2 : 1);
        if (value.isPrimitive()) {
            Class<?> box = MethodType.methodType(value).wrap().returnType();
            b.invokestatic(describe(box), "valueOf", MethodTypeDesc.of(describe(box), describe(value)));
        }
        b.invokestatic(ACCESS, "set", MethodTypeDesc.of(CD_void, VIEW, CD_Class, CD_String, CD_int, CD_Object)).return_();
    }

    static ClassDesc describe(Class<?> type) { return type.describeConstable().orElseThrow(); }
}
