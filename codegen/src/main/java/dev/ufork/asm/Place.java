package dev.ufork.asm;

/** Something that code refers to and that has an address once everything is placed. */
public sealed interface Place permits Label, Symbol {
    String name();
}
