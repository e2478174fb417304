package dev.ufork.isa.riscv;

/** Which register file an operand names; the first letter of the hole says it. */
public enum RegClass {
    /** {@code r}: an integer register; the address part of a capability register. */
    X('r'),
    /** {@code c}: a capability register. */
    C('c'),
    /** {@code d}: a capability register, but DDC in place of c0. */
    C_OR_DDC('d'),
    /** {@code a}: an address, X in integer mode and C in capability mode. */
    ADDRESS('a'),
    /** {@code f}: a floating-point register. */
    F('f');

    final char letter;

    RegClass(char letter) {
        this.letter = letter;
    }

    /** This class with {@link #ADDRESS} decided. */
    public RegClass in(Mode mode) {
        return this != ADDRESS ? this : mode == Mode.CAPABILITY ? C : X;
    }
}
