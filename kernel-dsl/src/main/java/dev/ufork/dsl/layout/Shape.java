package dev.ufork.dsl.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory layout of a struct: every field with its offset, the size and the alignment of the whole.
 *
 * <p>Fields lie in declaration order, each at the next multiple of its alignment, as in C; variants of one struct begin at one place.
 * Both supported targets have capabilities of {@value #CAP_BYTES} bytes, so there is one layout.
 */
public final class Shape {
    /** Bytes of a capability in memory, and its alignment. */
    public static final int CAP_BYTES = 16;

    private static final int MAX_BYTES = 1 << 28;

    private final String name;
    private final boolean device;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private int size;
    private int align = 1;

    private Shape(String name, boolean device) {
        this.name = name;
        this.device = device;
    }

    /**
     * Places the fields.
     *
     * @param name   binary name of the interface
     * @param device whether it is a block of device registers
     * @param align  demanded alignment, or 0
     * @param size   demanded size, or 0
     * @throws LayoutException when a demand cannot be met
     */
    public static Shape lay(String name, boolean device, int align, int size, List<FieldSpec> specs) {
        Shape shape = new Shape(name, device);
        checkVariants(specs);
        int end = 0;
        int variants = -1;      // where all variants begin, once the first was met
        for (FieldSpec spec : specs) {
            int start = roundUp(end, spec.alignment());
            if (!spec.variant().isEmpty()) {
                if (variants < 0) variants = roundUp(end, variantAlign(specs));
                start = variants;
            }
            end = Math.max(end, shape.place(spec, spec.offset() >= 0 ? spec.offset() : start));
        }
        shape.refuseOverlaps();
        shape.finish(end, align, size);
        return shape;
    }

    private static void checkVariants(List<FieldSpec> specs) {
        List<FieldSpec> tags = specs.stream().filter(FieldSpec::isTag).toList();
        List<FieldSpec> variants = specs.stream().filter(s -> !s.variant().isEmpty()).toList();
        if (tags.size() > 1) throw new LayoutException(tags.get(1).name(), "a second @Tag field", "keep one");
        if (!variants.isEmpty() && tags.isEmpty())
            throw new LayoutException(variants.getFirst().name(), "a variant in a struct without a @Tag field", "mark the enum field that chooses with @Tag");
        if (!tags.isEmpty() && tags.getFirst().type() != FieldType.ENUM)
            throw new LayoutException(tags.getFirst().name(), "the @Tag field is not an enum", "give it an enum type");
    }

    private static int variantAlign(List<FieldSpec> specs) {
        return specs.stream().filter(s -> !s.variant().isEmpty()).mapToInt(FieldSpec::alignment).max().orElse(1);
    }

    /** Places one field and returns its end. */
    private int place(FieldSpec spec, int offset) {
        if (offset % spec.alignment() != 0)
            throw new LayoutException(spec.name(), "offset %d is not a multiple of %d, the alignment of this field".formatted(offset, spec.alignment()),
                "use offset %d, or a narrower type".formatted(roundUp(offset, spec.alignment())));
        if (device && (spec.type().isCapability() || spec.type() == FieldType.ENUM || spec.type() == FieldType.BYTES))
            throw new LayoutException(spec.name(), "a device register cannot hold this type: registers are plain integers, never capabilities",
                "use boolean, byte, short, char, int, long or a @Bits type");
        long end = (long) offset + (long) spec.elementSize() * Math.max(1, spec.length());
        if (end > MAX_BYTES) throw new LayoutException(spec.name(), "the struct is larger than %d bytes".formatted(MAX_BYTES), "use a smaller @Length");
        fields.put(spec.name(), new Field(spec, offset));
        align = Math.max(align, spec.alignment());
        return (int) end;
    }

    private void refuseOverlaps() {
        List<Field> placed = new ArrayList<>(fields.values());
        for (int i = 0; i < placed.size(); i++) {
            for (int j = i + 1; j < placed.size(); j++) {
                Field a = placed.get(i), b = placed.get(j);
                boolean overlap = a.offset() < b.offset() + b.size() && b.offset() < a.offset() + a.size();
                if (overlap && !(a.isVariant() && b.isVariant()))
                    throw new LayoutException(b.name(), "bytes %d to %d belong to '%s' already".formatted(b.offset(), b.offset() + b.size() - 1, a.name()),
                        "move one of them, or make both @Variant");
            }
        }
    }

    private void finish(int end, int demandedAlign, int demandedSize) {
        if (demandedAlign != 0) {
            if (Integer.bitCount(demandedAlign) != 1 || demandedAlign < align)
                throw new LayoutException("", "align = %d is not a power of two of at least %d, the natural alignment".formatted(demandedAlign, align),
                    "use align = " + Math.max(align, Integer.highestOneBit(Math.max(1, demandedAlign - 1)) << 1));
            align = demandedAlign;
        }
        size = Math.max(roundUp(end, align), align);
        if (demandedSize != 0 && demandedSize != size)
            throw new LayoutException("", "size comes out as %d bytes, not %d".formatted(size, demandedSize), "correct the fields, or say size = " + size);
    }

    private static int roundUp(int value, int align) { return (value + align - 1) / align * align; }

    /** Binary name of the interface. */
    public String name() { return name; }

    /** Whether this is a block of device registers. */
    public boolean isDevice() { return device; }

    /** Bytes, padding included. */
    public int size() { return size; }

    /** Alignment in bytes, a power of two. */
    public int align() { return align; }

    /** The fields in declaration order. */
    public List<Field> fields() { return List.copyOf(fields.values()); }

    /** The field of that name, or {@code null}. */
    public Field fieldOrNull(String field) { return fields.get(field); }

    /** The field of that name. @throws LayoutException when there is none */
    public Field field(String field) {
        Field found = fields.get(field);
        if (found == null) throw new LayoutException(field, "%s has no field '%s'".formatted(name, field), "its fields are " + String.join(", ", fields.keySet()));
        return found;
    }

    /** The enum field that chooses among the variants, or {@code null}. */
    public Field tag() { return fields.values().stream().filter(f -> f.spec().isTag()).findFirst().orElse(null); }

    /** The layout as text, one field a line: offset, size, name. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("%s: %d bytes, align %d\n".formatted(name, size, align));
        for (Field f : fields.values()) text.append("%6d %6d  %s\n".formatted(f.offset(), f.size(), f.name()));
        return text.toString();
    }
}
