package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Device;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.layout.Accessor;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.StructReader;
import dev.ufork.dsl.layout.WordShape;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/**
 * Layouts of loaded struct interfaces.
 *
 * <p>Read from the class files, because reflection does not promise the order of methods and a class file keeps that of the source.
 */
public final class Shapes {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) { return read(type); }
    };

    private Shapes() {}

    /** The layout of a {@code @Struct} or {@code @Device} interface. */
    public static Shape of(Class<?> type) { return SHAPES.get(type); }

    /** The fields of a {@code @Bits} interface. */
    static WordShape word(Class<?> type) { return WordShape.read(type.getName(), accessors(type), new ClassTypes(type.getClassLoader())); }

    private static Shape read(Class<?> type) {
        Struct struct = type.getAnnotation(Struct.class);
        Device device = type.getAnnotation(Device.class);
        if (struct == null && device == null) throw new IllegalArgumentException(type.getName() + " is neither @Struct nor @Device");
        var fields = StructReader.read(accessors(type), new ClassTypes(type.getClassLoader()));
        return device != null
            ? Shape.lay(type.getName(), true, 0, device.size(), fields)
            : Shape.lay(type.getName(), false, struct.align(), struct.size(), fields);
    }

    /** The abstract methods of an interface in source order. */
    static List<Accessor> accessors(Class<?> type) {
        List<Accessor> accessors = new ArrayList<>();
        for (MethodModel m : model(type).methods()) {
            if (m.flags().has(AccessFlag.ABSTRACT)) accessors.add(accessor(m));
        }
        return accessors;
    }

    private static ClassModel model(Class<?> type) {
        String name = type.getName();
        ClassLoader loader = type.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) throw new IllegalStateException("the class file of " + name + " cannot be read from its class loader");
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("the class file of " + name + " cannot be read", e);
        }
    }

    private static Accessor accessor(MethodModel m) {
        List<String> params = m.methodTypeSymbol().parameterList().stream().map(Shapes::binaryName).toList();
        int length = 0, offset = -1, low = -1, high = -1;
        boolean tag = false;
        String variant = "";
        var visible = m.findAttribute(Attributes.runtimeVisibleAnnotations());
        for (Annotation a : visible.isEmpty() ? List.<Annotation>of() : visible.get().annotations()) {
            switch (binaryName(a.classSymbol())) {
                case "dev.ufork.dsl.Length" -> length = intOf(a, "value");
                case "dev.ufork.dsl.Offset" -> offset = intOf(a, "value");
                case "dev.ufork.dsl.Tag" -> tag = true;
                case "dev.ufork.dsl.Variant" -> variant = ((AnnotationValue.OfString) a.elements().getFirst().value()).stringValue();
                case "dev.ufork.dsl.Bit" -> {
                    low = intOf(a, "value");
                    high = intOf(a, "to");
                }
                default -> { }
            }
        }
        return new Accessor(m.methodName().stringValue(), params, binaryName(m.methodTypeSymbol().returnType()), length, offset, tag, variant, low, high);
    }

    private static int intOf(Annotation a, String name) {
        for (AnnotationElement e : a.elements()) {
            if (e.name().equalsString(name)) return ((AnnotationValue.OfInt) e.value()).intValue();
        }
        return -1;
    }

    private static String binaryName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return type.isClassOrInterface() ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.') : type.displayName();
    }
}
