package dev.ufork.dsl.front;

import dev.ufork.dsl.Op;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.Shape;
import dev.ufork.dsl.layout.WordShape.BitField;
import javax.lang.model.element.ExecutableElement;

/** What a call calls. */
sealed interface Callee {
    /** One operation of the compiler. */
    record Operation(Op op) implements Callee {}

    /** A function of the kernel language; a default method takes its receiver first. */
    record KernelFunction(ExecutableElement method) implements Callee {}

    /** A stub in the assembler. */
    record Stub(ExecutableElement method, String symbol) implements Callee {}

    /** One instruction of the target. */
    record Instruction(ExecutableElement method, String name, boolean pure) implements Callee {}

    /** Reads or writes a field of a struct. */
    record FieldAccess(Shape shape, Field field, boolean isGetter) implements Callee {}

    /** Reads a bit field, or changes it in a copy. */
    record BitAccess(BitField field, boolean isGetter) implements Callee {}

    /** A call through a function reference. */
    record Reference(ExecutableElement method) implements Callee {}

    /** A method of {@code java.lang}. */
    record Java(JavaCall call) implements Callee {}

    /** {@code ordinal()} of an enum. */
    record Ordinal() implements Callee {}

    /** Nothing that kernel code may call. */
    record Refused(String why, String remedy) implements Callee {}
}
