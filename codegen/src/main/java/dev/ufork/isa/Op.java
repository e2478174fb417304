package dev.ufork.isa;

/** One row of an instruction table. Each architecture's tables are enums that implement it. */
public interface Op {
    /** The manual's name, by which grep finds manual, Sail model, QEMU and us. */
    String name();

    /** The assembler's name. */
    String mnemonic();

    Pattern pattern();
}
