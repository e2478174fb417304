package dev.ufork.asm;

/** A place inside one object file. Two labels are the same only if they are one object; the name is for people. */
public final class Label implements Place {
    private final String name;

    public Label(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
