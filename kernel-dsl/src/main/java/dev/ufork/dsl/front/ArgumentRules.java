package dev.ufork.dsl.front;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.FieldType;
import dev.ufork.dsl.layout.LayoutException;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.WordShape.BitField;
import dev.ufork.isa.cap.CapFormat;
import java.util.List;
import javax.lang.model.element.TypeElement;

/** What arguments must be constants, and what these must be: sizes, field names, classes, indices, values of bit fields. */
final class ArgumentRules {
    private static final int MAX_STACK_BYTES = 64 << 10;

    private final Model model;
    private final Constants constants;
    private final Refusals refusals;
    private final CompilationUnitTree unit;

    ArgumentRules(Model model, Constants constants, Refusals refusals, CompilationUnitTree unit) {
        this.model = model;
        this.constants = constants;
        this.refusals = refusals;
        this.unit = unit;
    }

    void check(MethodInvocationTree call, Callee callee) {
        switch (callee) {
            case Callee.Operation(Op op) -> operation(call, op);
            case Callee.FieldAccess(Shape shape, Field field, boolean _) when field.isArray() -> index(call.getArguments().getFirst(), shape, field);
            case Callee.BitAccess(BitField field, boolean isGetter) when !isGetter -> fits(call.getArguments().getFirst(), field);
            default -> { }
        }
    }

    private void refuse(Tree at, String why, String remedy) { refusals.refuse(unit, at, why, remedy); }

    private void operation(MethodInvocationTree call, Op op) {
        List<? extends ExpressionTree> args = call.getArguments();
        switch (op) {
            case VIEW, STACK, SIZE_OF -> struct(args.getFirst());
            case WORD_OF -> {
                TypeElement type = literalClass(args.getFirst());
                if (type != null && !Model.has(type, dev.ufork.dsl.Bits.class)) refuse(args.getFirst(), type.getSimpleName() + " is no bit-field type", "name a @Bits interface");
            }
            case ENUM_AT -> literalClass(args.getFirst());
            case OFFSET_OF -> {
                Shape shape = struct(args.getFirst());
                if (shape != null) field(args.get(1), shape);
            }
            case VIEW_FIELD -> receiverField(call, args.getFirst());
            case VIEW_NARROW -> receiverShape(call);
            case STACK_BYTES -> stackBytes(args.getFirst());
            case PANIC -> {
                if (!(constants.value(unit, args.getFirst()) instanceof String)) refuse(args.getFirst(), "the message of a panic is not a literal", "write the text there; print numbers before");
            }
            default -> { }
        }
    }

    /** The shape behind a class literal; refuses what is none. */
    private Shape struct(ExpressionTree tree) {
        TypeElement type = literalClass(tree);
        if (type == null) return null;
        if (!model.isStruct(type)) {
            refuse(tree, type.getSimpleName() + " is no struct", "name an interface marked @Struct or @Device");
            return null;
        }
        return shapeOf(tree, type);
    }

    private Shape shapeOf(Tree at, TypeElement type) {
        try {
            return model.shape(type);
        } catch (LayoutException e) {
            refuse(at, "the struct %s has no layout: %s".formatted(type.getSimpleName(), e.getMessage()), e.remedy);
            return null;
        }
    }

    private TypeElement literalClass(ExpressionTree tree) {
        TypeElement type = constants.classLiteral(unit, tree);
        if (type == null) refuse(tree, "the class is not written as a literal", "write X.class directly");
        return type;
    }

    private void field(ExpressionTree name, Shape shape) {
        if (!(constants.value(unit, name) instanceof String text)) refuse(name, "the name of the field is not a literal", "write it in quotes");
        else if (shape.fieldOrNull(text) == null)
            refuse(name, "%s has no field '%s'".formatted(shape.name(), text), "its fields are " + String.join(", ", shape.fields().stream().map(Field::name).toList()));
    }

    private Shape receiverShape(MethodInvocationTree call) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) return null;
        TypeElement type = Model.declared(model.type(unit, select.getExpression()));
        if (type != null && model.isStruct(type)) return shapeOf(call, type);
        refuse(call, "the size of %s is not known here".formatted(model.type(unit, select.getExpression())), "use a variable of the struct's own type");
        return null;
    }

    private void receiverField(MethodInvocationTree call, ExpressionTree name) {
        Shape shape = receiverShape(call);
        if (shape != null) field(name, shape);
    }

    private void stackBytes(ExpressionTree size) {
        Long bytes = constants.integer(unit, size);
        if (bytes == null) refuse(size, "the size of a stack buffer is not constant", "use a constant, or memory from an allocator");
        else if (bytes <= 0 || bytes > MAX_STACK_BYTES) refuse(size, "a stack buffer of %d bytes".formatted(bytes), "use 1 to %d bytes, or Global.bytes".formatted(MAX_STACK_BYTES));
        else if (CapFormat.CC128.representableLength(bytes) != bytes)
            refuse(size, "bounds of %d bytes cannot be exact".formatted(bytes), "use %d bytes".formatted(CapFormat.CC128.representableLength(bytes)));
    }

    private void index(ExpressionTree index, Shape shape, Field field) {
        Long constant = constants.integer(unit, index);
        if (constant != null && (constant < 0 || constant >= field.spec().length()))
            refuse(index, "index %d of %s.%s, which has %d elements".formatted(constant, shape.name(), field.name(), field.spec().length()), "use 0 to %d".formatted(field.spec().length() - 1));
    }

    private void fits(ExpressionTree value, BitField field) {
        Long constant = field.type() == FieldType.ENUM ? null : constants.integer(unit, value);
        if (constant != null && (constant & ~field.mask()) != 0)
            refuse(value, "%d does not fit the %d bits of %s".formatted(constant, field.width(), field.name()), "use 0 to %s".formatted(Long.toUnsignedString(field.mask())));
    }
}
