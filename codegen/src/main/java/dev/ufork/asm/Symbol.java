package dev.ufork.asm;

/** A name that all object files share. */
public record Symbol(String name) implements Place {
    @Override
    public String toString() {
        return name;
    }
}
