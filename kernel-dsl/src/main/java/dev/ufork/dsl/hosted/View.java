package dev.ufork.dsl.hosted;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;

/** What generated views of structs extend: they are their capability, and equal by it in tests. */
public abstract class View implements Ref {
    private final Cap cap;
    private final Class<?> type;

    protected View(Cap cap, Class<?> type) {
        this.cap = cap;
        this.type = type;
    }

    @Override
    public final Cap cap() { return cap; }

    @Override
    public final Cap narrow() { return cap.bounded(Shapes.of(type).size()); }

    @Override
    public final Cap field(String name) {
        var field = Shapes.of(type).field(name);
        return cap.plus(field.offset()).bounded(field.size());
    }

    @Override
    public final boolean equals(Object other) { return other instanceof View v && v.type == type && v.cap.same(cap); }

    @Override
    public final int hashCode() { return Long.hashCode(cap.address()); }

    @Override
    public final String toString() { return type.getSimpleName() + " at " + cap; }
}
