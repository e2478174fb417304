package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.CapFault;
import dev.ufork.dsl.Enums;
import dev.ufork.dsl.Panic;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Word;
import dev.ufork.dsl.layout.Field;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** One access to one field, for the generated views: what the accessors of every field type mean. */
public final class Access {
    private Access() {}

    /** Reads element {@code index} (0 for a single field) of a field and returns it boxed as its Java type. */
    public static Object get(View view, Class<?> struct, Class<?> type, String name, int index) {
        Field field = Shapes.of(struct).field(name);
        long at = offset(field, index);
        Cap cap = view.cap();
        return switch (field.type()) {
            case BOOLEAN -> cap.load8(at) != 0;
            case BYTE -> (byte) cap.load8(at);
            case SHORT -> (short) cap.load16(at);
            case CHAR -> (char) cap.load16(at);
            case INT -> cap.load32(at);
            case LONG -> cap.load64(at);
            case ENUM -> enumAt(type, cap.load32(at));
            case WORD -> Words.of(type.asSubclass(Word.class), cap.load64(at));
            case CAP -> cap.loadCap(at);
            case REF -> cap.loadCap(at).as(type.asSubclass(Ref.class));
            case FUNCTION -> function(type, cap.loadCap(at));
            case TEXT -> text(cap.loadCap(at));
            case BYTES -> cap.plus(at).bounded(field.size());
            case NESTED -> {
                if (field.isVariant()) checkVariant(view, struct, field);
                yield (at == 0 ? cap : cap.plus(at)).as(type.asSubclass(Ref.class));
            }
        };
    }

    /** Writes element {@code index} of a field. */
    public static void set(View view, Class<?> struct, String name, int index, Object value) {
        Field field = Shapes.of(struct).field(name);
        long at = offset(field, index);
        Cap cap = view.cap();
        switch (field.type()) {
            case BOOLEAN -> cap.store8(at, (boolean) value ? 1 : 0);
            case BYTE -> cap.store8(at, (byte) value);
            case SHORT -> cap.store16(at, (short) value);
            case CHAR -> cap.store16(at, (char) value);
            case INT -> cap.store32(at, (int) value);
            case LONG -> cap.store64(at, (long) value);
            case ENUM -> cap.store32(at, ((Enum<?>) value).ordinal());
            case WORD -> cap.store64(at, ((Word) value).bits());
            case CAP -> cap.storeCap(at, (Cap) value);
            case REF -> cap.storeCap(at, ((Ref) value).cap());
            case FUNCTION -> cap.storeCap(at, Cap.hosted(Hosted.machine().entry(value)));
            case TEXT -> cap.storeCap(at, Hosted.text((String) value));
            case NESTED, BYTES -> throw new IllegalStateException(name + " has no setter");
        }
    }

    private static long offset(Field field, int index) {
        if (field.isArray() && (index < 0 || index >= field.spec().length())) throw Panic.of("index out of range");
        return field.offset() + (long) index * field.elementSize();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object enumAt(Class<?> type, int ordinal) { return Enums.at((Class) type, ordinal); }

    private static void checkVariant(View view, Class<?> struct, Field field) {
        Field tag = Shapes.of(struct).tag();
        Enum<?> expected = null;
        for (Object constant : enumConstants(struct, tag)) if (((Enum<?>) constant).name().equals(field.spec().variant())) expected = (Enum<?>) constant;
        if (expected == null) throw new IllegalStateException(field.name() + " is the variant of no constant");
        int actual = view.cap().load32(tag.offset());
        if (actual != expected.ordinal()) throw Panic.of("wrong variant");
    }

    private static Object[] enumConstants(Class<?> struct, Field tag) {
        try {
            return Class.forName(tag.spec().typeName(), true, struct.getClassLoader()).getEnumConstants();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The function behind an entry; for any other capability one whose call faults, as the jump would. */
    private static Object function(Class<?> type, Cap entry) {
        Object function = Hosted.machine().function(entry.value());
        if (function != null) return function;
        CapFault.Kind kind = !entry.tag() ? CapFault.Kind.TAG : CapFault.Kind.PERMIT_EXECUTE;
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new CapFault(kind, entry, entry.address(), 0);
        });
    }

    private static String text(Cap bytes) {
        byte[] content = new byte[(int) bytes.length()];
        for (int i = 0; i < content.length; i++) content[i] = (byte) bytes.load8(i);
        return new String(content, StandardCharsets.UTF_8);
    }

}
