package dev.ufork.images.verify;

import dev.ufork.dsl.hosted.Shapes;
import dev.ufork.dsl.layout.Field;
import dev.ufork.dsl.layout.Shape;

/** A record of the kernel in a {@link Snapshot}: an address, and where its fields are. */
record Kept(Snapshot from, Shape shape, long address) {

    /** The record of this kind at the address. */
    static Kept of(Snapshot from, String kind, long address) {
        return new Kept(from, shape(kind), address);
    }

    static Shape shape(String kind) {
        try {
            return Shapes.of(Class.forName("dev.ufork.kernel." + kind));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the kernel has no records %s".formatted(kind), e);
        }
    }

    long at(String field) {
        return address + shape.field(field).offset();
    }

    long at(String field, int index) {
        Field f = shape.field(field);
        return address + f.offset() + (long) index * f.elementSize();
    }

    /** A number of the field's size. */
    long number(String field) {
        return from.memory().load(from.physical(at(field)), shape.field(field).elementSize());
    }

    int index(String field) {
        return (int) number(field);
    }

    /** The record that the field holds. */
    Kept inner(String field, String kind) {
        return of(from, kind, at(field));
    }

    /** The record that the field refers to; null if it refers to none. */
    Kept referred(String field, String kind) {
        long to = from.word(at(field));
        return to == 0 ? null : of(from, kind, to);
    }
}
