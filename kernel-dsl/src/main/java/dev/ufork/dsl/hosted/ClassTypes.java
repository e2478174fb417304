package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Bits;
import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.layout.FieldType;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.TypeTable;

/** The type table of loaded classes. */
final class ClassTypes implements TypeTable {
    private final ClassLoader loader;

    ClassTypes(ClassLoader loader) { this.loader = loader; }

    @Override
    public FieldType classify(String typeName) {
        return switch (typeName) {
            case "boolean" -> FieldType.BOOLEAN;
            case "byte" -> FieldType.BYTE;
            case "short" -> FieldType.SHORT;
            case "char" -> FieldType.CHAR;
            case "int" -> FieldType.INT;
            case "long" -> FieldType.LONG;
            case "java.lang.String" -> FieldType.TEXT;
            default -> classify(load(typeName));
        };
    }

    private static FieldType classify(Class<?> type) {
        if (type == Cap.class) return FieldType.CAP;
        if (type.isEnum()) return FieldType.ENUM;
        if (Ref.class.isAssignableFrom(type)) return FieldType.REF;
        if (type.isAnnotationPresent(Bits.class)) return FieldType.WORD;
        if (type.isAnnotationPresent(FnRef.class)) return FieldType.FUNCTION;
        return null;
    }

    @Override
    public Shape shape(String typeName) { return Shapes.of(load(typeName)); }

    private Class<?> load(String typeName) {
        try {
            return Class.forName(typeName, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the class " + typeName + " is not on the class path", e);
        }
    }
}
