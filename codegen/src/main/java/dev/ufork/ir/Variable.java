package dev.ufork.ir;

/** A mutable local of the source language, of which {@link FunctionBuilder} makes values and block parameters. */
public final class Variable {
    private final int index;
    private final Type type;
    private final String name;

    Variable(int index, Type type, String name) {
        this.index = index;
        this.type = type;
        this.name = name;
    }

    int index() {
        return index;
    }

    public Type type() {
        return type;
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
