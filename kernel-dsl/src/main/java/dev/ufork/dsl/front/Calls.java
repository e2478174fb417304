package dev.ufork.dsl.front;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import dev.ufork.dsl.Op;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.FieldType;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.WordShape.BitField;
import dev.ufork.ir.Attribute.Access;
import dev.ufork.ir.Attribute.Intrinsic;
import dev.ufork.ir.Const;
import dev.ufork.ir.Effect;
import dev.ufork.ir.FunctionBuilder;
import dev.ufork.ir.Mem;
import dev.ufork.ir.MemoryOrder;
import dev.ufork.ir.Opcode;
import dev.ufork.ir.Type;
import dev.ufork.ir.Value;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/** Writes calls: functions, fields of structs and words, function references; operations are written by {@link Operations}. */
final class Calls {
    /** A struct in memory: at a constant distance from a capability, so that nested fields cost nothing. */
    private record Place(Value cap, long offset) {}

    private final Body body;
    private final Expressions expressions;
    private final FunctionBuilder b;
    private final Operations operations;

    Calls(Body body, Expressions expressions) {
        this.body = body;
        this.expressions = expressions;
        this.b = body.builder();
        this.operations = new Operations(body, expressions);
    }

    private CompilationUnitTree unit() { return body.unit(); }

    void effect(MethodInvocationTree tree) {
        body.position(tree);
        value(tree);
    }

    Value value(MethodInvocationTree tree) {
        return switch (body.model().callee(unit(), tree)) {
            case Callee.Operation(Op op) -> operation(tree, op);
            case Callee.KernelFunction(ExecutableElement method) -> call(tree, method);
            case Callee.Stub(ExecutableElement method, String _) -> call(tree, method);
            case Callee.Instruction instruction -> instruction(tree, instruction);
            case Callee.FieldAccess access -> access.isGetter() ? get(tree, access.shape(), access.field()) : set(tree, access.shape(), access.field());
            case Callee.BitAccess(BitField field, boolean isGetter) -> isGetter ? bits(receiver(tree), field) : withBits(tree, field);
            case Callee.Reference(ExecutableElement method) -> b.callCap(body.module().signature(method), receiver(tree), arguments(tree, method).toArray(Value[]::new));
            case Callee.Java(JavaCall call) -> operations.java(call, arguments(tree, (ExecutableElement) body.model().element(unit(), tree)));
            case Callee.Ordinal() -> receiver(tree);
            case Callee.Refused _ -> throw body.unexpected(tree);
        };
    }

    private Value call(MethodInvocationTree tree, ExecutableElement method) {
        List<Value> arguments = new ArrayList<>();
        if (!Model.isStatic(method)) arguments.add(receiver(tree));
        arguments.addAll(arguments(tree, method));
        body.position(tree);
        return b.call(body.module().function(method), arguments.toArray(Value[]::new));
    }

    private Value instruction(MethodInvocationTree tree, Callee.Instruction instruction) {
        List<Value> arguments = arguments(tree, instruction.method());
        body.position(tree);
        List<Effect> effects = instruction.pure() ? List.of() : List.of(Effect.READS, Effect.WRITES, Effect.FAULTS);
        return b.intrinsic(new Intrinsic(instruction.name(), body.module().signature(instruction.method()), effects), arguments.toArray(Value[]::new));
    }

    private List<Value> arguments(MethodInvocationTree tree, ExecutableElement method) {
        List<Value> values = new ArrayList<>();
        List<? extends VariableElement> params = method.getParameters();
        for (int i = 0; i < params.size(); i++) values.add(expressions.value(tree.getArguments().get(i), body.model().kind(params.get(i).asType())));
        return values;
    }

    /** The expression in front of the dot, or {@code null} when a default method means itself. */
    private static ExpressionTree receiverTree(MethodInvocationTree tree) { return tree.getMethodSelect() instanceof MemberSelectTree select ? select.getExpression() : null; }

    private Value receiver(MethodInvocationTree tree) {
        ExpressionTree receiver = receiverTree(tree);
        return receiver == null ? b.param(0) : expressions.value(receiver);
    }

    // ---- structs

    private Place receiverPlace(MethodInvocationTree tree) {
        ExpressionTree receiver = receiverTree(tree);
        return receiver == null ? new Place(b.param(0), 0) : place(receiver);
    }

    private Place place(ExpressionTree tree) {
        if (tree instanceof ParenthesizedTree p) return place(p.getExpression());
        if (tree instanceof MethodInvocationTree call) {
            switch (body.model().callee(unit(), call)) {
                case Callee.FieldAccess access when access.field().type() == FieldType.NESTED -> {
                    return element(call, access.shape(), access.field());
                }
                case Callee.Operation(Op op) when op == Op.VIEW || op == Op.VIEW_CAP -> {
                    return receiverPlace(call);
                }
                default -> { }
            }
        }
        return new Place(expressions.value(tree), 0);
    }

    private Value materialise(Place place) { return place.offset == 0 ? place.cap : b.op(Opcode.CAP_ADD, place.cap, b.i64(place.offset)); }

    /** The place of a field, or of the element that the first argument chooses. */
    private Place element(MethodInvocationTree tree, Shape shape, Field field) {
        Place struct = receiverPlace(tree);
        return element(tree, shape, field, struct, index(tree, field));
    }

    private Value index(MethodInvocationTree tree, Field field) { return field.isArray() ? expressions.value(tree.getArguments().getFirst(), Kind.INT) : null; }

    private Place element(MethodInvocationTree tree, Shape shape, Field field, Place struct, Value index) {
        body.position(tree);
        if (field.isVariant()) checkVariant(struct, shape, field);
        if (index == null) return new Place(struct.cap, struct.offset + field.offset());
        if (index instanceof Const c) return new Place(struct.cap, struct.offset + field.offset() + c.value() * field.elementSize());
        body.panicUnless(b.op(Opcode.LTU, index, b.i32(field.spec().length())), "index out of range");
        return new Place(b.op(Opcode.CAP_ADD, struct.cap, expressions.scaled(index, field.elementSize())), struct.offset + field.offset());
    }

    private void checkVariant(Place struct, Shape shape, Field field) {
        Field tag = shape.tag();
        int ordinal = Declarations.enumConstants(body.model().named(tag.spec().typeName())).indexOf(field.spec().variant());
        Value actual = b.load(Mem.I32, struct.cap, struct.offset + tag.offset());
        body.panicUnless(b.op(Opcode.EQ, actual, b.i32(ordinal)), "wrong variant");
    }

    private static Access access(Mem mem, long offset, boolean device) { return new Access(mem, offset, MemoryOrder.PLAIN, device); }

    private Value get(MethodInvocationTree tree, Shape shape, Field field) {
        Place at = element(tree, shape, field);
        body.position(tree);
        if (field.type() == FieldType.NESTED) return materialise(at);
        if (field.type() == FieldType.BYTES) return b.op(Opcode.CAP_BOUNDX, materialise(at), b.i64(field.size()));
        Kind kind = body.model().kind(((ExecutableElement) body.model().element(unit(), tree)).getReturnType());
        Value v = b.load(access(kind.mem(), at.offset, shape.isDevice()), at.cap);
        return switch (kind) {
            case BOOLEAN -> b.op(Opcode.NE, v, b.i32(0));
            case ENUM -> checkedConstant(v, body.model().named(field.spec().typeName()));
            default -> v;
        };
    }

    /** An ordinal that came from memory, known to be a constant of its enum from here on. */
    private Value checkedConstant(Value ordinal, TypeElement type) {
        body.panicUnless(b.op(Opcode.LTU, ordinal, b.i32(Declarations.enumConstants(type).size())), "no such enum constant");
        return ordinal;
    }

    private Value set(MethodInvocationTree tree, Shape shape, Field field) {
        ExecutableElement setter = (ExecutableElement) body.model().element(unit(), tree);
        Kind kind = body.model().kind(setter.getParameters().getLast().asType());
        Place struct = receiverPlace(tree);
        Value index = index(tree, field);
        Value v = expressions.value(tree.getArguments().getLast(), kind);      // before the index is checked, as Java would
        Place at = element(tree, shape, field, struct, index);
        b.store(access(kind.mem(), at.offset, shape.isDevice()), at.cap, v);
        return null;
    }

    // ---- bit fields

    private Value bits(Value word, BitField field) {
        Value shifted = field.low() == 0 ? word : b.op(Opcode.SHRU, word, b.i32(field.low()));
        Value masked = field.low() + field.width() == 64 ? shifted : b.op(Opcode.AND, shifted, b.i64(field.mask()));
        if (field.type() == FieldType.LONG) return masked;
        Value narrow = b.op(Opcode.TRUNC, masked);
        return field.type() == FieldType.ENUM ? checkedConstant(narrow, body.model().named(field.typeName())) : narrow;
    }

    private Value withBits(MethodInvocationTree tree, BitField field) {
        Value word = receiver(tree);
        Kind kind = body.model().kind(((ExecutableElement) body.model().element(unit(), tree)).getParameters().getFirst().asType());
        Value raw = expressions.value(tree.getArguments().getFirst(), kind);
        body.position(tree);
        Value number = raw.type() == Type.I64 ? raw : raw instanceof Const c ? b.i64(c.value()) : b.op(kind.isIntegral() ? Opcode.SEXT : Opcode.ZEXT, raw);
        if (!(number instanceof Const) && kind != Kind.BOOLEAN && field.width() < 64)
            body.panicUnless(b.op(Opcode.LEU, number, b.i64(field.mask())), "value too large for bit field");
        Value kept = field.width() == 64 ? null : b.op(Opcode.AND, word, b.i64(~(field.mask() << field.low())));
        Value moved = field.low() == 0 ? number : b.op(Opcode.SHL, number, b.i32(field.low()));
        return kept == null ? moved : b.op(Opcode.OR, kept, moved);
    }

    // ---- operations

    private Value operation(MethodInvocationTree tree, Op op) {
        ExecutableElement method = (ExecutableElement) body.model().element(unit(), tree);
        switch (op) {
            case VIEW, VIEW_CAP -> {
                return materialise(receiverPlace(tree));
            }
            case PANIC -> throw body.unexpected(tree);
            case VIEW_FIELD -> {
                Field field = shapeOfReceiver(tree).field((String) body.module().constants().value(unit(), tree.getArguments().getFirst()));
                Place struct = receiverPlace(tree);
                return b.op(Opcode.CAP_BOUNDX, materialise(new Place(struct.cap, struct.offset + field.offset())), b.i64(field.size()));
            }
            case VIEW_NARROW -> {
                return b.op(Opcode.CAP_BOUNDX, receiver(tree), b.i64(shapeOfReceiver(tree).size()));
            }
            case STACK -> {
                TypeElement type = body.module().constants().classLiteral(unit(), tree.getArguments().getFirst());
                Shape shape = body.model().shape(type);
                return operations.stack(shape.size(), shape.align());
            }
            case STACK_BYTES -> {
                return operations.stack(body.module().constants().integer(unit(), tree.getArguments().getFirst()), Shape.CAP_BYTES);
            }
            case ENUM_AT -> {
                TypeElement type = body.module().constants().classLiteral(unit(), tree.getArguments().getFirst());
                return checkedConstant(expressions.value(tree.getArguments().get(1), Kind.INT), type);
            }
            case WORD_OF -> {
                return expressions.value(tree.getArguments().get(1), Kind.LONG);
            }
            default -> { }
        }
        List<Value> operands = new ArrayList<>();
        if (!Model.isStatic(method)) operands.add(receiver(tree));
        operands.addAll(arguments(tree, method));
        body.position(tree);
        return operations.write(op, operands);
    }

    private Shape shapeOfReceiver(MethodInvocationTree tree) {
        ExpressionTree receiver = receiverTree(tree);
        TypeElement type = receiver == null ? (TypeElement) body.enclosingType() : Model.declared(body.model().type(unit(), receiver));
        return body.model().shape(type);
    }
}
