package dev.ufork.dsl.hosted;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.ufork.dsl.Enums;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Word;
import dev.ufork.dsl.layout.WordShape;
import dev.ufork.dsl.layout.WordShape.BitField;
import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Makes the hosted classes of {@code @Bits} interfaces: hidden classes around one long. */
public final class Words {
    private static final ClassDesc BASE = ClassDesc.of(Base.class.getName());

    private record Type(WordShape shape, MethodHandle maker) {}

    private static final ClassValue<Type> TYPES = new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> type) {
            WordShape shape = Shapes.word(type);
            return new Type(shape, maker(type));
        }
    };

    private Words() {}

    /** What generated classes extend. */
    public abstract static class Base implements Word {
        private final long bits;
        private final Class<?> type;

        protected Base(long bits, Class<?> type) {
            this.bits = bits;
            this.type = type;
        }

        @Override
        public final long bits() { return bits; }

        /** The field of the given name, boxed as its Java type. */
        protected final Object get(String name) {
            BitField f = TYPES.get(type).shape.fieldOrNull(name);
            return unbox(f, bits >>> f.low() & f.mask());
        }

        /** This value with one field changed. */
        protected final Object with(String name, Object value) {
            BitField f = TYPES.get(type).shape.fieldOrNull(name);
            long number = number(value);
            if ((number & ~f.mask()) != 0) throw Panic.of("value too large for bit field");
            return of(type.asSubclass(Word.class), bits & ~(f.mask() << f.low()) | number << f.low());
        }

        private Object unbox(BitField f, long raw) {
            return switch (f.type()) {
                case BOOLEAN -> raw != 0;
                case BYTE -> (byte) raw;
                case SHORT -> (short) raw;
                case CHAR -> (char) raw;
                case INT -> (int) raw;
                case ENUM -> constant(f, (int) raw);
                default -> raw;
            };
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private Object constant(BitField f, int ordinal) {
            try {
                return Enums.at((Class) Class.forName(f.typeName(), true, type.getClassLoader()), ordinal);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        private static long number(Object value) {
            return switch (value) {
                case Boolean b -> b ? 1 : 0;
                case Character c -> c;
                case Enum<?> e -> e.ordinal();
                case Number n -> n.longValue();
                default -> throw new IllegalStateException(value.getClass().getName());
            };
        }

        @Override
        public final boolean equals(Object other) { return other instanceof Base b && b.type == type && b.bits == bits; }

        @Override
        public final int hashCode() { return Long.hashCode(bits); }

        @Override
        public final String toString() {
            StringBuilder text = new StringBuilder(type.getSimpleName()).append("{0x").append(Long.toHexString(bits));
            for (BitField f : TYPES.get(type).shape.fields()) text.append(' ').append(f.name()).append('=').append(get(f.name()));
            return text.append('}').toString();
        }
    }

    /** The raw value seen as {@code type}. */
    public static <T extends Word> T of(Class<T> type, long bits) {
        try {
            return type.cast((Word) TYPES.get(type).maker.invokeExact(bits));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle maker(Class<?> type) {
        ClassDesc self = ClassDesc.of(type.getName() + "Word");
        byte[] bytes = ClassFile.of().build(self, c -> {
            c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC);
            c.withSuperclass(BASE);
            c.withInterfaceSymbols(Views.describe(type));
            c.withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void, CD_long), 0, b -> b.aload(0).lload(1).ldc(Views.describe(type))
                .invokespecial(BASE, INIT_NAME, MethodTypeDesc.of(CD_void, CD_long, CD_Class)).return_());
            for (Method m : type.getMethods()) {
                if (Modifier.isAbstract(m.getModifiers()) && m.getDeclaringClass() != Word.class) accessor(c, m);
            }
        });
        try {
            Lookup in = Views.defineIn(type, bytes);
            return in.findConstructor(in.lookupClass(), MethodType.methodType(void.class, long.class))
                .asType(MethodType.methodType(Word.class, long.class));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("no value of " + type.getName() + " can be made: " + e.getMessage(), e);
        }
    }

    private static void accessor(java.lang.classfile.ClassBuilder c, Method m) {
        MethodTypeDesc shape = MethodType.methodType(m.getReturnType(), m.getParameterTypes()).describeConstable().orElseThrow();
        c.withMethodBody(m.getName(), shape, ClassFile.ACC_PUBLIC, b -> {
            b.aload(0).ldc(m.getName());
            ClassDesc result = Views.describe(m.getReturnType());
            if (m.getParameterCount() == 0) {
                b.invokevirtual(BASE, "get", MethodTypeDesc.of(CD_Object, CD_String));
            } else {
                Class<?> value = m.getParameterTypes()[0];
                b.loadLocal(TypeKind.from(value), 1);
                if (value.isPrimitive()) {
                    ClassDesc box = Views.describe(MethodType.methodType(value).wrap().returnType());
                    b.invokestatic(box, "valueOf", MethodTypeDesc.of(box, Views.describe(value)));
                }
                b.invokevirtual(BASE, "with", MethodTypeDesc.of(CD_Object, CD_String, CD_Object));
            }
            if (m.getReturnType().isPrimitive()) {
                ClassDesc box = Views.describe(MethodType.methodType(m.getReturnType()).wrap().returnType());
                b.checkcast(box).invokevirtual(box, m.getReturnType().getName() + "Value", MethodTypeDesc.of(result));
            } else {
                b.checkcast(result);
            }
            b.return_(TypeKind.from(result));
        });
    }
}
